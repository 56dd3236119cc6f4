// bce compare: options in, result out, exit code back.

import { runCompare } from "../compare/run-compare.js";
import { openSession } from "../duckdb/session.js";
import { exitCodes } from "../errors.js";
import { compareHelp, readCompareOptions } from "../options/compare-options.js";
import { wantsHelp } from "../options/parse.js";
import { compareJson, compareTable } from "../output/compare.js";
import { createProgress } from "../output/progress.js";

export async function runCompareCommand(args: readonly string[]): Promise<number> {
  if (wantsHelp(args)) {
    process.stdout.write(compareHelp);
    return 0;
  }
  const options = readCompareOptions(args);
  const session = await openSession();
  try {
    const progress = createProgress(process.stderr, () => session.connection.progress);
    const result = await runCompare(session, options, progress);
    process.stdout.write(options.format === "json" ? compareJson(result) : compareTable(result));
    return options.failAbove !== null && !(result.difference.mean <= options.failAbove) ? exitCodes.aboveLimit : 0;
  } finally {
    session.close();
  }
}
