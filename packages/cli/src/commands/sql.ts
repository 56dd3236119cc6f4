// bce sql: prints a query.

import { wantsHelp } from "../options/parse.js";
import { readSqlOptions, sqlHelp } from "../options/sql-options.js";
import { lossQuery } from "../sql/query.js";

export async function runSqlCommand(args: readonly string[]): Promise<number> {
  if (wantsHelp(args)) {
    process.stdout.write(sqlHelp);
    return 0;
  }
  const { engine, query } = readSqlOptions(args);
  process.stdout.write(lossQuery(engine, query));
  return 0;
}
