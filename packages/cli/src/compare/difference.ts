// The mean of a paired difference and its uncertainty. Two of them merge exactly into that of both.

import { add, exact, multiply, quotient, scale, split, subtract } from "../metrics/exact.js";
import { RunningSum } from "../metrics/running-sum.js";

/** The 97.5 % point of the normal distribution. */
const z95 = 1.959963984540054;

export interface Interval {
  /** Σ w d / Σ w. */
  readonly mean: number;
  /** Of the mean; null with fewer than two rows that have weight. */
  readonly standardError: number | null;
  /** Of 95 %, by the central limit theorem. */
  readonly low: number | null;
  readonly high: number | null;
}

export class Difference {
  count = 0;
  better = 0;
  worse = 0;
  /** Rows with weight; the others say nothing about the mean. */
  #weighing = 0;
  /**
   * Σ w and Σ u with u = w d, and Σ w², Σ w u, Σ u²: the mean is a ratio of sums, whose variance is
   * Σ (u − mean w)² / (Σ w)².
   */
  readonly #weights = new RunningSum();
  readonly #sum = new RunningSum();
  readonly #squares = [new RunningSum(), new RunningSum(), new RunningSum()] as const;
  /**
   * Of rows of weight 1, which are most: their number stands for Σ w and Σ w², and Σ d for Σ u and
   * Σ w u.
   */
  #ones = 0;
  readonly #sumOfOnes = new RunningSum();

  /** @param d The loss of B minus that of A, in a row of weight w. */
  add(d: number, w: number): void {
    this.count += 1;
    if (d < 0) this.better += 1;
    else if (d > 0) this.worse += 1;
    // Losses that are not finite have no interval.
    if (w === 0 || !Number.isFinite(d)) return;
    this.#weighing += 1;
    if (w === 1 && (d === 0 || (Math.abs(d) > 2 ** -400 && Math.abs(d) < 2 ** 400))) {
      this.#ones += 1;
      this.#sumOfOnes.add(d);
      this.#squares[2].addProduct(d, d, 0);
      return;
    }
    const weight = split(w);
    const difference = split(d);
    const u = weight.mantissa * difference.mantissa;
    const exponent = weight.exponent + difference.exponent;
    this.#weights.add(w);
    this.#sum.add(u, exponent);
    const [ww, wu, uu] = this.#squares;
    ww.addProduct(weight.mantissa, weight.mantissa, 2 * weight.exponent);
    wu.addProduct(weight.mantissa, u, weight.exponent + exponent);
    uu.addProduct(u, u, 2 * exponent);
  }

  merge(other: Difference): void {
    this.count += other.count;
    this.better += other.better;
    this.worse += other.worse;
    this.#weighing += other.#weighing;
    this.#ones += other.#ones;
    this.#sumOfOnes.merge(other.#sumOfOnes);
    this.#weights.merge(other.#weights);
    this.#sum.merge(other.#sum);
    for (const i of [0, 1, 2] as const) this.#squares[i].merge(other.#squares[i]);
  }

  interval(): Interval {
    const [ones, sumOfOnes] = [exact(this.#ones), this.#sumOfOnes.value];
    const [w, u] = [add(this.#weights.value, ones), add(this.#sum.value, sumOfOnes)];
    if (w.m === 0n) return { mean: NaN, standardError: null, low: null, high: null };
    const ratio = quotient(u, w);
    const mean = scale(ratio.x, ratio.exponent);
    const n = this.#weighing;
    if (n < 2) return { mean, standardError: null, low: null, high: null };
    // Σ (u − mean w)² (Σ w)², in exact numbers: if all differences are nearly the same, large terms
    // cancel almost completely.
    const [ww, wu] = [add(this.#squares[0].value, ones), add(this.#squares[1].value, sumOfOnes)];
    const uu = this.#squares[2].value;
    const crossed = multiply(multiply(exact(2), multiply(u, w)), wu);
    const spread = add(
      subtract(multiply(uu, multiply(w, w)), crossed),
      multiply(multiply(u, u), ww),
    );
    const squared = multiply(w, w);
    const variance = quotient(
      multiply(spread, exact(n)),
      multiply(multiply(squared, squared), exact(n - 1)),
    );
    const standardError = scale(Math.sqrt(variance.x), variance.exponent / 2);
    return {
      mean,
      standardError,
      low: mean - z95 * standardError,
      high: mean + z95 * standardError,
    };
  }
}
