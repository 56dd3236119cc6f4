// The columns that a file has, for a message that says which could be named.

import type { Session } from "../duckdb/session.js";
import { show } from "../errors.js";
import { listedColumns } from "./columns.js";
import { findFiles } from "./files.js";
import { isTable } from "./format.js";
import { openTable } from "./table.js";

/** A sentence; empty if there is no such file, or it has no named columns. */
export async function columnsIn(session: Session, path: string | undefined): Promise<string> {
  // Standard input can be read once.
  if (path === undefined || path === "-") return "";
  try {
    const [file] = await findFiles([path], session);
    if (file === undefined || !isTable(file)) return "";
    const { types } = await openTable(session, file);
    return `${show(file.name)} has ${listedColumns([...types.keys()])}.`;
  } catch {
    // What is wrong with the file is told once it is to be read.
    return "";
  }
}
