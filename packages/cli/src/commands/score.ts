// bce score: options in, result out, exit code back.

import {
  readScoreOptions,
  type ScoreOptions,
  type TableOptions,
} from "../options/score-options.js";
import { createProgress } from "../output/progress.js";
import { type Origin, originOf } from "../output/report/origin.js";
import { checkTarget, writeWhole } from "../output/write-whole.js";
import { silent } from "../progress.js";
import type { ScoreResult } from "../score/result.js";
import { print } from "./print.js";
import { withColumns } from "./with-columns.js";

export async function runScoreCommand(args: readonly string[]): Promise<number> {
  const options = await withColumns(() => readScoreOptions(args));
  if (options.report !== null) checkTarget("--report", options.report);
  const origin = originOf(["score", ...args]);
  return options.from === null
    ? scoreFiles(options, origin)
    : print("bce score", await scoreWarehouse(options, options.from), options, origin);
}

// Code that reads files is not loaded for a database table, and vice versa.

const say = (sentence: string) => process.stderr.write(`bce score: ${sentence}\n`);

async function scoreFiles(options: ScoreOptions, origin: Origin): Promise<number> {
  if (options.shard !== null) return scoreShard(options);
  const { openSession } = await import("../duckdb/session.js");
  const { findReplicas } = await import("../score/replicas.js");
  const { runScore } = await import("../score/run-score.js");
  const replicas = await findReplicas();
  const session = openSession(replicas.cores);
  try {
    const isFirst = replicas.rank === 0;
    const progress = isFirst ? createProgress(process.stderr, () => session.progress) : silent;
    const result = await runScore(session, options, progress, replicas, undefined, say);
    // Only the first process has the result; all processes end with its exit code.
    const [code] = await replicas.gather(
      result === null ? 0 : print("bce score", result, options, origin),
    );
    return code!;
  } finally {
    session.close();
  }
}

/** Writes what a shard finds, and prints nothing. */
async function scoreShard(options: ScoreOptions): Promise<number> {
  const { openSession } = await import("../duckdb/session.js");
  const { runShard } = await import("../score/run-shard.js");
  const { writePart } = await import("../score/part-file.js");
  const partial = options.partial!;
  checkTarget("--partial", partial);
  const session = openSession();
  try {
    const progress = createProgress(process.stderr, () => session.progress);
    const part = await runShard(session, options, progress, say);
    writeWhole("--partial", partial, writePart(part));
    return 0;
  } finally {
    session.close();
  }
}

/** Milliseconds to wait after an error before the program exits. */
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
    // A DNS lookup cannot be cancelled and would keep the program alive until it ends.
    setTimeout(() => process.exit(), afterlife).unref();
    throw error;
  }
}
