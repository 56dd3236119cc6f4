// A file as something that DuckDB can select from. Text formats are read as text, so that what is
// no number can be shown.

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

/** @throws DataError for what cannot be read. */
export async function openTable(session: Session, file: TableFile): Promise<Table> {
  // A database that does not open is not the file's fault.
  void session.connection;
  try {
    return withPartitions(await openers[file.format](session, file));
  } catch (error) {
    return explain(file, error);
  }
}
