// Makes a file into something that DuckDB can select from. Text formats are read as text, so that a
// value that is not a number can be shown.

import type { Session } from "../duckdb/session.js";
import { openCsv } from "./csv-table.js";
import { explain } from "./explain.js";
import type { TableFormat } from "./format.js";
import { type How, plainly } from "./how.js";
import type { InputFile, TableFile } from "./input-file.js";
import { openJson } from "./json-table.js";
import { openParquet } from "./parquet-table.js";
import { withPartitions } from "./partitions.js";
import { withParts } from "./parts-of-columns.js";
import type { Table } from "./table-type.js";
import { withWriting } from "./written-numbers.js";

const openers = {
  csv: openCsv,
  tsv: openCsv,
  ndjson: openJson,
  parquet: openParquet,
} satisfies Readonly<
  Record<TableFormat, (session: Session, file: InputFile, how: How) => Table | Promise<Table>>
>;

/** @throws DataError for a file that cannot be read. */
export async function openTable(
  session: Session,
  file: TableFile,
  how: How = plainly([]),
): Promise<Table> {
  // Opened first, so that an error of the database is not blamed on the file.
  void session.connection;
  try {
    const table = withPartitions(await openers[file.format](session, file, how));
    return await withWriting(session, await withParts(session, table, how), how);
  } catch (error) {
    return explain(file, error);
  }
}
