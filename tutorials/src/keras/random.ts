// Random numbers whose state can be saved, so that a run resumed from a checkpoint draws the same
// numbers as one that was never stopped.

import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus, xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";

export type RandomState = readonly number[];

export class Random {
  #generator;

  constructor(seed: number) {
    this.#generator = xoroshiro128plus(seed);
  }

  get state(): RandomState {
    return this.#generator.getState();
  }

  set state(state: RandomState) {
    this.#generator = xoroshiro128plusFromState(state);
  }

  /** A seed for another generator. */
  seed(): number {
    return this.#generator.next() >>> 1;
  }

  /** In [0, 1), in steps of 2^-32. */
  uniform(): number {
    return (this.#generator.next() >>> 0) * 2 ** -32;
  }

  integerBelow(n: number): number {
    return uniformInt(this.#generator, 0, n - 1);
  }

  /** Independent draws from the standard normal distribution, by the Box–Muller method. */
  normals(count: number): Float32Array {
    const values = new Float32Array(count);
    for (let i = 0; i < count; i += 2) {
      const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
      const angle = 2 * Math.PI * this.uniform();
      values[i] = radius * Math.cos(angle);
      if (i + 1 < count) values[i + 1] = radius * Math.sin(angle);
    }
    return values;
  }

  /** The numbers below n in random order, every order equally likely (Fisher–Yates). */
  permutation(n: number): Uint32Array {
    const order = Uint32Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = this.integerBelow(i + 1);
      [order[i], order[j]] = [order[j]!, order[i]!];
    }
    return order;
  }
}
