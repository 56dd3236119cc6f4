// A Parquet file. Its columns go by their exact names, also where they differ only by case.

import { identifier, pathLiteral } from "../duckdb/quote.js";
import type { Session } from "../duckdb/session.js";
import type { InputFile } from "./input-file.js";
import { mostDigits, type Table, wideDecimal } from "./table-type.js";

export async function openParquet({ connection }: Session, file: InputFile): Promise<Table> {
  const path = pathLiteral(file.path);
  // Columns from folder names are added to every format in the same way.
  const from = `read_parquet(${path}, binary_as_string = true, hive_partitioning = false)`;
  const [[rows]] = (await connection.rows(
    `SELECT CAST(num_rows AS VARCHAR) FROM parquet_file_metadata(${path})`,
  )) as [[string]];
  const described = await connection.rows(
    `SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM ${from})`,
  );
  const schema = await connection.rows(
    `SELECT name, CAST(coalesce(num_children, 0) AS VARCHAR), CAST(coalesce(precision, 0) AS VARCHAR) FROM parquet_schema(${path})`,
  );
  const exact = topLevel(
    schema.map(([name, children, digits]) => ({
      name: name!,
      children: Number(children),
      digits: Number(digits),
    })),
  );
  const names = exactNames(
    described.map(([name]) => name!),
    exact.map(({ name }) => name),
  );
  const typeOf = (i: number) =>
    exact.length === described.length && exact[i]!.digits > mostDigits
      ? wideDecimal(exact[i]!.digits)
      : described[i]![1]!;
  const columns = new Map(names.map((name, i) => [name, described[i]![0]!]));
  return {
    file,
    types: new Map(names.map((name, i) => [name, typeOf(i)])),
    rows: Number(rows),
    sql: (name) => identifier(columns.get(name) ?? name),
    // The file knows it, so that several threads may read.
    rowNumber: "file_row_number + 1",
    from: () => from,
    fromNumbers: () => null,
    withOneLineEnd: () => null,
  };
}

/** Names as the file has them; a repeated name is as DuckDB changes it. */
function exactNames(described: readonly string[], exact: readonly string[]): readonly string[] {
  const isKnown = exact.length === described.length && new Set(exact).size === exact.length;
  return isKnown ? exact : described;
}

interface SchemaElement {
  readonly name: string;
  readonly children: number;
  /** Of a decimal. */
  readonly digits: number;
}

/**
 * The columns, with the most digits of a decimal in each. A schema is a tree in the order of its
 * text, with the root first.
 */
function topLevel(elements: readonly SchemaElement[]): { name: string; digits: number }[] {
  const columns: { name: string; digits: number }[] = [];
  const skip = (at: number): number => {
    let next = at + 1;
    for (let child = 0; child < elements[at]!.children; child++) next = skip(next);
    return next;
  };
  for (let at = 1, next = 0; at < elements.length; at = next) {
    next = skip(at);
    const digits = Math.max(...elements.slice(at, next).map((element) => element.digits));
    columns.push({ name: elements[at]!.name, digits });
  }
  return columns;
}
