// A file of one JSON object a line. Its columns are the keys of the first objects, each by its
// exact name: DuckDB's own detection of types takes keys that differ by case for one, and does not
// come back from an object that is nested too deep.

import { identifier, literal, pathLiteral } from "../duckdb/quote.js";
import type { Session } from "../duckdb/session.js";
import type { InputFile } from "./input-file.js";
import type { Table } from "./table-type.js";

/** So many objects are looked at for their keys. */
const sampled = 20_480;

export async function openJson({ connection }: Session, file: InputFile): Promise<Table> {
  const packed = literal(file.compression === "none" ? "uncompressed" : file.compression);
  // What folders say is added to every kind of file in the same way.
  const options = `compression = ${packed}, hive_partitioning = false`;
  const path = pathLiteral(file.path);
  const objects = `read_ndjson_objects(${path}, ${options})`;
  const keys = `SELECT unnest(json_keys(json)) AS k FROM (SELECT json FROM ${objects} LIMIT ${sampled})`;
  const rows = await connection.rows(
    `SELECT k FROM (SELECT k, row_number() OVER () AS r FROM (${keys})) GROUP BY k ORDER BY min(r)`,
  );
  const names = rows.map(([name]) => name!);
  const times = new Map<string, number>();
  for (const name of names) times.set(name.toLowerCase(), (times.get(name.toLowerCase()) ?? 0) + 1);
  const isAlike = (name: string) => times.get(name.toLowerCase())! > 1;
  const sql = (name: string) => identifier(isAlike(name) ? `${names.indexOf(name)}/${name}` : name);
  const typed = (columns: readonly string[], lenient: boolean) => {
    const texts = columns.map((name) => `${identifier(name)}: 'VARCHAR'`).join(", ");
    return `read_ndjson(${path}, columns = {${texts}}, ignore_errors = ${lenient}, ${options})`;
  };
  const byPointer = (columns: readonly string[], lenient: boolean) => {
    const texts = columns.map((name) => `json ->> ${literal(pointer(name))} AS ${sql(name)}`);
    return `(SELECT ${texts.join(", ")} FROM read_ndjson_objects(${path}, ignore_errors = ${lenient}, ${options}))`;
  };
  return {
    file,
    // A value is looked at row by row, whatever it is.
    types: new Map(names.map((name) => [name, "JSON"])),
    rows: 0,
    sql,
    // Of keys that are alike but for case DuckDB can name one only.
    from: (columns, lenient) => (columns.some(isAlike) ? byPointer : typed)(columns, lenient),
    fromNumbers: () => null,
    withOneLineEnd: () => null,
  };
}

/** RFC 6901. */
function pointer(key: string): string {
  return `/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
}
