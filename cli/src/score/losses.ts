// The loss of every row, from the library's kernels: blocks of rows lie where these read them.

import { BinaryCrossentropy, type FloatArray, KernelMemory } from "binary-crossentropy";
import type { LossOptions } from "../options/loss-options.js";

export const blockSize = 16_384;

/** Rows on their way to the kernel, in the compute dtype. */
export interface Block {
  readonly labels: FloatArray;
  readonly predictions: FloatArray;
}

export class Losses {
  readonly #loss: BinaryCrossentropy<"none">;
  readonly #memory = new KernelMemory({ byteLength: 2 ** 20 });
  readonly #dtype: LossOptions["dtype"];

  constructor({ fromLogits, labelSmoothing, dialect, epsilon, posWeight, dtype }: LossOptions) {
    this.#dtype = dtype;
    // axis [] averages nothing: each row is a sample of its own.
    const options = { fromLogits, labelSmoothing, dialect, epsilon, dtype, axis: [], reduction: "none" } as const;
    this.#loss = new BinaryCrossentropy({ ...options, posWeight: posWeight === 1 ? undefined : posWeight });
  }

  createBlock(): Block {
    const array = () => (this.#dtype === "float32" ? this.#memory.float32(blockSize) : this.#memory.float64(blockSize));
    return { labels: array(), predictions: array() };
  }

  /** The losses of rows that lie elsewhere, no more than a block of them, in nats. */
  ofArrays(labels: Float64Array, predictions: Float64Array): FloatArray {
    return this.#loss.call(labels, predictions).data as FloatArray;
  }

  /** The losses of the first rows of a block, in nats. */
  of({ labels, predictions }: Block, count: number): FloatArray {
    return this.#loss.call(labels.subarray(0, count), predictions.subarray(0, count)).data as FloatArray;
  }
}
