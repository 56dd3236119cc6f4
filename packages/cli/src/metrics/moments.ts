// Adds up moments row by row, faster than exact numbers do: for terms of either sign, such as
// differences, and for clusters.

import { split } from "./exact.js";
import {
  addMoments,
  type MomentName,
  type MomentSums,
  momentNames,
  momentsOfOnes,
} from "./moment-sums.js";
import { RunningSum } from "./running-sum.js";

type Running = Readonly<Record<MomentName, RunningSum>>;

const none = () =>
  Object.fromEntries(momentNames.map((name) => [name, new RunningSum()])) as Running;

export class Moments {
  #n = 0;
  #isBeyond = false;
  readonly #sums: Running = none();
  /** Of rows of weight 1, which are most, u tells all. */
  #ones = 0;
  readonly #ofOnes = { u: new RunningSum(), uu: new RunningSum(), uuu: new RunningSum() };

  /** @param x What is averaged, in a row of weight w. Rows of no weight are left out. */
  add(x: number, w: number): void {
    if (w === 0) return;
    if (!Number.isFinite(x)) {
      this.#n += 1;
      this.#isBeyond = true;
      return;
    }
    if (w === 1 && (x === 0 || (Math.abs(x) > 2 ** -300 && Math.abs(x) < 2 ** 300))) {
      this.#ones += 1;
      if (x === 0) return;
      this.#ofOnes.u.add(x);
      this.#ofOnes.uu.addProduct(x, x, 0);
      this.#ofOnes.uuu.add(x * x * x);
      return;
    }
    const [weight, value] = [split(w), split(x)];
    const u = weight.mantissa * value.mantissa;
    this.addTerm(weight.mantissa, weight.exponent, u, weight.exponent + value.exponent);
  }

  /** Adds w 2^i and u 2^j themselves: of a cluster, Σ w and Σ u. */
  addTerm(w: number, i: number, u: number, j: number): void {
    this.#n += 1;
    const sums = this.#sums;
    const [ww, uu] = [w * w, u * u];
    sums.w.add(w, i);
    sums.u.add(u, j);
    sums.ww.addProduct(w, w, 2 * i);
    sums.wu.addProduct(w, u, i + j);
    sums.uu.addProduct(u, u, 2 * j);
    sums.www.add(ww * w, 3 * i);
    sums.wwu.add(ww * u, 2 * i + j);
    sums.wuu.add(uu * w, i + 2 * j);
    sums.uuu.add(uu * u, 3 * j);
  }

  get value(): MomentSums {
    const others: MomentSums = {
      n: this.#n,
      isBeyond: this.#isBeyond,
      sums: Object.fromEntries(
        momentNames.map((name) => [name, this.#sums[name].value]),
      ) as MomentSums["sums"],
    };
    const { u, uu, uuu } = this.#ofOnes;
    if (this.#ones === 0) return others;
    return addMoments(momentsOfOnes(this.#ones, u.value, uu.value, uuu.value), others);
  }

  merge(other: Moments): void {
    this.#n += other.#n;
    this.#isBeyond ||= other.#isBeyond;
    this.#ones += other.#ones;
    for (const name of momentNames) this.#sums[name].merge(other.#sums[name]);
    for (const name of ["u", "uu", "uuu"] as const) this.#ofOnes[name].merge(other.#ofOnes[name]);
  }
}
