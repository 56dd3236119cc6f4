// bce score: options in, result out, exit code back.

import { wantsHelp } from "../options/parse.js";
import {
  readScoreOptions,
  type ScoreOptions,
  scoreHelp,
  type TableOptions,
} from "../options/score-options.js";
import { toCsv } from "../output/csv.js";
import { toJson } from "../output/json.js";
import { createProgress, silent } from "../output/progress.js";
import { type Origin, originOf } from "../output/report/origin.js";
import { toHtml } from "../output/report/page.js";
import { toTable, usesColour } from "../output/table.js";
import { checkTarget, writeWhole } from "../output/write-whole.js";
import type { ScoreResult } from "../score/result.js";
import { judge } from "./judge.js";

export async function runScoreCommand(args: readonly string[]): Promise<number> {
  if (wantsHelp(args)) {
    process.stdout.write(scoreHelp);
    return 0;
  }
  const options = readScoreOptions(args);
  if (options.report !== null) checkTarget("--report", options.report);
  const origin = originOf(["score", ...args]);
  return options.from === null
    ? scoreFiles(options, origin)
    : print(await scoreWarehouse(options, options.from), options, origin);
}

/** Writes the outputs, and gives the exit code. */
function print(result: ScoreResult, options: ScoreOptions, origin: Origin): number {
  const { format, report, failAbove } = options;
  const outputs = {
    table: () => toTable(result, usesColour(process.stdout)),
    json: () => toJson(result),
    csv: () => toCsv(result),
  };
  if (report !== null) writeWhole("--report", report, toHtml(result, options, origin));
  process.stdout.write(outputs[format]());
  return judge("bce score: the loss", result.total.loss, failAbove);
}

// What reads files is not loaded for a table, nor the other way round.

async function scoreFiles(options: ScoreOptions, origin: Origin): Promise<number> {
  const { openSession } = await import("../duckdb/session.js");
  const { findReplicas } = await import("../score/replicas.js");
  const { runScore } = await import("../score/run-score.js");
  const replicas = await findReplicas();
  const session = openSession(replicas.cores);
  try {
    const isFirst = replicas.rank === 0;
    const progress = isFirst ? createProgress(process.stderr, () => session.progress) : silent;
    const say = (sentence: string) => process.stderr.write(`bce score: ${sentence}\n`);
    const result = await runScore(session, options, progress, replicas, undefined, say);
    // All processes of a job end with the code of the first one, which alone has the result.
    const [code] = await replicas.gather(result === null ? 0 : print(result, options, origin));
    return code!;
  } finally {
    session.close();
  }
}

/** Milliseconds that the program lives on after an error. */
const afterlife = 1000;

async function scoreWarehouse(options: ScoreOptions, from: TableOptions): Promise<ScoreResult> {
  const { openWarehouse } = await import("../warehouse/open.js");
  const { scoreTable } = await import("../warehouse/score-table.js");
  try {
    const warehouse = await openWarehouse(from.url, from.timeout);
    try {
      return await scoreTable(warehouse, options, from);
    } finally {
      await warehouse.close();
    }
  } catch (error) {
    // The search for a host's name cannot be called off, and would keep the program until it is
    // found or given up.
    setTimeout(() => process.exit(), afterlife).unref();
    throw error;
  }
}
