// Which rows make up each global batch, and which of them this replica computes.

import { refuse, show } from "binary-crossentropy/internal";
import { replicaThatDiffers } from "../../comparisons.js";
import type { Strategy } from "../../strategy.js";
import { inOrder, permutation } from "./permutation.js";

export interface GlobalBatchOptions {
  /** Number of rows that this replica was given. */
  readonly samples: number;
  /** Number of rows in a step, over all replicas. */
  readonly batchSize: number;
  /** Whether each epoch takes the rows in a new order. Default true. */
  readonly shuffle?: boolean;
  /** Seed of the orders. Default 0. */
  readonly seed?: number;
  /**
   * Whether all replicas were given the same rows, of which each computes its part of every batch.
   * With false, each has its own rows. Default true.
   */
  readonly autoShard?: boolean;
}

/** This replica's part of one global batch. */
export interface GlobalBatch {
  /** The rows of this replica. There may be none in a last short batch. */
  readonly rows: Int32Array;
  /** Number of rows over all replicas: what a loss is divided by. */
  readonly size: number;
}

/**
 * The global batches of a training. All replicas construct it at the same time.
 *
 * The parts of a batch differ by at most one row. The last batch may be short, and counts by its
 * size.
 */
export class BatchSchedule {
  /** Number of rows over all replicas, each counted once. */
  readonly samples: number;
  /** Number of batches in an epoch. */
  readonly steps: number;
  readonly #options: Required<GlobalBatchOptions>;
  readonly #strategy: Strategy;
  /** Number of rows that each replica was given. */
  readonly #given: readonly number[];

  /**
   * @throws ValueError on every replica where one has no rows, where they have different rows that
   * should be the same, and where a batch is smaller than the number of replicas.
   */
  constructor(owner: string, strategy: Strategy, options: Required<GlobalBatchOptions>) {
    this.#strategy = strategy;
    this.#options = options;
    const { batchSize, samples, autoShard } = options;
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
 * The i-th of several parts of a range, as start and end. The sizes of the parts differ by at most
 * 1.
 */
export function part(count: number, i: number, parts: number): [number, number] {
  return [Math.floor((i * count) / parts), Math.floor(((i + 1) * count) / parts)];
}
