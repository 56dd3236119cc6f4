// The first lines of a zstd file, which only DuckDB unpacks under every Node.

import { literal, pathLiteral } from "../duckdb/quote.js";
import type { Session } from "../duckdb/session.js";

/** The first record may contain line ends in quotes, but at most this many. */
const mostLines = 100;

export async function firstLines({ connection }: Session, path: string): Promise<string[]> {
  // Lines may end in different ways, which only this mode allows.
  const whole =
    "delim = '\x01', quote = '', escape = '', header = false, auto_detect = false, strict_mode = false";
  const from = `read_csv(${pathLiteral(path)}, ${whole}, columns = {'line': 'VARCHAR'}, compression = ${literal("zstd")})`;
  return (await connection.rows(`SELECT line FROM ${from} LIMIT ${mostLines}`)).map(
    ([line]) => line ?? "",
  );
}
