// Binary focal cross-entropy on tensors of TensorFlow.js: the class, and the function that gives one
// loss per sample.

import type { Tensor } from "@tensorflow/tfjs-core";
import type { FocalElementOptions as CoreFocalOptions } from "../loss/binary-focal-crossentropy.js";
import { type BinaryFocalCrossentropyConfig, readConfig } from "../options/config.js";
import type { Reduction } from "../semantics/reduction.js";
import { focalKind } from "../task/focal-kind.js";
import {
  type ElementOptions,
  ElementwiseLoss,
  type LossOptions,
  lossesOf,
  registerKind,
} from "./elementwise-loss.js";
import type { TensorInput } from "./operands.js";

const { className } = focalKind;

/** The options of the main entry; tensors are computed in float32. */
export interface FocalElementOptions
  extends ElementOptions,
    Pick<CoreFocalOptions, "gamma" | "alpha" | "applyClassBalancing"> {}

export interface BinaryFocalCrossentropyOptions<R extends Reduction = Reduction>
  extends FocalElementOptions,
    LossOptions<R> {}

/**
 * Binary focal cross-entropy on tensors of TensorFlow.js, as
 * `keras.losses.BinaryFocalCrossentropy`: elements that are predicted well count less. The options
 * are those of the package's main entry, and so are the numbers; in models it is used as
 * {@link BinaryCrossentropy} is.
 *
 * @typeParam R The reduction. The return type follows it: a scalar, or a tensor for `"none"` and
 * `null`.
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { BinaryFocalCrossentropy } from "binary-crossentropy/tfjs";
 *
 * const focal = new BinaryFocalCrossentropy({ gamma: 2, fromLogits: true });
 * const yTrue = tf.tensor2d([[1], [0]]);
 * const yPred = tf.tensor2d([[2], [2]]);
 * focal(yTrue, yPred).arraySync(); // 0.826
 * tf.grad((z) => focal(yTrue, z))(yPred).dataSync(); // [-0.0024, 0.5384]
 * ```
 */
export class BinaryFocalCrossentropy<
  const R extends Reduction = "auto",
> extends ElementwiseLoss<R> {
  static readonly className: string = className;

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
  static fromConfig(config: object): BinaryFocalCrossentropy<Reduction> {
    const owner = `${className}.fromConfig`;
    return new BinaryFocalCrossentropy<Reduction>(
      readConfig(owner, config, [], focalKind.options) as BinaryFocalCrossentropyOptions,
    );
  }
}

/**
 * One binary focal cross-entropy per sample, as `keras.losses.binary_focal_crossentropy`, on
 * tensors of TensorFlow.js.
 *
 * @param yTrue Labels in [0, 1], shape `[batch_size, d0, .. dN]`.
 * @param yPred Probabilities, or logits with `fromLogits`, of exactly the same shape.
 * @param options What the class takes, but for `reduction` and `name`.
 * @returns The losses in nats, shape `[batch_size, d0, .. dN-1]`.
 * @throws ValueError for a bad option or what is no tensor, ShapeError for shapes that do not fit.
 * @example
 * ```ts
 * import { binaryFocalCrossentropy } from "binary-crossentropy/tfjs";
 *
 * binaryFocalCrossentropy([[0, 1], [0, 0]], [[0.6, 0.4], [0.4, 0.6]]).dataSync(); // [0.33, 0.206]
 * ```
 */
export function binaryFocalCrossentropy(
  yTrue: TensorInput,
  yPred: TensorInput,
  options: FocalElementOptions = {},
): Tensor {
  const owner = "binaryFocalCrossentropy";
  return lossesOf(owner, focalKind, binaryFocalCrossentropy, yTrue, yPred, options);
}

registerKind(focalKind, BinaryFocalCrossentropy.fromConfig, binaryFocalCrossentropy);
