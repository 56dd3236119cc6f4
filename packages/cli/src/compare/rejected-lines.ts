// Lines of CSV that DuckDB could not split into columns, and that are therefore not rows.

import type { Session } from "../duckdb/session.js";
import { isDelimited } from "../input/format.js";
import { findDatabaseLines } from "../input/line-finder.js";
import { oneError } from "../input/table-source.js";
import type { BadPair } from "./result.js";
import type { Side } from "./side.js";

const query = `SELECT file_path, CAST(line AS VARCHAR), ${oneError} FROM reject_errors AS e JOIN reject_scans USING (scan_id, file_id) GROUP BY file_path, e.line ORDER BY e.line`;

export async function rejectedLines(
  { connection }: Session,
  sides: readonly [Side, Side],
): Promise<BadPair[]> {
  const files = sides.map(({ table }) => table.file);
  if (!files.some(isDelimited)) return [];
  const rows = await connection.rows(query);
  const found: BadPair[] = [];
  for (const [i, file] of files.entries()) {
    // A file that is compared with itself is listed once.
    if (i === 1 && file.path === files[0]!.path) continue;
    const own = rows.filter(([path]) => path === file.path);
    const lines = await findDatabaseLines(
      file,
      own.map(([, line]) => Number(line)),
    );
    for (const [k, [, , message]] of own.entries())
      found.push({
        side: i === 0 ? "A" : "B",
        file: file.name,
        row: null,
        line: lines?.[k] ?? null,
        problem: `the line cannot be split into columns (${message})`,
      });
  }
  return found;
}
