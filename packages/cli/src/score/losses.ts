// Computes the loss of every row with the library's kernels: with a call for any options, or for
// the most common ones with the same code compiled for columns.

import { BinaryCrossentropy, type FloatArray, KernelMemory } from "binary-crossentropy";
import { clipOf } from "binary-crossentropy/internal";
import type { LossOptions } from "../loss-options.js";
import { type Block, blockAlone, blockSize } from "../metrics/block.js";
import type { ModuleExports } from "../wasm/module.js";

/** With a smaller ε the argument of a logarithm may be subnormal. */
const leastEpsilon = 2 ** -50;

export class Losses {
  /** Most runs do not need it. */
  #library: Library | null = null;
  #alone: ReturnType<typeof blockAlone> | null = null;

  constructor(readonly options: LossOptions) {}

  /** The losses of at most one block of rows, in nats. */
  of(labels: ArrayLike<number>, predictions: ArrayLike<number>): Float64Array {
    this.#alone ??= blockAlone(this.options.fromLogits);
    const { block, exports } = this.#alone;
    block.labels.set(labels);
    block.predictions.set(predictions);
    this.fill(exports, block, labels.length);
    return block.losses.slice(0, labels.length);
  }

  /**
   * Writes the losses of the first rows of a block and, for logits, their probabilities. The block
   * must lie in the memory of these functions.
   */
  fill(exports: ModuleExports, block: Block, count: number): void {
    if (this.options.fromLogits) this.#fillLogits(exports, block, count);
    else if (!this.#fillHard(exports, block, count)) this.#call(block, count);
  }

  #fillLogits(exports: ModuleExports, block: Block, count: number): void {
    const { labelSmoothing, posWeight, dtype } = this.options;
    const { labels, predictions, losses, probabilities } = block;
    const addresses = [
      labels.byteOffset,
      predictions.byteOffset,
      losses.byteOffset,
      probabilities.byteOffset,
    ] as const;
    exports.logitLosses(count, ...addresses, 1 - labelSmoothing, labelSmoothing / 2, posWeight);
    if (dtype === "float32") this.#call(block, count);
  }

  /** For labels of 0 and 1 in the Keras dialects; returns false if there are other labels. */
  #fillHard(
    { hardLosses }: ModuleExports,
    { labels, predictions, losses }: Block,
    count: number,
  ): boolean {
    const { labelSmoothing, posWeight, dtype } = this.options;
    const clip = clipOf(this.options);
    const isPlain = labelSmoothing === 0 && posWeight === 1 && dtype === "float64";
    if (clip === null || clip.lowest < leastEpsilon || !isPlain) return false;
    return (
      hardLosses(
        count,
        labels.byteOffset,
        predictions.byteOffset,
        losses.byteOffset,
        clip.lowest,
        clip.highest,
        clip.added,
      ) !== 0
    );
  }

  /** By the library, with any options. */
  #call({ labels, predictions, losses }: Block, count: number): void {
    this.#library ??= openLibrary(this.options);
    const { loss, labels: y, predictions: x } = this.#library;
    y.set(labels.subarray(0, count));
    x.set(predictions.subarray(0, count));
    losses.set(loss.call(y.subarray(0, count), x.subarray(0, count)).data as FloatArray);
  }
}

interface Library {
  readonly loss: BinaryCrossentropy<"none">;
  /** Where the kernels read without a copy of their own, in the compute dtype. */
  readonly labels: FloatArray;
  readonly predictions: FloatArray;
}

function openLibrary({ posWeight, ...options }: LossOptions): Library {
  const loss = new BinaryCrossentropy({
    ...options,
    posWeight: posWeight === 1 ? undefined : posWeight,
    // Averages nothing: each row is a sample of its own.
    axis: [],
    reduction: "none",
  });
  const memory = new KernelMemory({ byteLength: 2 ** 19 });
  const column = () =>
    options.dtype === "float32" ? memory.float32(blockSize) : memory.float64(blockSize);
  return { loss, labels: column(), predictions: column() };
}
