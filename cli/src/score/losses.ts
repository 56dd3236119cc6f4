// The loss of every row, from the library's kernels.

import { BinaryCrossentropy, type FloatArray, KernelMemory } from "binary-crossentropy";
import { blockSize, type TallyMemory } from "../metrics/tally-memory.js";
import type { LossOptions } from "../options/loss-options.js";

export class Losses {
  readonly #loss: BinaryCrossentropy<"none">;
  /** Where the kernels read without a copy of their own, in the compute dtype. */
  readonly #labels: FloatArray;
  readonly #predictions: FloatArray;

  constructor({ fromLogits, labelSmoothing, dialect, epsilon, posWeight, dtype }: LossOptions) {
    // axis [] averages nothing: each row is a sample of its own.
    const options = { fromLogits, labelSmoothing, dialect, epsilon, dtype, axis: [], reduction: "none" } as const;
    this.#loss = new BinaryCrossentropy({ ...options, posWeight: posWeight === 1 ? undefined : posWeight });
    const memory = new KernelMemory({ byteLength: 2 ** 19 });
    const column = () => (dtype === "float32" ? memory.float32(blockSize) : memory.float64(blockSize));
    [this.#labels, this.#predictions] = [column(), column()];
  }

  /** The losses of rows, no more than a block of them, in nats. */
  of(labels: ArrayLike<number>, predictions: ArrayLike<number>): FloatArray {
    const count = labels.length;
    this.#labels.set(labels);
    this.#predictions.set(predictions);
    return this.#loss.call(this.#labels.subarray(0, count), this.#predictions.subarray(0, count)).data as FloatArray;
  }

  /** Writes the losses of a block's first rows beside their labels and predictions, and the probabilities of logits. */
  fill({ labels, predictions, probabilities, losses, isLogit }: TallyMemory, count: number): void {
    const xs = predictions.subarray(0, count);
    losses.set(this.of(labels.subarray(0, count), xs));
    for (let i = 0; isLogit && i < count; i++) probabilities[i] = 1 / (1 + Math.exp(-xs[i]!));
  }
}
