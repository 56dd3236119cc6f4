// A file as something that DuckDB can select from. Text formats are read as text, so that what is
// no number can be shown.

import type { Session } from "../duckdb/session.js";
import { openCsv } from "./csv-table.js";
import { explain } from "./explain.js";
import type { InputFile } from "./input-file.js";
import { openJson } from "./json-table.js";
import { openParquet } from "./parquet-table.js";
import { withPartitions } from "./partitions.js";
import type { Table } from "./table-type.js";

/** @throws DataError for what cannot be read. */
export async function openTable(session: Session, file: InputFile): Promise<Table> {
  // A database that does not open is not the file's fault.
  void session.connection;
  const open =
    file.format === "parquet" ? openParquet : file.format === "ndjson" ? openJson : openCsv;
  try {
    return withPartitions(await open(session, file));
  } catch (error) {
    return explain(file, error);
  }
}
