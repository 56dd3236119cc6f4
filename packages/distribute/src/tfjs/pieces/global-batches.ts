// The global batches of a custom training loop.

import { readKeys, refuse } from "binary-crossentropy/internal";
import { getStrategy } from "../../current-strategy.js";
import { compareLines } from "../messages/compare-lines.js";
import { readCount, readFlag } from "../read.js";
import {
  BatchSchedule,
  type GlobalBatch,
  type GlobalBatchOptions,
} from "../rows/batch-schedule.js";

/**
 * The global batches of an epoch for a custom loop, with this replica's rows of each. Every replica
 * calls it with the same options.
 *
 * @param options The number of rows, how they are batched, and the number of the epoch, from 0 on.
 * Default epoch 0.
 * @throws ValueError for bad options, and on every replica where one has others, or no rows.
 * @example
 * ```ts
 * import { globalBatches } from "binary-crossentropy-distribute/tfjs";
 *
 * [...globalBatches({ samples: 5, batchSize: 4, shuffle: false })].map(({ rows, size }) => [rows.length, size]); // [[4, 4], [1, 1]]
 * ```
 */
export function globalBatches({
  epoch = 0,
  ...options
}: GlobalBatchOptions & { readonly epoch?: number }): Generator<GlobalBatch, void> {
  const owner = "globalBatches";
  const strategy = getStrategy();
  const given = readKeys(owner, "options", options, [
    "samples",
    "batchSize",
    "shuffle",
    "seed",
    "autoShard",
  ]);
  const first = readCount(owner, "epoch", epoch, 0)!;
  const read = {
    samples:
      readCount(owner, "samples", given.get("samples"), 0) ??
      refuse(owner, "samples", "be given", "undefined"),
    batchSize:
      readCount(owner, "batchSize", given.get("batchSize")) ??
      refuse(owner, "batchSize", "be given", "undefined"),
    shuffle: readFlag(owner, "shuffle", given.get("shuffle")) ?? true,
    seed: readCount(owner, "seed", given.get("seed"), 0) ?? 0,
    autoShard: readFlag(owner, "autoShard", given.get("autoShard")) ?? true,
  };
  const { samples: _, ...same } = { ...read, epoch: first };
  compareLines(
    owner,
    strategy,
    "options",
    Object.entries(same).map(([name, value]) => `${name}: ${value}`),
  );
  return new BatchSchedule(owner, strategy, read).epoch(first);
}
