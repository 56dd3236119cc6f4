// How differences are spread, without knowing beforehand how large they are: a histogram around 0 that becomes twice as wide,
// and half as fine, whenever a value lies outside of it.

const half = 1024;

export interface SpreadBin {
  readonly from: number;
  readonly to: number;
  readonly weight: number;
}

export interface SpreadBins {
  readonly bins: readonly SpreadBin[];
  /** The weight of what lies below the first and above the last bin. */
  readonly below: number;
  readonly above: number;
}

export class Spread {
  readonly #weights = new Float64Array(2 * half);
  #reach = 2 ** -24;

  /** Of a difference that is not 0. */
  add(d: number, w: number): void {
    const size = Math.abs(d);
    if (!(size < Infinity)) return;
    while (size >= this.#reach) this.#widen();
    // The reach is a power of two, so that the quotient is exact: no difference crosses over to the other sign.
    this.#weights[half + Math.floor((d / this.#reach) * half)]! += w;
  }

  #widen(): void {
    const weights = this.#weights;
    const wide = new Float64Array(2 * half);
    for (let i = 0; i < weights.length; i++) wide[half + Math.floor((i - half) / 2)]! += weights[i]!;
    weights.set(wide);
    this.#reach *= 2;
  }

  /** So many bins on each side of 0, over what holds all but a given share of the weight; null where there is none. */
  bins(perSide: number, outside: number): SpreadBins | null {
    const weights = this.#weights;
    const total = weights.reduce((a, b) => a + b, 0);
    if (total === 0) return null;
    // What lies further from 0 than so many fine bins.
    const beyond = (n: number) => sum(weights, 0, half - n) + sum(weights, half + n, 2 * half);
    let each = 1;
    while (each * perSide < half && beyond(each * perSide) > outside * total) each += 1;
    const step = (this.#reach / half) * each;
    const bins = Array.from({ length: 2 * perSide }, (_, i) => {
      const from = (i - perSide) * each + half;
      return { from: (i - perSide) * step, to: (i - perSide + 1) * step, weight: sum(weights, from, from + each) };
    });
    const reach = each * perSide;
    return { bins, below: sum(weights, 0, half - reach), above: sum(weights, half + reach, 2 * half) };
  }
}

function sum(values: Float64Array, from: number, to: number): number {
  let total = 0;
  for (let i = Math.max(from, 0); i < Math.min(to, values.length); i++) total += values[i]!;
  return total;
}
