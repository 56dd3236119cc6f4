// How far off the losses of groups, and of all rows, may be; and how surely a group is worse than
// the rest.

import { add, multiply, zero } from "../metrics/exact.js";
import { meanError, ratio, skewnessOf } from "../metrics/mean-error.js";
import type { MomentSums } from "../metrics/moment-sums.js";
import type { MomentTallies } from "../metrics/moment-tallies.js";
import { intervalOf } from "../statistics/interval.js";
import { type Excess, excessOf } from "../statistics/welch.js";
import type { Terms } from "./terms.js";

/** Of the mean loss. */
export interface LossInterval {
  readonly standardError: number;
  /** Of 95 %. */
  readonly low: number;
  readonly high: number;
  /** About so many rows, or clusters, carry the variance. */
  readonly effectiveRows: number;
  /** Number of clusters with weight; null without --cluster. */
  readonly clusters: number | null;
}

/** Null where fewer than two terms have weight, or a loss is not finite. */
export function lossInterval(
  moments: MomentSums,
  areClusters: boolean,
  error = meanError(moments),
): LossInterval | null {
  if (error === null) return null;
  const skewness = skewnessOf(moments);
  const { low, high } = intervalOf(error, skewness);
  return {
    standardError: error.standardError,
    low,
    high,
    effectiveRows: Math.min(error.equal, 1 / skewness ** 2),
    clusters: areClusters ? moments.n : null,
  };
}

export class LossErrors {
  readonly #terms: Terms;
  readonly #areClusters: boolean;

  constructor(terms: Terms, areClusters: boolean) {
    this.#terms = terms;
    this.#areClusters = areClusters;
  }

  total(): LossInterval | null {
    return lossInterval(this.#terms.total, this.#areClusters);
  }

  /** The interval of a group's loss, and whether it is above that of the rest; null if not known. */
  group(group: number): { interval: LossInterval | null; excess: Excess | null } {
    const moments = this.#terms.of(group);
    const own = meanError(moments);
    const interval = lossInterval(moments, this.#areClusters, own);
    const others = this.#terms.rest(group);
    const rest = own && meanError(others.moments);
    const excess = own && rest && excessOf(own, rest, others.covariance(own, rest));
    return { interval, excess };
  }
}

/** Number of rows of equal weight that would say as much as all rows: (Σ w)² / Σ w². */
export function rowsOfEqualWeight(moments: MomentTallies): number {
  let [w, ww] = [zero, zero];
  for (let group = 0; group < moments.size; group++) {
    const { sums } = moments.group(group);
    [w, ww] = [add(w, sums.w), add(ww, sums.ww)];
  }
  return ratio(multiply(w, w), ww);
}
