// Lines of CSV that DuckDB could not split into columns, and that are therefore not rows, of several
// files that one query read.

import type { Session } from "../duckdb/session.js";
import type { Rejected } from "./batch.js";
import { isDelimited } from "./format.js";
import type { InputFile } from "./input-file.js";
import { findDatabaseLines } from "./line-finder.js";

/** DuckDB reports every missing or surplus column of a line; the first report is enough. */
export const oneError = "arg_min(error_message, (length(error_message), error_message))";

const query = `SELECT file_path, CAST(line AS VARCHAR), ${oneError} FROM reject_errors AS e JOIN reject_scans USING (scan_id, file_id) GROUP BY file_path, e.line ORDER BY e.line`;

/** In the order of the files. A file that is read twice is listed once. */
export async function rejectedOf(
  { connection }: Session,
  files: readonly InputFile[],
): Promise<(Rejected & { readonly file: string })[]> {
  if (!files.some(isDelimited)) return [];
  const rows = await connection.rows(query);
  const found: (Rejected & { readonly file: string })[] = [];
  const byPath = new Map(files.map((file) => [file.path, file]));
  for (const [path, file] of byPath) {
    const own = rows.filter(([one]) => one === path);
    const lines = await findDatabaseLines(
      file,
      own.map(([, line]) => Number(line)),
    );
    for (const [i, [, , message]] of own.entries())
      found.push({ file: file.name, line: lines?.[i] ?? null, message: String(message) });
  }
  return found;
}
