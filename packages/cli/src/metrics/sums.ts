// The sums over a group's rows that loss, base rate, Brier score and calibration come from, as
// doubles. All but counts are in units of a power of two, so that weights of any size stay within
// doubles.

/**
 * Bins of equal width over [0, 1]. A bin holds p in [i / bins, (i + 1) / bins), the last one 1 too.
 */
export { fineBins } from "../wasm/numbers.js";

/** What is summed of each bin; y is the label before smoothing, p the probability. */
export type BinSums = readonly [count: number, weight: number, predicted: number, positive: number];

export interface Sums {
  readonly count: number;
  /** Σ w, Σ w y, Σ w L, Σ w (p − y)², times 2^exponent. */
  readonly exponent: number;
  readonly weight: number;
  readonly positive: number;
  readonly loss: number;
  readonly squared: number;
  /** n as it is, and Σ w, Σ w p, Σ w y in the same unit. */
  readonly bins: readonly BinSums[];
}
