// Binary focal cross-entropy as Keras documents it: the class, and the function that gives one loss
// per sample.

import { type BinaryFocalCrossentropyConfig, readConfig } from "../options/config.js";
import type { Reduction } from "../semantics/reduction.js";
import { focalKind } from "../task/focal-kind.js";
import type { NdArray, TensorLike } from "../types.js";
import { type ElementOptions, ElementwiseLoss, lossesOf } from "./elementwise-loss.js";
import type { LossOptions } from "./loss.js";

const { className } = focalKind;

/** The options that the function {@link binaryFocalCrossentropy} and the class share. */
export interface FocalElementOptions extends ElementOptions {
  /**
   * The focusing parameter γ ≥ 0: how much less an element counts that is predicted well. With 0 it
   * is binary cross-entropy. Default 2.
   */
  readonly gamma?: number | undefined;
  /**
   * The weight α of a label of 1, in [0, 1]; that of a label of 0 is 1 − α. It counts with
   * `applyClassBalancing` alone, but in the dialect `"torch"` always, unless it is −1, as in
   * torchvision. Default 0.25.
   */
  readonly alpha?: number | undefined;
  /**
   * Whether labels of 1 weigh α and labels of 0 weigh 1 − α. Not together with `posWeight`. Default
   * false.
   */
  readonly applyClassBalancing?: boolean | undefined;
}

export interface BinaryFocalCrossentropyOptions<R extends Reduction = Reduction>
  extends FocalElementOptions,
    LossOptions<R> {}

/**
 * Binary focal cross-entropy between labels and predictions, as
 * `keras.losses.BinaryFocalCrossentropy`: binary cross-entropy in which elements that are predicted
 * well count less.
 *
 * *Defined as* the mean over `axis` of α_t (1 − p_t)^γ L, where L is the loss of {@link
 * BinaryCrossentropy} under the same options, p_t = t p + (1 − t) (1 − p), p = sigmoid(z) for logits
 * z, t is the label after smoothing, and α_t = t α + (1 − t) (1 − α), or 1 without
 * `applyClassBalancing`; then weighted and reduced.
 *
 * *Computed as* the exponential of γ log(1 − p_t), times L, for logits: right in both tails, where
 * Keras 3 clips. For probabilities p_t is that of p as it came, and L has the clipping of the
 * `dialect`.
 *
 * Edge cases: as those of {@link BinaryCrossentropy}. A `gamma` of 0 without a balance gives its
 * numbers, to the bit.
 *
 * @typeParam R The reduction. The return type follows it: an {@link NdArray} for `"none"` and
 * `null`, else a number.
 * @example
 * ```ts
 * import { BinaryFocalCrossentropy } from "binary-crossentropy";
 *
 * const focal = new BinaryFocalCrossentropy({ gamma: 2, fromLogits: true });
 * focal([0, 1, 0, 0], [-18.6, 0.51, 2.94, -12.8]); // 0.691
 * const { value, grad } = focal.valueAndGrad([1, 0], [2, 2]);
 * value; // 0.826
 * grad.data; // [-0.0024, 0.5384]
 * ```
 * Source: `keras/src/losses/losses.py` (BinaryFocalCrossentropy), `tf_keras/losses.py`.
 */
export class BinaryFocalCrossentropy<
  const R extends Reduction = "auto",
> extends ElementwiseLoss<R> {
  static override readonly className: string = className;

  /**
   * @throws ValueError for an option of another name, type or value, and for `posWeight` beside
   * `applyClassBalancing`.
   */
  constructor(options: BinaryFocalCrossentropyOptions<R> = {}) {
    super(focalKind, options);
  }

  /** Keras's keys, and our own where they differ from the default; it survives JSON. */
  override getConfig(): BinaryFocalCrossentropyConfig {
    return super.getConfig() as BinaryFocalCrossentropyConfig;
  }

  /**
   * Builds the loss from a configuration of this package, of tf.keras 2 or of Keras 3.
   *
   * @throws ValueError for an unknown key and for a value that the option cannot have.
   */
  static override fromConfig(config: object): BinaryFocalCrossentropy<Reduction> {
    const owner = `${className}.fromConfig`;
    return new this<Reduction>(readConfig(owner, config, [], focalKind.options));
  }
}

/**
 * One binary focal cross-entropy per sample, as `keras.losses.binary_focal_crossentropy`.
 *
 * *Defined as* the mean over `axis` of the elements' losses; see {@link BinaryFocalCrossentropy}.
 *
 * @param yTrue Labels in [0, 1], shape `[batch_size, d0, .. dN]`, or a number: that label
 * everywhere.
 * @param yPred Probabilities, or logits with `fromLogits`, of exactly the same shape.
 * @param options What the class takes, but for `reduction` and `name`.
 * @returns The losses in nats, shape `[batch_size, d0, .. dN-1]`.
 * @throws ValueError for a bad option or what is no tensor, ShapeError for shapes that do not fit.
 * @example
 * ```ts
 * import { binaryFocalCrossentropy } from "binary-crossentropy";
 *
 * const yTrue = [[0, 1], [0, 0]];
 * binaryFocalCrossentropy(yTrue, [[0.6, 0.4], [0.4, 0.6]], { gamma: 2 }).data; // [0.33, 0.206]
 * ```
 * Source: `keras/src/losses/losses.py` (binary_focal_crossentropy).
 */
export function binaryFocalCrossentropy(
  yTrue: TensorLike,
  yPred: TensorLike,
  options: FocalElementOptions = {},
): NdArray {
  return lossesOf("binaryFocalCrossentropy", focalKind, yTrue, yPred, options);
}
