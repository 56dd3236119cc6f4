// Columns from folder names: a folder country=de gives the rows below it a column country with the
// text "de", as Hive, Spark and pandas write tables.

import { sep } from "node:path";
import { identifier, literal } from "../duckdb/quote.js";
import { type Table, windowNumber } from "./table-type.js";

/** Stands for a missing value. */
const missing = "__HIVE_DEFAULT_PARTITION__";

/** The names and values from the folders of a path. */
export function partitionsOf(path: string): ReadonlyMap<string, string | null> {
  const folders = path.split(sep).slice(0, -1);
  const pairs = folders.flatMap((folder): [string, string | null][] => {
    const at = folder.indexOf("=");
    if (at <= 0) return [];
    const value = unescaped(folder.slice(at + 1));
    return [[unescaped(folder.slice(0, at)), value === missing ? null : value]];
  });
  return new Map(pairs);
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Adds these columns to a table. A column of that name in the file itself takes precedence. */
export function withPartitions(table: Table): Table {
  const own = new Set([...table.types.keys()].map((name) => name.toLowerCase()));
  const added = [...partitionsOf(table.file.origin)].filter(
    ([name]) => !own.has(name.toLowerCase()),
  );
  if (added.length === 0) return table;
  // Must differ from the names in the file, or SQL could not tell them apart.
  let mark = "/";
  while ([...own].some((name) => name.startsWith(mark))) mark += "/";
  const values = new Map(added);
  const sql = (name: string) => (values.has(name) ? identifier(`${mark}${name}`) : table.sql(name));
  const wrap = (from: string, columns: readonly string[]) => {
    const constants = columns.flatMap((name) => {
      const value = values.get(name);
      return value === undefined
        ? []
        : [`CAST(${value === null ? "NULL" : literal(value)} AS VARCHAR) AS ${sql(name)}`];
    });
    return constants.length === 0 ? from : `(SELECT *, ${constants.join(", ")} FROM ${from})`;
  };
  const inFile = (columns: readonly string[]) => columns.filter((name) => !values.has(name));
  return {
    ...table,
    types: new Map([...table.types, ...added.map(([name]) => [name, "VARCHAR"] as const)]),
    sql,
    rowNumber: windowNumber,
    from: (columns, lenient) => wrap(table.from(inFile(columns), lenient), columns),
    fromNumbers(numbers, columns) {
      const from = numbers.some((name) => values.has(name))
        ? null
        : table.fromNumbers(numbers, inFile(columns));
      return from && wrap(from, columns);
    },
    withOneLineEnd: () => table.withOneLineEnd()?.then(withPartitions) ?? null,
  };
}
