// bce score: options in, result out, exit code back.

import { openSession } from "../duckdb/session.js";
import { exitCodes } from "../errors.js";
import { wantsHelp } from "../options/parse.js";
import { readScoreOptions, scoreHelp } from "../options/score-options.js";
import { toCsv } from "../output/csv.js";
import { toJson } from "../output/json.js";
import { createProgress } from "../output/progress.js";
import { toHtml } from "../output/report/page.js";
import { toTable, usesColour } from "../output/table.js";
import { checkTarget, writeWhole } from "../output/write-whole.js";
import { runScore } from "../score/run-score.js";

export async function runScoreCommand(args: readonly string[]): Promise<number> {
  if (wantsHelp(args)) {
    process.stdout.write(scoreHelp);
    return 0;
  }
  const options = readScoreOptions(args);
  if (options.report !== null) checkTarget("--report", options.report);
  const session = await openSession();
  try {
    const progress = createProgress(process.stderr, () => session.connection.progress);
    const result = await runScore(session, options, progress);
    const outputs = { table: () => toTable(result, usesColour(process.stdout)), json: () => toJson(result), csv: () => toCsv(result) };
    if (options.report !== null) writeWhole("--report", options.report, toHtml(result));
    process.stdout.write(outputs[options.format]());
    const { loss } = result.total;
    return options.failAbove !== null && !(loss !== null && loss <= options.failAbove) ? exitCodes.aboveLimit : 0;
  } finally {
    session.close();
  }
}
