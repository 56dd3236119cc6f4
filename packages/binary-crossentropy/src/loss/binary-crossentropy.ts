// Binary cross-entropy as Keras documents it: the class, and the function that gives one loss per
// sample.

import { readConfig } from "../options/config.js";
import type { Reduction } from "../semantics/reduction.js";
import { crossentropyKind } from "../task/loss-kind.js";
import type { NdArray, TensorLike } from "../types.js";
import { type ElementOptions, ElementwiseLoss, lossesOf } from "./elementwise-loss.js";
import type { LossOptions } from "./loss.js";

export type { ElementOptions };

const { className } = crossentropyKind;

export interface BinaryCrossentropyOptions<R extends Reduction = Reduction>
  extends ElementOptions,
    LossOptions<R> {}

/**
 * Binary cross-entropy between labels and predictions, as `tf.keras.losses.BinaryCrossentropy`.
 *
 * *Defined as* the mean over `axis` of −(t log p + (1 − t) log(1 − p)), where p = sigmoid(z) for
 * logits z and t = y (1 − s) + s / 2 with label smoothing s; then weighted and reduced.
 *
 * *Computed as* (1 − t) softplus(z) + t softplus(−z) for logits, and with the clipping of the
 * `dialect` for probabilities.
 *
 * Edge cases: a logit of ±∞ costs 0 or +∞, never NaN; NaN in gives NaN out; the reduction of no
 * losses is 0, the mean over an axis of length 0 is NaN.
 *
 * @typeParam R The reduction. The return type follows it: an {@link NdArray} for `"none"` and
 * `null`, else a number.
 * @example
 * ```ts
 * import { BinaryCrossentropy } from "binary-crossentropy";
 *
 * const bce = new BinaryCrossentropy({ fromLogits: true });
 * bce([0, 1, 0, 0], [-18.6, 0.51, 2.94, -12.8]); // 0.865
 * bce([[0, 1], [0, 0]], [[-18.6, 0.51], [2.94, -12.8]], [0.8, 0.2]); // 0.244
 * ```
 * Source: `tensorflow/python/keras/losses.py` (BinaryCrossentropy), `keras/src/losses/losses.py`.
 */
export class BinaryCrossentropy<const R extends Reduction = "auto"> extends ElementwiseLoss<R> {
  static override readonly className: string = className;

  /** @throws ValueError for an option of another name, type or value. */
  constructor(options: BinaryCrossentropyOptions<R> = {}) {
    super(crossentropyKind, options);
  }

  /**
   * Builds the loss from a configuration of this package, of tf.keras 2 or of Keras 3.
   *
   * @throws ValueError for an unknown key and for a value that the option cannot have.
   */
  static override fromConfig(config: object): BinaryCrossentropy<Reduction> {
    return new this<Reduction>(readConfig(`${className}.fromConfig`, config));
  }
}

/**
 * One binary cross-entropy per sample, as `tf.keras.losses.binary_crossentropy`.
 *
 * *Defined as* the mean over `axis` of the elements' losses; see {@link BinaryCrossentropy}.
 *
 * @param yTrue Labels in [0, 1], shape `[batch_size, d0, .. dN]`, or a number: that label
 * everywhere.
 * @param yPred Probabilities, or logits with `fromLogits`, of exactly the same shape.
 * @param options What the class takes, but for `reduction` and `name`.
 * @returns The losses in nats, shape `[batch_size, d0, .. dN-1]`.
 * @throws ValueError for a bad option or what is no tensor, ShapeError for shapes that do not fit.
 * @example
 * ```ts
 * import { binaryCrossentropy } from "binary-crossentropy";
 *
 * binaryCrossentropy([[0, 1], [0, 0]], [[0.6, 0.4], [0.4, 0.6]]).data; // [0.916, 0.714]
 * ```
 * Source: `tensorflow/python/keras/losses.py` (binary_crossentropy).
 */
export function binaryCrossentropy(
  yTrue: TensorLike,
  yPred: TensorLike,
  options: ElementOptions = {},
): NdArray {
  return lossesOf("binaryCrossentropy", crossentropyKind, yTrue, yPred, options);
}
