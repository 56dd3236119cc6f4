// The distribution of differences whose size is not known in advance: a histogram around 0 that
// doubles its width, and halves its resolution, whenever a value lies outside.

import { add, type Exact, exact, exponentOf, scale, toNumber, zero } from "../metrics/exact.js";
import { RunningSum } from "../metrics/running-sum.js";

const half = 1024;

export interface SpreadBin {
  readonly from: number;
  readonly to: number;
  readonly weight: number;
}

export interface SpreadBins {
  readonly bins: readonly SpreadBin[];
  /** The weight below the first bin and above the last one. */
  readonly below: number;
  readonly above: number;
}

export class Spread {
  /** Rows of weight 1, and the weight of others. */
  #rows = new Float64Array(2 * half);
  #weights: (RunningSum | undefined)[] = [];
  #reach = 2 ** -24;

  /** Of a difference that is not 0. */
  add(d: number, w: number): void {
    const size = Math.abs(d);
    if (!(size < Infinity) || w === 0) return;
    while (size >= this.#reach) this.#widen();
    // The reach is a power of two, so that the quotient is exact and no difference changes its
    // sign.
    const bin = half + Math.floor((d / this.#reach) * half);
    if (w === 1) {
      this.#rows[bin]! += 1;
      return;
    }
    this.#weights[bin] ??= new RunningSum();
    this.#weights[bin].add(w);
  }

  #widen(): void {
    const [rows, weights] = [new Float64Array(2 * half), [] as (RunningSum | undefined)[]];
    for (let i = 0; i < 2 * half; i++) {
      const to = half + Math.floor((i - half) / 2);
      rows[to]! += this.#rows[i]!;
      const sum = this.#weights[i];
      if (sum !== undefined && weights[to] !== undefined) weights[to].merge(sum);
      else weights[to] ??= sum;
    }
    this.#rows = rows;
    this.#weights = weights;
    this.#reach *= 2;
  }

  /**
   * Bins on each side of 0, over the range that holds all but a given share of the weight; null
   * without weight.
   */
  bins(perSide: number, outside: number): SpreadBins | null {
    const exactly = Array.from(
      this.#rows,
      (rows, i): Exact => add(exact(rows), this.#weights[i]?.value ?? zero),
    );
    const all = exactly.reduce(add, zero);
    if (all.m === 0n) return null;
    // In a unit in which the total weight is about 1.
    const unit = exponentOf(all);
    const weights = Float64Array.from(exactly, (weight) => toNumber(weight, unit));
    const total = toNumber(all, unit);
    // The weight further from 0 than this many fine bins.
    const beyond = (n: number) => sum(weights, 0, half - n) + sum(weights, half + n, 2 * half);
    let each = 1;
    while (each * perSide < half && beyond(each * perSide) > outside * total) each += 1;
    const step = (this.#reach / half) * each;
    const weigh = (from: number, to: number) => scale(sum(weights, from, to), unit);
    const bins = Array.from({ length: 2 * perSide }, (_, i) => {
      const from = (i - perSide) * each + half;
      return {
        from: (i - perSide) * step,
        to: (i - perSide + 1) * step,
        weight: weigh(from, from + each),
      };
    });
    const reach = each * perSide;
    return { bins, below: weigh(0, half - reach), above: weigh(half + reach, 2 * half) };
  }
}

function sum(values: Float64Array, from: number, to: number): number {
  let total = 0;
  for (let i = Math.max(from, 0); i < Math.min(to, values.length); i++) total += values[i]!;
  return total;
}
