// The mean of a paired difference and its uncertainty. Two of them merge exactly into that of both.

import { ratio } from "../metrics/mean-error.js";
import type { MomentSums } from "../metrics/moment-sums.js";
import { Moments } from "../metrics/moments.js";
import { lossInterval } from "../score/loss-errors.js";

export interface Interval {
  /** Σ w d / Σ w. */
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

export class Difference {
  count = 0;
  better = 0;
  worse = 0;
  readonly #moments = new Moments();

  /** @param d The loss of B minus that of A, in a row of weight w. */
  add(d: number, w: number): void {
    this.count += 1;
    if (d < 0) this.better += 1;
    else if (d > 0) this.worse += 1;
    this.#moments.add(d, w);
  }

  merge(other: Difference): void {
    this.count += other.count;
    this.better += other.better;
    this.worse += other.worse;
    this.#moments.merge(other.#moments);
  }

  /** @param clusters The moments of sums over clusters, if rows are not independent. */
  interval(clusters: MomentSums | null = null): Interval {
    const moments = this.#moments.value;
    const mean = ratio(moments.sums.u, moments.sums.w);
    const interval = lossInterval(clusters ?? moments, clusters !== null);
    const none = { standardError: null, low: null, high: null, effectiveRows: null };
    return { mean, ...(interval ?? { ...none, clusters: clusters?.n ?? null }) };
  }
}
