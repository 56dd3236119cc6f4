// A file as something that DuckDB can select from. Text formats are read as text, so that what is no number can be shown.

import { identifier, literal, pathLiteral } from "../duckdb/quote.js";
import type { Session } from "../duckdb/session.js";
import { type CsvHeader, readCsvHeader } from "./csv-header.js";
import { explain } from "./explain.js";
import type { InputFile } from "./input-file.js";
import { withOneLineEnd } from "./line-ends.js";

export interface Table {
  readonly file: InputFile;
  /** Column names and DuckDB's types. */
  readonly types: ReadonlyMap<string, string>;
  /** How many rows the file says that it has; 0 where it does not. */
  readonly rows: number;
  /** What follows FROM, for these columns; `lenient` leaves out records with too few or too many fields. */
  from(columns: readonly string[], lenient: boolean): string;
  /** The same with columns as numbers, which fails at what is none; null where the text is not read faster so. */
  fromNumbers(numbers: readonly string[]): string | null;
  /** The same rows from a copy whose records all end alike; null where they do, or where there is no such copy. */
  withOneLineEnd(): Promise<Table> | null;
}

const asItIs = () => null;

/** @throws DataError for what cannot be read. */
export async function openTable(session: Session, file: InputFile): Promise<Table> {
  // A database that does not open is not the file's fault.
  void session.connection;
  try {
    return await open(session, file);
  } catch (error) {
    return explain(file, error);
  }
}

async function open(session: Session, file: InputFile): Promise<Table> {
  const path = pathLiteral(file.path);
  if (file.format === "parquet") {
    const from = `read_parquet(${path}, binary_as_string = true)`;
    const [[rows]] = (await session.connection.rows(`SELECT CAST(num_rows AS VARCHAR) FROM parquet_file_metadata(${path})`)) as [[string]];
    return {
      file,
      types: await describe(session, from),
      rows: Number(rows),
      from: () => from,
      fromNumbers: () => null,
      withOneLineEnd: asItIs,
    };
  }
  if (file.format === "ndjson") {
    const compression = `compression = ${literal(file.compression === "none" ? "uncompressed" : file.compression)}`;
    const types = await describe(session, `read_ndjson(${path}, sample_size = 20480, ${compression})`);
    const texts = (columns: readonly string[]) => columns.map((name) => `${identifier(name)}: 'VARCHAR'`).join(", ");
    return {
      file,
      types,
      rows: 0,
      from: (columns, lenient) => `read_ndjson(${path}, columns = {${texts(columns)}}, ignore_errors = ${lenient}, ${compression})`,
      fromNumbers: () => null,
      withOneLineEnd: asItIs,
    };
  }
  return csvTable(session, file, await readCsvHeader(session, file));
}

function csvTable(session: Session, file: InputFile, header: CsvHeader, isCopy = false): Table {
  const { delimiter, names, end } = header;
  const newLine = end === null ? "" : `, new_line = '${end === "\n" ? "\\n" : end === "\r" ? "\\r" : "\\r\\n"}'`;
  const start = `${pathLiteral(file.path)}, compression = ${literal(file.compression)}`;
  const dialect = `delim = ${literal(delimiter)}, quote = '"', escape = '"', header = true, skip = 0, comment = ''${newLine}`;
  const read = (numbers: readonly string[], options: string) => {
    const columns = names.map((name) => `${identifier(name)}: '${numbers.includes(name) ? "DOUBLE" : "VARCHAR"}'`).join(", ");
    return `read_csv(${start}, auto_detect = false, columns = {${columns}}, ${dialect}, null_padding = false${options})`;
  };
  const copy = async () => csvTable(session, await withOneLineEnd(session, file, delimiter), { ...header, end: header.end && "\n" }, true);
  return {
    file,
    types: new Map(names.map((name) => [name, "VARCHAR"])),
    rows: 0,
    from: (_, lenient) => read([], lenient ? ", store_rejects = true" : ""),
    fromNumbers: (numbers) => read(numbers, ""),
    withOneLineEnd: () => (isCopy || file.compression === "zstd" ? null : copy()),
  };
}

async function describe({ connection }: Session, from: string): Promise<Map<string, string>> {
  const rows = await connection.rows(`SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM ${from})`);
  return new Map(rows.map(([name, type]) => [name!, type!]));
}

/** Whether rows are lines of text, so that a line number helps. */
export function isText({ format }: InputFile): boolean {
  return format === "csv" || format === "tsv" || format === "ndjson";
}
