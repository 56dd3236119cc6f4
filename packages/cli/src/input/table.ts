// Makes a file into something that DuckDB can select from. Text formats are read as text, so that a
// value that is not a number can be shown.

import type { Session } from "../duckdb/session.js";
import { openCsv } from "./csv-table.js";
import { explain } from "./explain.js";
import type { TableFormat } from "./format.js";
import type { InputFile, TableFile } from "./input-file.js";
import { openJson } from "./json-table.js";
import { openParquet } from "./parquet-table.js";
import { withPartitions } from "./partitions.js";
import type { Table } from "./table-type.js";

const openers = {
  csv: openCsv,
  tsv: openCsv,
  ndjson: openJson,
  parquet: openParquet,
} satisfies Readonly<
  Record<TableFormat, (session: Session, file: InputFile) => Table | Promise<Table>>
>;

/** @throws DataError for a file that cannot be read. */
export async function openTable(session: Session, file: TableFile): Promise<Table> {
  // Opened first, so that an error of the database is not blamed on the file.
  void session.connection;
  try {
    return withPartitions(await openers[file.format](session, file));
  } catch (error) {
    return explain(file, error);
  }
}
