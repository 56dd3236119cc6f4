// A paired bootstrap of the mean difference, in one pass and in memory that does not grow with the
// rows. Each resample contains each row k times, with k from the Poisson distribution of mean 1:
// the limit of drawing n of n rows with replacement. Source: Chamandy, Muralidharan, Najmi, Naidu,
// Estimating uncertainty for massive data streams, 2012.

import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { scale, split } from "../metrics/exact.js";
import type { BootstrapOptions } from "../options/compare-options.js";

export interface BootstrapInterval extends BootstrapOptions {
  /** The 2.5 % and the 97.5 % point of the resamples' means; null where no row has weight. */
  readonly low: number | null;
  readonly high: number | null;
}

/** P(k ≤ i), up to the i at which it rounds to 1. */
const cumulative: readonly number[] = (() => {
  const found: number[] = [];
  for (let [k, p, sum] = [0, Math.exp(-1), 0]; sum < 1 && k < 20; k++, p /= k) {
    sum += p;
    found.push(sum);
  }
  return found;
})();

/** The k for each first byte of a uniform number, or −1 if later bytes decide. */
const byFirstByte = Int8Array.from({ length: 256 }, (_, byte) => {
  const [lowest, highest] = [poisson(byte / 256), poisson((byte + 1) / 256 - 2 ** -40)];
  return lowest === highest ? lowest : -1;
});

/** The k of a uniform number in [0, 1). */
export function poisson(u: number): number {
  const k = cumulative.findIndex((sum) => u < sum);
  return k < 0 ? cumulative.length : k;
}

/** A weight larger than the unit by this power of two becomes the next unit. */
const mostAbove = 300;

export class Bootstrap {
  /**
   * Σ k w d and Σ k w of each resample, a few more than asked for: four come from each random
   * number.
   */
  readonly #sums: Float64Array;
  readonly #weights: Float64Array;
  readonly #random;
  /** Weights are added up times 2^−unit, so that their common size does not matter. */
  #unit: number | null = null;

  constructor(readonly options: BootstrapOptions) {
    const room = 4 * Math.ceil(options.replicates / 4);
    this.#sums = new Float64Array(room);
    this.#weights = new Float64Array(room);
    this.#random = xoroshiro128plus(options.seed);
    // A seed with few set bits needs some steps to spread over the state.
    for (let i = 0; i < 64; i++) this.#random.next();
  }

  /** @param d The loss of B minus that of A, in a row of weight w. */
  add(d: number, w: number): void {
    // Such a row is in no sum and is not drawn.
    if (w === 0) return;
    this.#addScaled(d, this.#scaled(w));
  }

  /**
   * A weight in the unit of the first one, or where it is far larger, in its own, as all sums then
   * are.
   */
  #scaled(w: number): number {
    const { mantissa, exponent } = split(w);
    this.#unit ??= exponent;
    if (exponent - this.#unit > mostAbove) {
      for (const sums of [this.#sums, this.#weights])
        for (const [i, sum] of sums.entries()) sums[i] = scale(sum, this.#unit - exponent);
      this.#unit = exponent;
    }
    return scale(mantissa, exponent - this.#unit);
  }

  #addScaled(d: number, w: number): void {
    const sums = this.#sums;
    const weights = this.#weights;
    const random = this.#random;
    const cost = w * d;
    for (let i = 0; i < sums.length; i += 4) {
      const bytes = random.next();
      let a = byFirstByte[bytes & 255]!;
      let b = byFirstByte[(bytes >>> 8) & 255]!;
      let c = byFirstByte[(bytes >>> 16) & 255]!;
      let e = byFirstByte[bytes >>> 24]!;
      if ((a | b | c | e) < 0) [a, b, c, e] = this.#refine(bytes);
      sums[i]! += a * cost;
      sums[i + 1]! += b * cost;
      sums[i + 2]! += c * cost;
      sums[i + 3]! += e * cost;
      weights[i]! += a * w;
      weights[i + 1]! += b * w;
      weights[i + 2]! += c * w;
      weights[i + 3]! += e * w;
    }
  }

  /** The same four, from more bytes if the first ones do not decide. */
  #refine(bytes: number): [number, number, number, number] {
    const k = (byte: number) => {
      const known = byFirstByte[byte]!;
      return known >= 0 ? known : poisson((byte + (this.#random.next() >>> 0) / 2 ** 32) / 256);
    };
    return [k(bytes & 255), k((bytes >>> 8) & 255), k((bytes >>> 16) & 255), k(bytes >>> 24)];
  }

  interval(): BootstrapInterval {
    const means = Float64Array.from(
      this.#sums.subarray(0, this.options.replicates),
      (sum, i) => sum / this.#weights[i]!,
    );
    // With very few rows a resample may be empty.
    const sorted = means.filter((mean) => !Number.isNaN(mean)).sort();
    if (sorted.length === 0) return { ...this.options, low: null, high: null };
    return { ...this.options, low: quantile(sorted, 0.025), high: quantile(sorted, 0.975) };
  }
}

/** Interpolates between the two neighbouring values. */
function quantile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const [below, part] = [Math.floor(at), at % 1];
  return sorted[below]! + (part > 0 ? part * (sorted[below + 1]! - sorted[below]!) : 0);
}
