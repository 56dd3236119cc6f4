// What ROC AUC and PR AUC come from: predictions with the weight of positive and negative labels. Exact as long as all rows
// kept fit a common limit, then a histogram. A label between 0 and 1 counts as both, by its share.

import { type Areas, areaUnder } from "./areas.js";
import type { Histograms } from "./histograms.js";
import { sortOrder } from "./sort-order.js";
import type { Block, KeptRows, TallyMemory } from "./tally-memory.js";

/** Rows to be ranked. */
type RankedRows = Pick<Block, "predictions" | "labels" | "weights">;

/** A ranking as plain data: rows as they are, or the histogram's pairs. */
export interface RankingState extends KeptRows {
  readonly pairs: Float64Array | null;
}

/** A ranking on its way to a thread that shares the histograms. */
export interface RankingParts {
  readonly pieces: readonly KeptRows[];
  readonly slot: number | null;
}

/** Rows that the first piece has room for, and those of the largest. */
const [leastRows, mostRows] = [64, 2 ** 17];

export class Ranking {
  /** All but the last are full: rows are never copied to make room. */
  #pieces: KeptRows[] = [];
  /** Rows in the last piece. */
  #filled = 0;
  /** The rows kept as they are. */
  rows = 0;
  /** The slot of the histogram; null while rows are kept. */
  slot: number | null = null;

  /** Keeps rows of a block, from one index up to another. */
  keep({ predictions, labels, weights }: RankedRows, start: number, end: number): void {
    for (let from = start; from < end; ) {
      const last = this.#lastPiece();
      const count = Math.min(end - from, last.predictions.length - this.#filled);
      for (let i = 0; i < count; i++) {
        const w = weights[from + i]!;
        const share = w * labels[from + i]!;
        last.predictions[this.#filled + i] = predictions[from + i]!;
        last.positive[this.#filled + i] = share;
        last.negative[this.#filled + i] = w - share;
      }
      this.#filled += count;
      this.rows += count;
      from += count;
    }
  }

  /** One with room. */
  #lastPiece(): KeptRows {
    const last = this.#pieces.at(-1);
    return last !== undefined && this.#filled < last.predictions.length ? last : this.#extend();
  }

  #extend(): KeptRows {
    const room = Math.min(mostRows, Math.max(leastRows, this.rows));
    const piece = { predictions: new Float64Array(room), positive: new Float64Array(room), negative: new Float64Array(room) };
    this.#pieces.push(piece);
    this.#filled = 0;
    return piece;
  }

  /** Counts the rows kept in a histogram and lets go of them. */
  collapse(memory: TallyMemory, histograms: Histograms): void {
    this.slot ??= histograms.create();
    for (const piece of this.#kept()) memory.count(piece, histograms.address(this.slot), histograms.fold);
    this.#pieces = [];
    this.rows = 0;
  }

  /** The pieces as far as they are filled. */
  #kept(): KeptRows[] {
    return this.#pieces.map(({ predictions, positive, negative }, i) => {
      const end = i < this.#pieces.length - 1 ? predictions.length : this.#filled;
      return { predictions: predictions.subarray(0, end), positive: positive.subarray(0, end), negative: negative.subarray(0, end) };
    });
  }

  /** Views that the next change may overwrite. */
  state(histograms: Histograms): RankingState {
    return { ...joined(this.#kept(), this.rows), pairs: this.slot === null ? null : histograms.pairs(this.slot) };
  }

  parts(): RankingParts {
    return { pieces: this.#kept(), slot: this.slot };
  }

  /** Goes on where a ranking of another thread stopped. */
  static from({ pieces, slot }: RankingParts): Ranking {
    const ranking = new Ranking();
    ranking.#pieces = [...pieces];
    ranking.#filled = pieces.at(-1)?.predictions.length ?? 0;
    ranking.rows = pieces.reduce((sum, { predictions }) => sum + predictions.length, 0);
    ranking.slot = slot;
    return ranking;
  }

  /** Keeps another's rows, or adds its histogram to the own one. Where the other has a histogram this one must have one too. */
  merge({ pairs, ...kept }: RankingState, histograms: Histograms): void {
    if (kept.predictions.length > 0) this.#append(kept);
    if (pairs !== null) histograms.add(this.slot!, pairs);
  }

  #append(rows: KeptRows): void {
    this.#pieces = [...this.#kept(), rows];
    this.#filled = rows.predictions.length;
    this.rows += rows.predictions.length;
  }

  areas(histograms: Histograms): Areas {
    if (this.slot !== null) return areaUnder(histograms.pairs(this.slot), false);
    const { predictions, positive, negative } = joined(this.#kept(), this.rows);
    const order = sortOrder(predictions, this.rows);
    const pairs = new Float64Array(2 * this.rows);
    let [at, last] = [-2, NaN];
    for (const index of order) {
      const x = predictions[index]!;
      if (x !== last) at += 2;
      last = x;
      pairs[at]! += positive[index]!;
      pairs[at + 1]! += negative[index]!;
    }
    return areaUnder(pairs, true);
  }
}

function joined(pieces: readonly KeptRows[], rows: number): KeptRows {
  if (pieces.length === 1) return pieces[0]!;
  const join = (column: keyof KeptRows) => {
    const all = new Float64Array(rows);
    let at = 0;
    for (const { [column]: part } of pieces) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  };
  return { predictions: join("predictions"), positive: join("positive"), negative: join("negative") };
}
