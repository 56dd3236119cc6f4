// The sums over a group's rows that loss, base rate, Brier score and calibration come from. Those of two groups add up.

/** Bins of equal width over [0, 1]. A bin holds p in [i / bins, (i + 1) / bins), the last one 1 too. */
export const fineBins = 20;

/** Σ w L, Σ w (p − y)², then n, Σ w, Σ w p, Σ w y of each bin; y is the label before smoothing, p the probability. */
export const sumsLength = 2 + 4 * fineBins;

export class Sums {
  constructor(readonly data: Float64Array = new Float64Array(sumsLength)) {}

  /** Σ w L. */
  get loss(): number {
    return this.data[0]!;
  }

  /** Σ w (p − y)². */
  get squared(): number {
    return this.data[1]!;
  }

  get count(): number {
    return this.#overBins(0);
  }

  get weight(): number {
    return this.#overBins(1);
  }

  /** Σ w y. */
  get positive(): number {
    return this.#overBins(3);
  }

  /** n, Σ w, Σ w p or Σ w y, 0 to 3, of a bin. */
  of(bin: number, quantity: number): number {
    return this.data[2 + 4 * bin + quantity]!;
  }

  #overBins(quantity: number): number {
    let sum = 0;
    for (let bin = 0; bin < fineBins; bin++) sum += this.of(bin, quantity);
    return sum;
  }

  /** Adds Σ w L and Σ w (p − y)². */
  addCosts(loss: number, squared: number): void {
    this.data[0]! += loss;
    this.data[1]! += squared;
  }

  /** Adds n, Σ w, Σ w p and Σ w y of rows that all lie in one bin. */
  addBin(bin: number, ...quantities: readonly [count: number, weight: number, predicted: number, positive: number]): void {
    for (const [i, sum] of quantities.entries()) this.data[2 + 4 * bin + i]! += sum;
  }

  merge(other: Sums): void {
    for (let i = 0; i < sumsLength; i++) this.data[i]! += other.data[i]!;
  }
}
