// Calibration: how often what was predicted with probability p came true. Bins of equal width over [0, 1].

/** Twice as many bins are kept as the table has, for the histogram. A bin holds p in [i / bins, (i + 1) / bins), the last one 1 too. */
export const fineBins = 20;
export const tableBins = 10;

export interface ReliabilityBin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly weight: number;
  /** Means of the predicted probability and of the label; null in a bin without weight. */
  readonly predicted: number | null;
  readonly observed: number | null;
}

export class Reliability {
  /** n, Σ w, Σ w p, Σ w y of each bin. */
  readonly #sums = new Float64Array(4 * fineBins);

  add(y: number, p: number, w: number): void {
    const at = 4 * (p < 1 ? (p * fineBins) | 0 : fineBins - 1);
    const sums = this.#sums;
    sums[at]! += 1;
    sums[at + 1]! += w;
    sums[at + 2]! += w * p;
    sums[at + 3]! += w * y;
  }

  /** The sums of rows that all lie in one bin. */
  addSums(bin: number, count: number, weight: number, predicted: number, positive: number): void {
    for (const [i, sum] of [count, weight, predicted, positive].entries()) this.#sums[4 * bin + i]! += sum;
  }

  merge(other: Reliability): void {
    for (let i = 0; i < this.#sums.length; i++) this.#sums[i]! += other.#sums[i]!;
  }

  bins(): ReliabilityBin[] {
    return Array.from({ length: tableBins }, (_, i) => this.#bin(i));
  }

  #bin(i: number): ReliabilityBin {
    const per = fineBins / tableBins;
    const sum = (of: number) => Array.from({ length: per }, (_, j) => this.#sums[4 * (per * i + j) + of]!).reduce((a, b) => a + b);
    const weight = sum(1);
    const mean = (total: number) => (weight > 0 ? total / weight : null);
    return { from: i / tableBins, to: (i + 1) / tableBins, count: sum(0), weight, predicted: mean(sum(2)), observed: mean(sum(3)) };
  }

  /** Expected calibration error: Σ |Σ w p − Σ w y| over the bins / Σ w; null without weight. */
  error(): number | null {
    let [gap, weight] = [0, 0];
    for (const bin of this.bins()) {
      weight += bin.weight;
      if (bin.weight > 0) gap += bin.weight * Math.abs(bin.predicted! - bin.observed!);
    }
    return weight > 0 ? gap / weight : null;
  }

  /** The weight of positive and of negative labels in each fine bin. */
  histogram(): { positive: number[]; negative: number[] } {
    const each = (value: (at: number) => number) => Array.from({ length: fineBins }, (_, i) => value(4 * i));
    return { positive: each((at) => this.#sums[at + 3]!), negative: each((at) => this.#sums[at + 1]! - this.#sums[at + 3]!) };
  }
}
