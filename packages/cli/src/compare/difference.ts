// The loss of B minus that of A, how far off it may be, and whether it is surely above 0: of paired
// rows, or of rows that differ.

import { type MeanError, meanError, ratio, skewnessOf } from "../metrics/mean-error.js";
import type { MomentSums } from "../metrics/moment-sums.js";
import { lossInterval } from "../score/loss-errors.js";
import type { Terms } from "../score/terms.js";
import { intervalOf } from "../statistics/interval.js";
import { differenceOf } from "../statistics/two-means.js";
import { type Excess, excessOver, varianceOf, varianceOfBoth } from "../statistics/welch.js";

export interface Interval {
  /** Of the losses of all rows: Σ w L / Σ w in B minus that in A. */
  readonly mean: number;
  /** Of the mean; null with fewer than two rows, or clusters, that have weight. */
  readonly standardError: number | null;
  /** Of 95 %. */
  readonly low: number | null;
  readonly high: number | null;
  /** About so many rows, or clusters, carry the variance. */
  readonly effectiveRows: number | null;
  /** Number of clusters with weight; null without --cluster. */
  readonly clusters: number | null;
}

export interface Difference {
  readonly interval: Interval;
  /** Whether it is above 0; null if that is not known. */
  readonly excess: Excess | null;
}

/** Some rows, and all others; null where there are none. */
export interface Part {
  readonly own: MomentSums;
  readonly rest: MomentSums | null;
}

/** The part that a group is or, for null, all rows. */
export function partsOf(terms: Terms): (group: number | null) => Part {
  return (group) =>
    group === null
      ? { own: terms.total, rest: null }
      : { own: terms.of(group), rest: terms.rest(group).moments };
}

const none = { standardError: null, low: null, high: null, effectiveRows: null };

const errorOf = (moments: MomentSums | null) => moments && meanError(moments);

/** Of paired rows, by the moments of their differences. */
export function pairedDifference({ own, rest }: Part, areClusters: boolean): Difference {
  const error = meanError(own);
  const interval = lossInterval(own, areClusters, error);
  return {
    interval: {
      mean: ratio(own.sums.u, own.sums.w),
      ...(interval ?? { ...none, clusters: areClusters ? own.n : null }),
    },
    excess: error && excessOver(error.mean, varianceOf(error, errorOf(rest))),
  };
}

/** Of two files whose rows differ; each has the moments of its losses. */
export function unpairedDifference(a: Part, b: Part, areClusters: boolean): Difference {
  const mean = ratio(b.own.sums.u, b.own.sums.w) - ratio(a.own.sums.u, a.own.sums.w);
  const clusters = areClusters ? a.own.n + b.own.n : null;
  const [errorA, errorB] = [meanError(a.own), meanError(b.own)];
  if (errorA === null || errorB === null)
    return { interval: { mean, ...none, clusters }, excess: null };
  const skewed = (error: MeanError, of: Part) => ({ ...error, skewness: skewnessOf(of.own) });
  const both = differenceOf(skewed(errorA, a), skewed(errorB, b));
  const variance = varianceOfBoth(
    varianceOf(errorA, errorOf(a.rest)),
    varianceOf(errorB, errorOf(b.rest)),
  );
  return {
    interval: {
      mean,
      standardError: both.standardError,
      ...intervalOf(both, both.skewness),
      effectiveRows: Math.min(both.degrees + 1, 1 / both.mostSkewness ** 2),
      clusters,
    },
    excess: excessOver(mean, variance),
  };
}
