// bce sql: prints a query.

import { readSqlOptions } from "../options/sql-options.js";
import { lossQuery } from "../sql/query.js";

export async function runSqlCommand(args: readonly string[]): Promise<number> {
  const { engine, query } = readSqlOptions(args);
  process.stdout.write(lossQuery(engine, query));
  return 0;
}
