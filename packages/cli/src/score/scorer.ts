// Takes batches of rows, leaves out the bad ones, and hands the rest over to be scored and added
// up, a block at a time.

import type { Batch } from "../input/batch.js";
import type { LossOptions } from "../loss-options.js";
import { type Block, blockSize } from "../metrics/block.js";
import type { MomentTallies } from "../metrics/moment-tallies.js";
import type { Tallies } from "../metrics/tallies.js";
import { TallyMemory } from "../metrics/tally-memory.js";
import type { WorstRow } from "../metrics/worst-rows.js";
import { canBeScored, type Ranges, rangesOf } from "../rows/can-be-scored.js";
import { areGood } from "./are-good.js";
import { BlockTallies, type FilledBlock, type MomentsOf } from "./block-tallies.js";
import { type ColumnLook, ColumnLooks } from "./column-look.js";
import { Losses } from "./losses.js";

/** Scores blocks and adds them up: in this thread or in one of its own. */
export interface BlockTaker {
  readonly memory: TallyMemory;
  /** Whether it is so busy that the caller should score the next block itself. */
  readonly isBehind: boolean;
  /** Called before the first block if there will be more rows than can be ranked exactly. */
  expectMany(): void;
  /** Takes a block and returns when the next one may be filled. */
  take(block: FilledBlock): void;
  /** The result of all blocks. */
  finish(): Promise<Scored>;
  /** Releases everything, finished or not. */
  close(): void;
}

export interface Scored {
  readonly tallies: Tallies;
  readonly moments: MomentTallies;
  readonly worst: readonly WorstRow[];
}

/** Adds up each block as it comes. */
export function addHere(options: LossOptions, mostWorst: number, moments: MomentsOf): BlockTaker {
  const memory = new TallyMemory(options.fromLogits);
  const blocks = new BlockTallies(options, memory, mostWorst, moments);
  return {
    memory,
    isBehind: false,
    expectMany: () => blocks.tallies.expectMany(),
    take: (block) => blocks.add(block),
    finish: async () => ({
      tallies: blocks.tallies,
      moments: blocks.moments,
      worst: blocks.worst.rows(),
    }),
    close: () => undefined,
  };
}

export class Scorer {
  readonly #losses: Losses;
  readonly #taker: BlockTaker;
  readonly #ranges: Ranges;
  readonly #looks: ColumnLooks;
  #block = 0;
  #filled = 0;
  /** The number of the first row of the block, and whether rows after it were left out. */
  #firstRow = 1;
  #hasGaps = false;
  #source = 0;
  /** The row before the next batch's first. */
  #row = 0;

  constructor(options: LossOptions, taker: BlockTaker) {
    this.#losses = new Losses(options);
    this.#ranges = rangesOf(options.fromLogits);
    this.#looks = new ColumnLooks(options.fromLogits);
    this.#taker = taker;
  }

  /** Begins another source. @param before The number of its rows before the next one. */
  beginSource(source: number, before = 0): void {
    this.#flush();
    this.#source = source;
    this.#row = before;
  }

  /** Takes the rows that can be scored and returns the numbers of the others. */
  add(batch: Batch): number[] {
    const bad: number[] = [];
    for (let start = 0; start < batch.count; ) {
      if (this.#filled === blockSize) this.#flush();
      const end = Math.min(batch.count, start + blockSize - this.#filled);
      this.#fill(batch, start, end, bad);
      start = end;
    }
    this.#row += batch.count;
    return bad;
  }

  /** Puts rows into the block, which must have room for them. */
  #fill(
    { labels, predictions, weights, groups, clusters = null, rows }: Batch,
    start: number,
    end: number,
    bad: number[],
  ): void {
    const block = this.#taker.memory.blocks[this.#block]!;
    const [filled, next] = [this.#filled, this.#filled + end - start];
    if (filled === 0) this.#firstRow = this.#row + start + 1;
    block.labels.set(labels.subarray(start, end), filled);
    block.predictions.set(predictions.subarray(start, end), filled);
    if (weights !== null) block.weights.set(weights.subarray(start, end), filled);
    if (groups !== null) block.groups.set(groups.subarray(start, end), filled);
    if (clusters !== null) block.clusters.set(clusters.subarray(start, end), filled);
    if (rows !== undefined) {
      if (!this.#hasGaps) this.#beginGaps(block.rows, filled);
      block.rows.set(rows.subarray(start, end), filled);
    }
    const areNumbered = rows !== undefined || !this.#hasGaps;
    const { exports } = this.#taker.memory;
    if (!areNumbered || !areGood(exports, this.#ranges, block, filled, next))
      this.#choose(block, next, rows === undefined ? this.#row + start + 1 : null, bad);
    else this.#filled = next;
    this.#looks.add(block, filled, this.#filled);
  }

  /**
   * Keeps the good ones among the last rows of the block; the first of these has the given number,
   * or the block has the number of each.
   */
  #choose(block: Block, end: number, firstRow: number | null, bad: number[]): void {
    const { labels, predictions, weights, groups, clusters, rows } = block;
    const start = this.#filled;
    let to = start;
    for (let i = start; i < end; i++) {
      const row = firstRow === null ? rows[i]! : firstRow + i - start;
      if (!canBeScored(this.#ranges, labels[i]!, predictions[i]!, weights[i]!)) {
        bad.push(row);
        if (!this.#hasGaps) this.#beginGaps(rows, to);
        continue;
      }
      labels[to] = labels[i]!;
      predictions[to] = predictions[i]!;
      weights[to] = weights[i]!;
      groups[to] = groups[i]!;
      clusters[to] = clusters[i]!;
      rows[to] = row;
      to += 1;
    }
    this.#filled = to;
  }

  /** Notes the number of each row of the block from now on. */
  #beginGaps(rows: Float64Array, filled: number): void {
    for (let i = 0; i < filled; i++) rows[i] = this.#firstRow + i;
    this.#hasGaps = true;
  }

  /** Hands over the rows that wait in the block. */
  #flush(): void {
    if (this.#filled === 0) return;
    const { memory } = this.#taker;
    const isScored = this.#taker.isBehind;
    if (isScored) this.#losses.fill(memory.exports, memory.blocks[this.#block]!, this.#filled);
    const firstRow = this.#hasGaps ? 0 : this.#firstRow;
    this.#taker.take({
      index: this.#block,
      count: this.#filled,
      source: this.#source,
      firstRow,
      isScored,
    });
    this.#block = (this.#block + 1) % memory.blockCount;
    this.#filled = 0;
    this.#hasGaps = false;
  }

  /** What the rows look like that were scored. */
  get look(): ColumnLook {
    return this.#looks.look;
  }

  async finish(): Promise<Scored> {
    this.#flush();
    return this.#taker.finish();
  }
}
