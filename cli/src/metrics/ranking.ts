// What ROC AUC and PR AUC come from: predictions with the weight of positive and negative labels. Exact as long as all rows
// kept fit the budget, then a histogram. A label between 0 and 1 counts as both, by its share.

import { type Areas, areaUnder } from "./areas.js";
import { keyBits, logitKey, probabilityKey } from "./rank-key.js";
import { sortOrder } from "./sort-order.js";

/** The rows that all rankings of a run keep together, 24 bytes each. */
const mostRows = 1 << 21;

/** The bins of all histograms of a run together, 16 bytes each. */
const mostBins = 1 << 23;

/** What the rankings of a run may use together. */
export class RankBudget {
  readonly #rankings: Ranking[] = [];
  rows = 0;
  #fold = 0;

  constructor(
    readonly fromLogits: boolean,
    readonly most = mostRows,
  ) {}

  create(): Ranking {
    const ranking = new Ranking(this);
    this.#rankings.push(ranking);
    return ranking;
  }

  /** Turns the largest into histograms until there is room again. */
  makeRoom(): void {
    while (this.rows > this.most) this.#rankings.reduce((a, b) => (b.rows > a.rows ? b : a)).collapse();
    while (this.#histograms().length * 2 ** (keyBits - this.#fold) > mostBins && this.#fold < 8) {
      this.#fold += 4;
      for (const ranking of this.#histograms()) ranking.fold(this.#fold);
    }
  }

  /** By how many bits the keys of histograms are shortened. */
  get fold(): number {
    return this.#fold;
  }

  #histograms(): Ranking[] {
    return this.#rankings.filter((ranking) => ranking.isHistogram);
  }
}

interface Histogram {
  positive: Float64Array;
  negative: Float64Array;
}

export class Ranking {
  readonly #budget: RankBudget;
  #predictions = new Float64Array(64);
  #positive = new Float64Array(64);
  #negative = new Float64Array(64);
  #histogram: Histogram | null = null;
  /** The rows kept as they are. */
  rows = 0;

  constructor(budget: RankBudget) {
    this.#budget = budget;
  }

  get isHistogram(): boolean {
    return this.#histogram !== null;
  }

  add(y: number, x: number, w: number): void {
    if (this.#histogram) {
      this.#count(this.#histogram, x, w * y, w - w * y);
      return;
    }
    this.#keep(x, w * y, w - w * y);
    if (this.#budget.rows > this.#budget.most) this.#budget.makeRoom();
  }

  merge(other: Ranking): void {
    for (let i = 0; i < other.rows; i++) {
      const [x, positive, negative] = [other.#predictions[i]!, other.#positive[i]!, other.#negative[i]!];
      if (this.#histogram) this.#count(this.#histogram, x, positive, negative);
      else this.#keep(x, positive, negative);
    }
    if (!other.#histogram) {
      this.#budget.makeRoom();
      return;
    }
    this.collapse();
    this.#budget.makeRoom();
    addTo(this.#histogram!.positive, other.#histogram.positive);
    addTo(this.#histogram!.negative, other.#histogram.negative);
  }

  #keep(x: number, positive: number, negative: number): void {
    if (this.rows === this.#predictions.length) this.#grow();
    this.#predictions[this.rows] = x;
    this.#positive[this.rows] = positive;
    this.#negative[this.rows] = negative;
    this.rows += 1;
    this.#budget.rows += 1;
  }

  #grow(): void {
    const larger = (old: Float64Array) => {
      const array = new Float64Array(2 * old.length);
      array.set(old);
      return array;
    };
    this.#predictions = larger(this.#predictions);
    this.#positive = larger(this.#positive);
    this.#negative = larger(this.#negative);
  }

  #count({ positive, negative }: Histogram, x: number, p: number, n: number): void {
    const key = (this.#budget.fromLogits ? logitKey(x) : probabilityKey(x)) >>> this.#budget.fold;
    positive[key]! += p;
    negative[key]! += n;
  }

  /** Counts the rows kept in a histogram and lets go of them. */
  collapse(): void {
    if (this.#histogram) return;
    const bins = 2 ** (keyBits - this.#budget.fold);
    const histogram = { positive: new Float64Array(bins), negative: new Float64Array(bins) };
    for (let i = 0; i < this.rows; i++) this.#count(histogram, this.#predictions[i]!, this.#positive[i]!, this.#negative[i]!);
    this.#budget.rows -= this.rows;
    this.rows = 0;
    this.#predictions = this.#positive = this.#negative = new Float64Array(0);
    this.#histogram = histogram;
  }

  /** Shortens the keys to `keyBits − by` bits. */
  fold(by: number): void {
    const bins = 2 ** (keyBits - by);
    const folded = (old: Float64Array) => {
      const array = new Float64Array(bins);
      const per = old.length / bins;
      for (let i = 0; i < old.length; i++) array[Math.floor(i / per)]! += old[i]!;
      return array;
    };
    if (this.#histogram) this.#histogram = { positive: folded(this.#histogram.positive), negative: folded(this.#histogram.negative) };
  }

  areas(): Areas {
    if (this.#histogram) return areaUnder(this.#histogram.positive, this.#histogram.negative, false);
    const order = sortOrder(this.#predictions, this.rows);
    const [positive, negative] = [new Float64Array(this.rows), new Float64Array(this.rows)];
    let [at, last] = [-1, NaN];
    for (const index of order) {
      const x = this.#predictions[index]!;
      if (x !== last) at += 1;
      last = x;
      positive[at]! += this.#positive[index]!;
      negative[at]! += this.#negative[index]!;
    }
    return areaUnder(positive, negative, true);
  }
}

function addTo(sum: Float64Array, added: Float64Array): void {
  for (let i = 0; i < sum.length; i++) sum[i]! += added[i]!;
}
