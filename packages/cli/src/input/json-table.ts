// A file with one JSON object per line. Its columns are the keys of the first objects, by their
// exact names: DuckDB's own detection merges keys that differ by case, and hangs on objects that
// are nested too deeply.

import { identifier, literal, pathLiteral } from "../duckdb/quote.js";
import type { Session } from "../duckdb/session.js";
import type { InputFile } from "./input-file.js";
import { type Table, windowNumber } from "./table-type.js";

/**
 * Megabytes of rows that are read ahead. A thread takes 32 MB of text at a time, twice the longest
 * object; the rows of those that wait for their turn must have room, or only one thread reads.
 */
const readAhead = 64;

/** Number of objects whose keys are read. */
const sampled = 20_480;

export async function openJson({ connection }: Session, file: InputFile): Promise<Table> {
  const packed = literal(file.compression === "none" ? "uncompressed" : file.compression);
  // Columns from folder names are added to every format in the same way.
  const options = `compression = ${packed}, hive_partitioning = false`;
  const path = pathLiteral(file.path);
  const objects = `read_ndjson_objects(${path}, ${options})`;
  const keys = `SELECT json, unnest(json_keys(json)) AS k FROM (SELECT json FROM ${objects} LIMIT ${sampled})`;
  // A missing value says nothing of the others.
  const isNumber = "bool_and(json_type(json, p) IN ('UBIGINT', 'BIGINT', 'DOUBLE', 'NULL'))";
  const numbered = `SELECT *, row_number() OVER () AS r, ${pointerTo("k")} AS p FROM (${keys})`;
  const rows = await connection.rows(
    `SELECT k, CAST(${isNumber} AS VARCHAR) FROM (${numbered}) GROUP BY k ORDER BY min(r)`,
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
    numeric: new Set(rows.filter(([, is]) => is === "true").map(([name]) => name!)),
    rows: 0,
    readAhead,
    sql,
    rowNumber: windowNumber,
    // Of keys that differ only by case, DuckDB can name only one.
    from: (columns, lenient) => (columns.some(isAlike) ? byPointer : typed)(columns, lenient),
    fromNumbers: () => null,
    withOneLineEnd: () => null,
  };
}

/** The same of a key in SQL. */
function pointerTo(key: string): string {
  return `'/' || replace(replace(${key}, '~', '~0'), '/', '~1')`;
}

/** RFC 6901. */
function pointer(key: string): string {
  return `/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
}
