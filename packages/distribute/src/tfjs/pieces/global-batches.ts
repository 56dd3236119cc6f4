// The global batches of a custom training loop.

import { getStrategy } from "../../current-strategy.js";
import { compareLines } from "../messages/compare-lines.js";
import {
  countFrom,
  orElse,
  type Read,
  readAutoShard,
  readOptions,
  readSeed,
  readShuffle,
  required,
} from "../read.js";
import {
  BatchSchedule,
  type GlobalBatch,
  type GlobalBatchOptions,
} from "../rows/batch-schedule.js";

/** How each option is read, in the order in which messages list them. */
const readers = {
  samples: required(countFrom(0)),
  batchSize: required(countFrom(1)),
  shuffle: readShuffle,
  seed: readSeed,
  autoShard: readAutoShard,
  epoch: orElse(countFrom(0), 0),
} satisfies { readonly [Name in keyof GlobalBatchOptions | "epoch"]-?: Read<unknown> };

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
export function globalBatches(
  options: GlobalBatchOptions & { readonly epoch?: number },
): Generator<GlobalBatch, void> {
  const owner = "globalBatches";
  const strategy = getStrategy();
  const { samples, ...same } = readOptions(owner, options, readers);
  compareLines(
    owner,
    strategy,
    "options",
    Object.entries(same).map(([name, value]) => `${name}: ${value}`),
  );
  return new BatchSchedule(owner, strategy, { samples, ...same }).epoch(same.epoch);
}
