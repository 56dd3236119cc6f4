// Which rows make up each global batch, and which of them are this replica's.

import { refuse, show } from "../../errors.js";
import { readKeys } from "../../options/read-options.js";
import { replicaThatDiffers } from "../comparisons.js";
import { getStrategy, type Strategy } from "../strategy.js";
import { compareLines } from "./compare-lines.js";
import { inOrder, permutation } from "./permutation.js";
import { readCount, readFlag } from "./read.js";

export interface GlobalBatchOptions {
  /** How many rows this replica was given. */
  readonly samples: number;
  /** Rows of one step, over all replicas. */
  readonly batchSize: number;
  /** Whether each epoch has the rows in an order of its own. Default true. */
  readonly shuffle?: boolean;
  /** Decides the orders. Default 0. */
  readonly seed?: number;
  /**
   * Whether all replicas were given the same rows, of which each computes its part of every batch.
   * Where it is false each was given rows of its own. Default true.
   */
  readonly autoShard?: boolean;
}

/** This replica's part of one global batch. */
export interface GlobalBatch {
  /** The replica's rows; there may be none in a last short batch. */
  readonly rows: Int32Array;
  /** How many rows all replicas have together: what a loss is divided by. */
  readonly size: number;
}

/**
 * The global batches of a training. All replicas make it at the same time.
 *
 * The parts of a batch differ by at most one row, and the last short batch counts for what it is.
 */
export class GlobalBatches {
  /** Rows over all replicas, each once. */
  readonly samples: number;
  /** Batches of one epoch. */
  readonly steps: number;
  readonly #options: Required<GlobalBatchOptions>;
  readonly #strategy: Strategy;
  /** Rows that each replica was given. */
  readonly #given: readonly number[];

  /**
   * @throws ValueError on every replica where one has no row at all, where they were given
   * different rows that should be the same, and where a batch is smaller than the number of
   * replicas.
   */
  constructor(owner: string, strategy: Strategy, options: GlobalBatchOptions) {
    this.#strategy = strategy;
    this.#options = { shuffle: true, seed: 0, autoShard: true, ...options };
    const { batchSize, samples, autoShard } = this.#options;
    this.#given = strategy.gather(samples, "the numbers of rows");
    const replicas = strategy.numReplicasInSync;
    if (batchSize < replicas)
      refuse(
        owner,
        "batchSize",
        `be at least the number of replicas, ${replicas}`,
        show(batchSize),
      );
    if (autoShard) this.#checkShared(owner);
    else this.#checkOwn(owner);
    this.samples = autoShard ? samples : this.#given.reduce((sum, given) => sum + given, 0);
    this.steps = Math.ceil(this.samples / batchSize);
  }

  /** The batches of an epoch, from the given one on. */
  *epoch(epoch: number, from = 0): Generator<GlobalBatch, void> {
    const { samples, shuffle, seed, autoShard } = this.#options;
    const replica = this.#strategy.replicaIdInSyncGroup;
    const seeds = autoShard ? [seed, epoch] : [seed, epoch, replica];
    const order = shuffle ? permutation(samples, ...seeds) : inOrder(samples);
    for (let step = from; step < this.steps; step++) {
      yield autoShard ? this.#sharedPart(order, step) : this.#ownPart(order, step);
    }
  }

  #sharedPart(order: Int32Array, step: number): GlobalBatch {
    const { batchSize } = this.#options;
    const batch = order.subarray(step * batchSize, (step + 1) * batchSize);
    const [start, end] = part(
      batch.length,
      this.#strategy.replicaIdInSyncGroup,
      this.#strategy.numReplicasInSync,
    );
    return { rows: batch.subarray(start, end), size: batch.length };
  }

  /** Each replica spreads its own rows over the steps. */
  #ownPart(order: Int32Array, step: number): GlobalBatch {
    const parts = this.#given.map((given) => part(given, step, this.steps));
    const [start, end] = parts[this.#strategy.replicaIdInSyncGroup]!;
    return {
      rows: order.subarray(start, end),
      size: parts.reduce((sum, [from, to]) => sum + to - from, 0),
    };
  }

  #checkShared(owner: string): void {
    const [first] = this.#given;
    const other = replicaThatDiffers(this.#given);
    if (other >= 0) {
      const received = `${first} on replica 0 and ${this.#given[other]} on replica ${other}`;
      refuse(
        owner,
        "x",
        "have the same rows on every replica",
        received,
        "Pass autoShard: false if each replica has rows of its own.",
      );
    }
    const replicas = this.#given.length;
    if (first! >= replicas) return;
    refuse(
      owner,
      "x",
      "have a row for every replica",
      `${first} rows for ${replicas} replicas, which leaves replica ${first} without any`,
    );
  }

  #checkOwn(owner: string): void {
    const empty = this.#given.indexOf(0);
    if (empty >= 0) refuse(owner, "x", "have a row on every replica", `none on replica ${empty}`);
  }
}

/**
 * The global batches of an epoch for a custom loop, each with this replica's rows. Every replica
 * calls it with the same options.
 *
 * @param options How many rows there are, and how they are batched, with the number of the epoch,
 * from 0 on. Default 0.
 * @throws ValueError for bad options, and on every replica where one has others, or no rows.
 * @example
 * ```ts
 * import { globalBatches } from "binary-crossentropy/distribute/tfjs";
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
  return new GlobalBatches(owner, strategy, read).epoch(first);
}

/**
 * The part of so many things that is the i-th of `parts`, as start and end; sizes differ by at most
 * 1.
 */
export function part(count: number, i: number, parts: number): [number, number] {
  return [Math.floor((i * count) / parts), Math.floor(((i + 1) * count) / parts)];
}
