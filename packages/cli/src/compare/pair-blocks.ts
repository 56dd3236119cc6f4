// Puts pairs of rows into blocks of both sides, the good ones in their order, and returns the bad
// ones.

import { type Block, blockSize } from "../metrics/block.js";
import type { TallyMemory } from "../metrics/tally-memory.js";
import { canBeScored, type Ranges } from "../rows/can-be-scored.js";
import { areGood } from "../score/are-good.js";
import type { Suspect } from "./bad-pairs.js";
import type { Pairs } from "./paired-rows.js";

/** The blocks of A and of B with the same rows: those of B have the labels and weights of A. */
export interface PairBlock {
  readonly index: number;
  readonly a: Block;
  readonly b: Block;
  readonly count: number;
}

export class PairBlocks {
  readonly #memories: readonly [TallyMemory, TallyMemory];
  readonly #ranges: Ranges;
  readonly #take: (block: PairBlock) => void;
  #index = 0;
  #filled = 0;

  /**
   * @param memories Of A and of B, with as many blocks each.
   * @param take Called with each filled block. When it returns, the next one may be filled.
   */
  constructor(
    memories: readonly [TallyMemory, TallyMemory],
    ranges: Ranges,
    take: (block: PairBlock) => void,
  ) {
    this.#memories = memories;
    this.#ranges = ranges;
    this.#take = take;
  }

  add(batch: Pairs): Suspect[] {
    const bad: Suspect[] = [];
    for (let start = 0; start < batch.count; ) {
      if (this.#filled === blockSize) this.flush();
      const end = Math.min(batch.count, start + blockSize - this.#filled);
      this.#fill(batch, start, end, bad);
      start = end;
    }
    return bad;
  }

  #fill(batch: Pairs, start: number, end: number, bad: Suspect[]): void {
    const { rowsA, rowsB, labelsA, labelsB, predictionsA, predictionsB } = batch;
    const [first, next] = [this.#filled, this.#filled + end - start];
    const [a, b] = this.#memories.map(({ blocks }) => blocks[this.#index]!) as [Block, Block];
    setShared(a, batch, start, end, first);
    setShared(b, batch, start, end, first);
    a.predictions.set(predictionsA.subarray(start, end), first);
    b.predictions.set(predictionsB.subarray(start, end), first);
    a.rows.set(rowsA.subarray(start, end), first);
    b.rows.set(rowsB.subarray(start, end), first);
    const are =
      this.#memories.every(({ exports }, side) =>
        areGood(exports, this.#ranges, side === 0 ? a : b, first, next),
      ) && arePairs(batch, start, end);
    if (are) {
      this.#filled = next;
      return;
    }
    for (let i = start, at = first; i < end; i++, at++) {
      if (this.#isGood(batch, i)) {
        move(a, at, this.#filled);
        move(b, at, this.#filled);
        this.#filled += 1;
      } else
        bad.push({
          rowA: rowsA[i]!,
          rowB: rowsB[i]!,
          labelA: labelsA[i]!,
          labelB: labelsB[i]!,
        });
    }
  }

  #isGood(batch: Pairs, i: number): boolean {
    const { labelsA, predictionsA, predictionsB, weights } = batch;
    const y = labelsA[i]!;
    const w = weights === null ? 1 : weights[i]!;
    return (
      arePairs(batch, i, i + 1) &&
      canBeScored(this.#ranges, y, predictionsA[i]!, w) &&
      canBeScored(this.#ranges, y, predictionsB[i]!, w)
    );
  }

  /** Hands over the pairs that wait in the block. */
  flush(): void {
    if (this.#filled === 0) return;
    const index = this.#index;
    const [a, b] = this.#memories.map(({ blocks }) => blocks[index]!) as [Block, Block];
    this.#take({ index, a, b, count: this.#filled });
    this.#index = (index + 1) % this.#memories[0].blockCount;
    this.#filled = 0;
  }
}

/** Sets what is read of A for both sides. */
function setShared(
  block: Block,
  { labelsA, weights, groups, clusters }: Pairs,
  start: number,
  end: number,
  at: number,
): void {
  block.labels.set(labelsA.subarray(start, end), at);
  if (weights !== null) block.weights.set(weights.subarray(start, end), at);
  if (groups !== null) block.groups.set(groups.subarray(start, end), at);
  if (clusters !== null) block.clusters.set(clusters.subarray(start, end), at);
}

/** Whether all rows have a partner with the same label. */
function arePairs({ rowsA, rowsB, labelsA, labelsB }: Pairs, start: number, end: number): boolean {
  for (let i = start; i < end; i++)
    if (!(rowsA[i]! > 0 && rowsB[i]! > 0 && labelsA[i] === labelsB[i])) return false;
  return true;
}

function move(
  { labels, predictions, weights, groups, clusters, rows }: Block,
  from: number,
  to: number,
): void {
  for (const column of [labels, predictions, weights, groups, clusters, rows])
    column[to] = column[from]!;
}
