// The 95 % interval of a mean, for terms that may be skewed, have heavy tails or unequal weights.
//
// Student's interval m ± t s is too short on the side of the longer tail. Hall's transformation
// g(T) = T + k T²/3 + k² T³/27 + k/6 of T = (m − μ)/s, with k the skewness of m, takes the skewness
// away, but k itself is noisy where few rows carry it. So each end lies between the two: on the side
// of the shorter tail half-way, and on that of the longer one four fifths of the way to
// Hall's, if that is further out. The shares were chosen by simulation: scripts/simulate.
//
// Sources: Hall, On the removal of skewness by transformation, 1992; Johnson, Modified t tests,
// 1978.

import { studentQuantile } from "./student.js";

export interface MeanError {
  readonly mean: number;
  /** Robust: √(n / (n − 1) Σ w² (x − mean)²) / Σ w. */
  readonly standardError: number;
  /** The same without a bias that unequal weights bring. */
  readonly spread: number;
  /** (Σ w)² / Σ w² − 1, at least 1. */
  readonly degrees: number;
}

export interface Ends {
  readonly low: number;
  readonly high: number;
}

/** The shares of the way from Student's end to Hall's. */
const [nearShare, farShare] = [0.5, 0.8];

/** @param skewness of the mean */
export function intervalOf({ mean, spread, degrees }: MeanError, skewness: number): Ends {
  const t = studentQuantile(degrees);
  const k = Math.abs(skewness);
  const near = spread * (t + nearShare * (hall(t, k) - t));
  const far = spread * (t + Math.max(0, farShare * (-hall(-t, k) - t)));
  const [below, above] = skewness < 0 ? [far, near] : [near, far];
  return { low: mean - below, high: mean + above };
}

/** The T with g(T) = x: 3 (∛(1 + y) − 1) / k with y = k (x − k/6), without cancellation. */
function hall(x: number, k: number): number {
  const z = x - k / 6;
  const root = Math.cbrt(1 + k * z);
  return (3 * z) / (root * root + root + 1);
}
