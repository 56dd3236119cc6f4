// Takes batches of rows, leaves out the bad ones, and hands the rest over to be scored and added up, a block at a time.

import type { Batch } from "../input/batch.js";
import type { Tallies } from "../metrics/tallies.js";
import { type Block, blockSize, TallyMemory } from "../metrics/tally-memory.js";
import type { WorstRow } from "../metrics/worst-rows.js";
import type { LossOptions } from "../options/loss-options.js";
import { BlockTallies, type FilledBlock } from "./block-tallies.js";
import { Losses } from "./losses.js";

/** What scores blocks and adds them up: here and now, or in a thread of its own. */
export interface BlockTaker {
  readonly memory: TallyMemory;
  /** Whether it has so much to do that who fills a block had better score it as well. */
  readonly isBehind: boolean;
  /** Said before the first block: there will be more rows than can be ranked exactly. */
  expectMany(): void;
  /** Takes a block, and returns when the next one may be filled. */
  take(block: FilledBlock): void;
  /** What all blocks came to. */
  finish(): Promise<Scored>;
  /** Lets go of what it holds, finished or not. */
  close(): void;
}

export interface Scored {
  readonly tallies: Tallies;
  readonly worst: readonly WorstRow[];
}

/** Adds up each block as it comes. */
export function addHere(options: LossOptions, mostWorst: number): BlockTaker {
  const memory = new TallyMemory(options.fromLogits);
  const blocks = new BlockTallies(options, memory, mostWorst);
  return {
    memory,
    isBehind: false,
    expectMany: () => blocks.tallies.expectMany(),
    take: (block) => blocks.add(block),
    finish: async () => ({ tallies: blocks.tallies, worst: blocks.worst.rows() }),
    close: () => undefined,
  };
}

export class Scorer {
  readonly #losses: Losses;
  readonly #taker: BlockTaker;
  /** Between these a prediction has to be. */
  readonly #lowest: number;
  readonly #highest: number;
  #block = 0;
  #filled = 0;
  /** The number of the block's first row, and whether rows behind it have been left out. */
  #firstRow = 1;
  #hasGaps = false;
  #source = 0;
  /** The row before the next batch's first. */
  #row = 0;

  constructor(options: LossOptions, taker: BlockTaker) {
    this.#losses = new Losses(options);
    [this.#lowest, this.#highest] = options.fromLogits ? [-Infinity, Infinity] : [0, 1];
    this.#taker = taker;
  }

  /** Rows count from 1 again. */
  beginSource(source: number): void {
    this.#flush();
    this.#source = source;
    this.#row = 0;
  }

  /** Takes the rows that can be scored, and gives the numbers of the others. */
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

  /** Puts rows into the block, which has room for them. */
  #fill(batch: Batch, start: number, end: number, bad: number[]): void {
    const { memory } = this.#taker;
    const block = memory.blocks[this.#block]!;
    const { labels, predictions, weights, groups } = batch;
    const [filled, next] = [this.#filled, this.#filled + end - start];
    if (filled === 0) this.#firstRow = this.#row + start + 1;
    block.labels.set(labels.subarray(start, end), filled);
    block.predictions.set(predictions.subarray(start, end), filled);
    if (weights !== null) block.weights.set(weights.subarray(start, end), filled);
    const addresses = [block.labels.byteOffset, block.predictions.byteOffset, block.weights.byteOffset] as const;
    if (this.#hasGaps || memory.exports.areGood(filled, next, ...addresses, this.#lowest, this.#highest) === 0) {
      this.#choose(block, batch, start, end, bad);
      return;
    }
    if (groups !== null) block.groups.set(groups.subarray(start, end), filled);
    this.#filled = next;
  }

  /** The same where there may be bad rows, or where there were some. */
  #choose(block: Block, { labels, predictions, weights, groups }: Batch, start: number, end: number, bad: number[]): void {
    const [lowest, highest] = [this.#lowest, this.#highest];
    let filled = this.#filled;
    for (let i = start; i < end; i++) {
      const y = labels[i]!;
      const x = predictions[i]!;
      const w = weights === null ? 1 : weights[i]!;
      if (!(y >= 0 && y <= 1 && x >= lowest && x <= highest && w >= 0 && w < Infinity)) {
        bad.push(this.#row + i + 1);
        if (!this.#hasGaps) this.#beginGaps(block.rows, filled);
        continue;
      }
      block.labels[filled] = y;
      block.predictions[filled] = x;
      if (weights !== null) block.weights[filled] = w;
      if (groups !== null) block.groups[filled] = groups[i]!;
      block.rows[filled] = this.#row + i + 1;
      filled += 1;
    }
    this.#filled = filled;
  }

  /** From here on each row of the block has its number noted. */
  #beginGaps(rows: Float64Array, filled: number): void {
    for (let i = 0; i < filled; i++) rows[i] = this.#firstRow + i;
    this.#hasGaps = true;
  }

  /** Hands over what waits in the block. */
  #flush(): void {
    if (this.#filled === 0) return;
    const { memory } = this.#taker;
    const isScored = this.#taker.isBehind;
    if (isScored) this.#losses.fill(memory.exports, memory.blocks[this.#block]!, this.#filled);
    const firstRow = this.#hasGaps ? 0 : this.#firstRow;
    this.#taker.take({ index: this.#block, count: this.#filled, source: this.#source, firstRow, isScored });
    this.#block = (this.#block + 1) % memory.blockCount;
    this.#filled = 0;
    this.#hasGaps = false;
  }

  async finish(): Promise<Scored> {
    this.#flush();
    return this.#taker.finish();
  }
}
