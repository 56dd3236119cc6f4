// Lines of CSV that DuckDB could not split into columns, and that are therefore not rows.

import type { Session } from "../duckdb/session.js";
import { rejectedOf } from "../input/rejected.js";
import type { BadPair } from "./result.js";
import type { Side } from "./side.js";

export async function rejectedLines(
  session: Session,
  sides: readonly [Side, Side],
): Promise<BadPair[]> {
  const [a, b] = [sides[0].table.file, sides[1].table.file];
  const lines = await rejectedOf(session, [a, b]);
  // A file that is compared with itself is listed once, as A.
  return lines.map(({ file, line, message }) => ({
    side: file === a.name ? "A" : "B",
    file,
    row: null,
    line,
    problem: `the line cannot be split into columns (${message})`,
  }));
}
