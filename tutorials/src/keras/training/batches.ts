// Draws batches of sample indices. Each epoch has every sample once, in an order of its own.

import { Random, type RandomState } from "../random.js";

export interface BatchesState {
  /** The state of the generator before it drew the order of the current epoch. */
  readonly random: RandomState;
  readonly position: number;
}

export class Batches {
  readonly #random: Random;
  #epochStart: RandomState;
  #order: Uint32Array;
  #position = 0;

  constructor(
    readonly count: number,
    readonly batchSize: number,
    seed: number,
  ) {
    this.#random = new Random(seed);
    this.#epochStart = this.#random.state;
    this.#order = this.#random.permutation(count);
  }

  /** The next batch. Leaves out a short last batch, unless an epoch has no other. */
  next(): Uint32Array {
    if (this.#position + Math.min(this.batchSize, this.count) > this.count) this.#startEpoch();
    const batch = this.#order.subarray(this.#position, this.#position + this.batchSize);
    this.#position += this.batchSize;
    return batch;
  }

  get state(): BatchesState {
    return { random: this.#epochStart, position: this.#position };
  }

  set state({ random, position }: BatchesState) {
    this.#random.state = random;
    this.#startEpoch();
    this.#position = position;
  }

  #startEpoch(): void {
    this.#epochStart = this.#random.state;
    this.#order = this.#random.permutation(this.count);
    this.#position = 0;
  }
}
