// bce score: options in, result out, exit code back.

import { openSession } from "../duckdb/session.js";
import { exitCodes } from "../errors.js";
import { wantsHelp } from "../options/parse.js";
import { readScoreOptions, type ScoreOptions, scoreHelp } from "../options/score-options.js";
import { toCsv } from "../output/csv.js";
import { toJson } from "../output/json.js";
import { createProgress, silent } from "../output/progress.js";
import { toHtml } from "../output/report/page.js";
import { toTable, usesColour } from "../output/table.js";
import { checkTarget, writeWhole } from "../output/write-whole.js";
import { findReplicas } from "../score/replicas.js";
import type { ScoreResult } from "../score/result.js";
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
    const replicas = await findReplicas();
    const isFirst = replicas.rank === 0;
    const progress = isFirst ? createProgress(process.stderr, () => session.connection.progress) : silent;
    const result = await runScore(session, options, progress, replicas);
    // All processes of a job end with the code of the first one, which alone has the result.
    const [code] = await replicas.gather(result === null ? 0 : print(result, options));
    return code!;
  } finally {
    session.close();
  }
}

/** Writes the outputs, and gives the exit code. */
function print(result: ScoreResult, { format, report, failAbove }: ScoreOptions): number {
  const outputs = { table: () => toTable(result, usesColour(process.stdout)), json: () => toJson(result), csv: () => toCsv(result) };
  if (report !== null) writeWhole("--report", report, toHtml(result));
  process.stdout.write(outputs[format]());
  const { loss } = result.total;
  return failAbove !== null && !(loss !== null && loss <= failAbove) ? exitCodes.aboveLimit : 0;
}
