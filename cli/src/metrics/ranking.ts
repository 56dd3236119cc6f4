// What ROC AUC and PR AUC come from: predictions with the weight of positive and negative labels. Exact as long as all rows
// kept fit a common limit, then a histogram. A label between 0 and 1 counts as both, by its share.

import { type Areas, areaUnder } from "./areas.js";
import type { Histograms } from "./histograms.js";
import { sortOrder } from "./sort-order.js";
import type { TallyMemory } from "./tally-memory.js";

/** A ranking as plain data: rows as they are, or the histogram's pairs. */
export interface RankingState {
  readonly predictions: Float64Array;
  readonly positive: Float64Array;
  readonly negative: Float64Array;
  readonly pairs: Float64Array | null;
}

export class Ranking {
  #predictions = new Float64Array(64);
  #positive = new Float64Array(64);
  #negative = new Float64Array(64);
  /** The rows kept as they are. */
  rows = 0;
  /** The slot of the histogram; null while rows are kept. */
  slot: number | null = null;

  keep(x: number, positive: number, negative: number): void {
    if (this.rows === this.#predictions.length) this.#grow();
    this.#predictions[this.rows] = x;
    this.#positive[this.rows] = positive;
    this.#negative[this.rows] = negative;
    this.rows += 1;
  }

  #grow(): void {
    const larger = (old: Float64Array) => {
      const array = new Float64Array(Math.max(64, 2 * old.length));
      array.set(old);
      return array;
    };
    this.#predictions = larger(this.#predictions);
    this.#positive = larger(this.#positive);
    this.#negative = larger(this.#negative);
  }

  /** Counts the rows kept in a histogram and lets go of them. */
  collapse(memory: TallyMemory, histograms: Histograms): void {
    this.slot ??= histograms.create();
    const { predictions, positive, negative } = this.#kept();
    memory.count(predictions, positive, negative, histograms.address(this.slot), histograms.fold);
    this.rows = 0;
    this.#predictions = this.#positive = this.#negative = new Float64Array(0);
  }

  #kept(): Omit<RankingState, "pairs"> {
    const [predictions, positive, negative] = [this.#predictions, this.#positive, this.#negative].map((all) => all.subarray(0, this.rows));
    return { predictions: predictions!, positive: positive!, negative: negative! };
  }

  /** Views that the next change may overwrite. */
  state(histograms: Histograms): RankingState {
    return { ...this.#kept(), pairs: this.slot === null ? null : histograms.pairs(this.slot) };
  }

  /** Keeps another's rows, or adds its histogram to the own one. Where the other has a histogram this one must have one too. */
  merge({ predictions, positive, negative, pairs }: RankingState, histograms: Histograms): void {
    for (let i = 0; i < predictions.length; i++) this.keep(predictions[i]!, positive[i]!, negative[i]!);
    if (pairs !== null) histograms.add(this.slot!, pairs);
  }

  areas(histograms: Histograms): Areas {
    if (this.slot !== null) return areaUnder(histograms.pairs(this.slot), false);
    const order = sortOrder(this.#predictions, this.rows);
    const pairs = new Float64Array(2 * this.rows);
    let [at, last] = [-2, NaN];
    for (const index of order) {
      const x = this.#predictions[index]!;
      if (x !== last) at += 2;
      last = x;
      pairs[at]! += this.#positive[index]!;
      pairs[at + 1]! += this.#negative[index]!;
    }
    return areaUnder(pairs, true);
  }
}
