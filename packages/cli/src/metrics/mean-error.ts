// The mean of some rows, how far off it may be, and by how many rows that is known.

import {
  add,
  type Exact,
  exact,
  exponentOf,
  multiply,
  quotient,
  scale,
  subtract,
  toNumber,
  zero,
} from "./exact.js";
import type { MomentSums } from "./moment-sums.js";

export interface MeanError {
  /** Σ u / Σ w. */
  readonly mean: number;
  /** √(n / (n − 1) Σ (u − mean w)²) / Σ w, robust against variances that differ. */
  readonly standardError: number;
  /** The same without the bias that unequal weights bring: unbiased if all terms vary alike. */
  readonly spread: number;
  /** (Σ w)² / Σ w²: so many rows of equal weight would say as much. */
  readonly equal: number;
  /** One less, at least 1. */
  readonly degrees: number;
}

/** Third powers are rounded, and products of three may all be off by this in the same direction. */
const thirdError = 2 ** -50;

/** A skewness that is known less well than this is taken for 0. */
const leastKnown = 2 ** -10;

const product = (...factors: readonly Exact[]) => factors.reduce(multiply);

/** Null where fewer than two rows have weight, or one costs no finite number. */
export function meanError({ n, isBeyond, sums }: MomentSums): MeanError | null {
  if (n < 2 || isBeyond) return null;
  const { w, u, ww, www } = sums;
  const [w2, w4] = [product(w, w), product(w, w, w, w)];
  const squares = centralSquares(sums);
  const variance = (terms: Exact) => {
    const { x, exponent } = quotient(terms, w4);
    return scale(Math.sqrt(x), exponent / 2);
  };
  const mean = ratio(u, w);
  const standardError = variance(squares) * Math.sqrt(n / (n - 1));
  // Σ w² (x − mean)² is σ² times this by (Σ w)², if all x have the variance σ².
  const expected = add(subtract(product(ww, w2), product(exact(2), www, w)), product(ww, ww));
  const unbiased = ratio(product(ww, w2), expected);
  const equal = ratio(w2, ww);
  return {
    mean,
    standardError,
    spread: unbiased > 0 ? variance(squares) * Math.sqrt(unbiased) : Infinity,
    equal,
    degrees: Math.max(1, equal - 1),
  };
}

export function ratio(a: Exact, b: Exact): number {
  if (b.m === 0n) return NaN;
  const { x, exponent } = quotient(a, b);
  return scale(x, exponent);
}

/**
 * Σ (u − mean w)² (Σ w)², in exact numbers: if all terms are nearly the same, large ones cancel
 * almost completely. Sums that a database has rounded may bring it below 0.
 */
function centralSquares({ w, u, ww, wu, uu }: MomentSums["sums"]): Exact {
  const crossed = product(exact(2), u, w, wu);
  const squares = add(subtract(product(uu, w, w), crossed), product(u, u, ww));
  return squares.m < 0n ? zero : squares;
}

/**
 * The skewness of the mean, Σ (u − mean w)³ / (Σ (u − mean w)²)^(3/2); 0 where it is not known.
 */
export function skewnessOf({ sums }: MomentSums): number {
  const squares = centralSquares(sums);
  if (squares.m <= 0n) return 0;
  const { w, u, uu, ww, www, wwu, wuu, uuu } = sums;
  const [w2, u2] = [product(w, w), product(u, u)];
  const cubes = add(
    subtract(product(uuu, w2, w), product(exact(3), u, w2, wuu)),
    subtract(product(exact(3), u2, w, wwu), product(u2, u, www)),
  );
  // No sum of products of three is larger than the same of roots of sums of squares.
  const largest =
    Math.sqrt(ratio(product(uu, w2), squares)) + Math.sqrt(ratio(product(u2, ww), squares));
  if (!(thirdError * largest ** 3 < leastKnown)) return 0;
  // Both in units in which Σ (u − mean w)² (Σ w)² is about 1.
  const unit = Math.floor(exponentOf(squares) / 2);
  return toNumber(cubes, 3 * unit) / toNumber(squares, 2 * unit) ** 1.5;
}
