// bce score: options in, result out, exit code back.

import { exitCodes } from "../errors.js";
import { wantsHelp } from "../options/parse.js";
import { readScoreOptions, type ScoreOptions, scoreHelp, type TableOptions } from "../options/score-options.js";
import { toCsv } from "../output/csv.js";
import { toJson } from "../output/json.js";
import { createProgress } from "../output/progress.js";
import { toHtml } from "../output/report/page.js";
import { toTable, usesColour } from "../output/table.js";
import { checkTarget, writeWhole } from "../output/write-whole.js";
import type { ScoreResult } from "../score/result.js";

export async function runScoreCommand(args: readonly string[]): Promise<number> {
  if (wantsHelp(args)) {
    process.stdout.write(scoreHelp);
    return 0;
  }
  const options = readScoreOptions(args);
  if (options.report !== null) checkTarget("--report", options.report);
  const result = await (options.from === null ? scoreFiles(options) : scoreWarehouse(options, options.from));
  const outputs = { table: () => toTable(result, usesColour(process.stdout)), json: () => toJson(result), csv: () => toCsv(result) };
  if (options.report !== null) writeWhole("--report", options.report, toHtml(result));
  process.stdout.write(outputs[options.format]());
  const { loss } = result.total;
  return options.failAbove !== null && !(loss !== null && loss <= options.failAbove) ? exitCodes.aboveLimit : 0;
}

// What reads files is not loaded for a table, nor the other way round.

async function scoreFiles(options: ScoreOptions): Promise<ScoreResult> {
  const { openSession } = await import("../duckdb/session.js");
  const { runScore } = await import("../score/run-score.js");
  const session = await openSession();
  try {
    return await runScore(
      session,
      options,
      createProgress(process.stderr, () => session.connection.progress.percentage / 100),
    );
  } finally {
    session.close();
  }
}

async function scoreWarehouse(options: ScoreOptions, from: TableOptions): Promise<ScoreResult> {
  const { openWarehouse } = await import("../warehouse/open.js");
  const { scoreTable } = await import("../warehouse/score-table.js");
  const warehouse = await openWarehouse(from.url, from.timeout);
  try {
    return await scoreTable(warehouse, options, from);
  } finally {
    await warehouse.close();
  }
}
