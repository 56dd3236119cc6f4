// bce score --shard: one of several shares of a run, by a process that need not run beside the
// others.

import type { Session } from "../duckdb/session.js";
import { DataError } from "../errors.js";
import type { Say } from "../input/files.js";
import type { ScoreOptions } from "../options/score-options.js";
import type { Progress } from "../progress.js";
import { isFailure } from "./outcome.js";
import { type PartFile, runOf } from "./part-file.js";
import { shardOf } from "./replicas.js";
import { findInputs, readPortion, runScore } from "./run-score.js";

/** What the shard finds. @throws DataError, with the message of a single process. */
export async function runShard(
  session: Session,
  options: ScoreOptions,
  progress: Progress,
  say: Say,
): Promise<PartFile> {
  const replicas = shardOf(options.shard!);
  const files = await findInputs(session, options, replicas, say);
  if (files instanceof DataError) throw files;
  const run = runOf(options, files);
  const work = { session, options, progress, replicas, say };
  const { reading, outcome } = await readPortion(work, files);
  if (!isFailure(outcome)) return { shard: options.shard!.index, run, found: outcome };
  // If something is wrong with a text file, the message comes from reading it as a whole.
  if (reading.isTextCut) await runScore(session, options, progress);
  throw new DataError(outcome.message, outcome.exitCode);
}
