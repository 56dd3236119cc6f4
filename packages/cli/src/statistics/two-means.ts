// The difference of the means of two independent samples, as one mean: so that its interval is
// computed like any other.

import type { MeanError } from "./interval.js";
import { varianceOfBoth } from "./welch.js";

/** A mean, and the skewness of its distribution. */
export interface SkewedMean extends MeanError {
  readonly skewness: number;
}

export interface MeanDifference extends SkewedMean {
  /** What the skewness would be if both samples' added up: those of like samples cancel. */
  readonly mostSkewness: number;
}

/** Of b minus a. Variances add up, and so do third cumulants, with the sign of their mean. */
export function differenceOf(a: SkewedMean, b: SkewedMean): MeanDifference {
  const both = varianceOfBoth(
    { variance: a.spread ** 2, degrees: a.degrees },
    { variance: b.spread ** 2, degrees: b.degrees },
  );
  const spread = Math.hypot(a.spread, b.spread);
  const partOf = ({ skewness, spread: own }: SkewedMean) =>
    spread > 0 && spread < Infinity ? skewness * (own / spread) ** 3 : 0;
  return {
    mean: b.mean - a.mean,
    standardError: Math.hypot(a.standardError, b.standardError),
    spread,
    degrees: both.degrees,
    skewness: partOf(b) - partOf(a),
    mostSkewness: Math.abs(partOf(a)) + Math.abs(partOf(b)),
  };
}
