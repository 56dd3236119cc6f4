// The pieces of a range that a kernel gets one by one: its cells, or the runs of elements that share a
// weight. A block is brought with as many whole ones as there is room for; one that is longer than a
// block takes several, and a piece is what one cell or run has in one block.

import { type Block, emptyBlock } from "../kernels/kernel.js";
import type { Task } from "../task/task.js";
import type { BlockLoader } from "./block-loader.js";
import type { Range } from "./ranges.js";

/** What of a block is brought: all of it, what its elements weigh, or which of them are kept. */
export type Brought = "load" | "weigh" | "select";

export class PieceWalk {
  readonly #kernel: Task["kernel"];
  readonly #loader: BlockLoader;
  readonly #unit: number;
  readonly #counts: boolean;
  readonly #brought: Brought;
  readonly #to: number;
  #part: Block | undefined;
  #block: Block | undefined;
  /** The end of the block, of the piece, and of the cell or run that the piece is of. */
  #blockEnd: number;
  #pieceEnd: number;
  #unitEnd: number;
  /** The first element of the block, and of the piece. */
  blockStart: number;
  start: number;
  /** The elements of the piece: the same object again and again. */
  piece!: Block;
  /** Number of elements kept of the whole cell, where they are counted; else of all that it has. */
  kept: number;

  /**
   * @param unit Number of elements of a cell or a run, from the first element of the task on.
   * @param counts Whether the elements kept are counted: then the range has whole units alone.
   */
  constructor(
    { kernel }: Task,
    loader: BlockLoader,
    unit: number,
    counts: boolean,
    { from, to }: Range,
    brought: Brought,
  ) {
    this.#kernel = kernel;
    this.#loader = loader;
    this.#unit = unit;
    this.#counts = counts;
    this.#brought = brought;
    this.#to = to;
    this.#part = undefined;
    this.#block = undefined;
    this.#blockEnd = from;
    this.#pieceEnd = from;
    this.#unitEnd = from;
    this.blockStart = from;
    this.start = from;
    this.kept = unit;
  }

  /** Goes to the next piece; false after the last. */
  next(): boolean {
    const start = this.#pieceEnd;
    if (start >= this.#to) return false;
    const unit = this.#unit;
    const isLong = unit > this.#kernel.blockSize;
    if (start === this.#unitEnd) {
      this.#unitEnd = Math.min(start - (start % unit) + unit, this.#to);
      if (isLong && this.#counts) this.kept = this.#countKept(start);
    }
    if (start === this.#blockEnd) {
      this.#blockEnd = this.#endOfBlock(start);
      this.blockStart = start;
      this.#block = this.#loader[this.#brought](start, this.blockCount);
    }
    const block = this.#block!;
    this.start = start;
    this.#pieceEnd = Math.min(this.#unitEnd, this.#blockEnd);
    const count = this.#pieceEnd - start;
    this.piece =
      count === this.blockCount ? block : this.#partOf(block, start - this.blockStart, count);
    if (!isLong && this.#counts) this.kept = this.#kernel.countKept(this.piece);
    return true;
  }

  get blockCount(): number {
    return this.#blockEnd - this.blockStart;
  }

  /** Whether the piece is the last of its cell or run. */
  get endsUnit(): boolean {
    return this.#pieceEnd === this.#unitEnd;
  }

  /** Whether the piece is the last in its block. */
  get endsBlock(): boolean {
    return this.#pieceEnd === this.#blockEnd;
  }

  #endOfBlock(start: number): number {
    const unit = this.#unit;
    const { blockSize } = this.#kernel;
    if (unit > blockSize) return Math.min(start + blockSize, this.#unitEnd);
    const furthest = start + blockSize;
    return Math.min(furthest - (furthest % unit), this.#to);
  }

  #partOf(block: Block, at: number, count: number): Block {
    this.#part ??= emptyBlock(this.#kernel.scratch);
    const part = this.#part;
    part.count = count;
    part.yTrue = block.yTrue;
    part.yTrueAt = block.yTrueAt + at;
    part.yPred = block.yPred;
    part.yPredAt = block.yPredAt + at;
    part.weights = block.weights;
    part.weightsAt = block.weightsAt + at;
    part.kept = block.kept;
    part.keptAt = block.keptAt + at;
    part.posWeights = block.posWeights;
    part.posWeightsAt = block.posWeightsAt + at;
    part.posWeight = block.posWeight;
    return part;
  }

  /** Number of elements kept of a cell that takes several blocks. */
  #countKept(cell: number): number {
    const { blockSize } = this.#kernel;
    let count = 0;
    for (let at = cell; at < this.#unitEnd; at += blockSize) {
      const block = this.#loader.select(at, Math.min(blockSize, this.#unitEnd - at));
      count += this.#kernel.countKept(block);
    }
    return count;
  }
}
