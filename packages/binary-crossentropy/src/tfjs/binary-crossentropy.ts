// Binary cross-entropy on tensors of TensorFlow.js: the class, and the function that gives one loss
// per sample.

import type { Tensor } from "@tensorflow/tfjs-core";
import { readConfig } from "../options/config.js";
import type { Reduction } from "../semantics/reduction.js";
import { crossentropyKind } from "../task/loss-kind.js";
import {
  type ElementOptions,
  ElementwiseLoss,
  type LossOptions,
  lossesOf,
  registerKind,
} from "./elementwise-loss.js";
import type { TensorInput } from "./operands.js";

const { className } = crossentropyKind;

export interface BinaryCrossentropyOptions<R extends Reduction = Reduction>
  extends ElementOptions,
    LossOptions<R> {}

/**
 * Binary cross-entropy on tensors of TensorFlow.js, as `tf.keras.losses.BinaryCrossentropy`. The
 * options are those of the package's main entry, and so are the numbers. `model.compile` takes an
 * instance as its loss; class weights and sample weights of `fit`, `fitDataset`, `evaluate`,
 * `evaluateDataset` and `trainOnBatch` then reach it.
 *
 * @typeParam R The reduction. The return type follows it: a scalar, or a tensor for `"none"` and
 * `null`.
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { BinaryCrossentropy } from "binary-crossentropy/tfjs";
 *
 * const bce = new BinaryCrossentropy({ fromLogits: true });
 * const yTrue = tf.tensor2d([[1], [0]]);
 * const yPred = tf.tensor2d([[2], [2]]);
 * bce(yTrue, yPred).arraySync(); // 1.127
 * tf.grad((z) => bce(yTrue, z))(yPred).dataSync(); // [-0.0596, 0.4404]
 * ```
 */
export class BinaryCrossentropy<const R extends Reduction = "auto"> extends ElementwiseLoss<R> {
  static readonly className: string = className;

  /** @throws ValueError for an option of another name, type or value. */
  constructor(options: BinaryCrossentropyOptions<R> = {}) {
    super(crossentropyKind, options);
  }

  /**
   * Builds the loss from a configuration of this package, of tf.keras 2 or of Keras 3.
   *
   * @throws ValueError for an unknown key and for a value that the option cannot have.
   */
  static fromConfig(config: object): BinaryCrossentropy<Reduction> {
    return new BinaryCrossentropy<Reduction>(
      readConfig(`${className}.fromConfig`, config) as BinaryCrossentropyOptions,
    );
  }
}

/**
 * One binary cross-entropy per sample, as `tf.keras.losses.binary_crossentropy`, on tensors of
 * TensorFlow.js.
 *
 * @param yTrue Labels in [0, 1], shape `[batch_size, d0, .. dN]`.
 * @param yPred Probabilities, or logits with `fromLogits`, of exactly the same shape.
 * @param options What the class takes, but for `reduction` and `name`.
 * @returns The losses in nats, shape `[batch_size, d0, .. dN-1]`.
 * @throws ValueError for a bad option or what is no tensor, ShapeError for shapes that do not fit.
 * @example
 * ```ts
 * import { binaryCrossentropy } from "binary-crossentropy/tfjs";
 *
 * binaryCrossentropy([[0, 1], [0, 0]], [[0.6, 0.4], [0.4, 0.6]]).dataSync(); // [0.916, 0.714]
 * ```
 */
export function binaryCrossentropy(
  yTrue: TensorInput,
  yPred: TensorInput,
  options: ElementOptions = {},
): Tensor {
  const owner = "binaryCrossentropy";
  return lossesOf(owner, crossentropyKind, binaryCrossentropy, yTrue, yPred, options);
}

registerKind(crossentropyKind, BinaryCrossentropy.fromConfig, binaryCrossentropy);
