// bce score: options in, result out, exit code back.

import {
  readScoreOptions,
  type ScoreOptions,
  type TableOptions,
} from "../options/score-options.js";
import { toCsv } from "../output/csv.js";
import { toJson } from "../output/json.js";
import { createProgress } from "../output/progress.js";
import { toHtml } from "../output/report/page.js";
import { toTable, usesColour } from "../output/table.js";
import { checkTarget, writeWhole } from "../output/write-whole.js";
import { silent } from "../progress.js";
import type { ScoreResult } from "../score/result.js";
import { judge } from "./judge.js";

export async function runScoreCommand(args: readonly string[]): Promise<number> {
  const options = readScoreOptions(args);
  if (options.report !== null) checkTarget("--report", options.report);
  return options.from === null
    ? scoreFiles(options)
    : print(await scoreWarehouse(options, options.from), options);
}

const outputs = {
  table: (result) => toTable(result, usesColour(process.stdout)),
  json: toJson,
  csv: toCsv,
} satisfies Readonly<Record<ScoreOptions["format"], (result: ScoreResult) => string>>;

/** Writes the outputs, and gives the exit code. */
function print(result: ScoreResult, { format, report, failAbove }: ScoreOptions): number {
  if (report !== null) writeWhole("--report", report, toHtml(result));
  process.stdout.write(outputs[format](result));
  return judge("bce score: the loss", result.total.loss, failAbove);
}

// What reads files is not loaded for a table, nor the other way round.

async function scoreFiles(options: ScoreOptions): Promise<number> {
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
    const [code] = await replicas.gather(result === null ? 0 : print(result, options));
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
