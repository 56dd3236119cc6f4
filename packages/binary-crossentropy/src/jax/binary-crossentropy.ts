// Binary cross-entropy as a function of jax-js: the class, and the function that gives one loss per
// sample.

import type { numpy as np } from "@jax-js/jax";
import { readOptions } from "../options/read-options.js";
import type { ArrayInput } from "./arguments.js";
import {
  type ElementOptions,
  ElementwiseLoss,
  type LossOptions,
  lossesOf,
} from "./elementwise-loss.js";

const owner = "BinaryCrossentropy";

export interface BinaryCrossentropyOptions extends ElementOptions, LossOptions {}

/**
 * Binary cross-entropy on arrays of jax-js, for `grad`, `valueAndGrad`, `jit`, `vmap` and
 * `hessian`. The options are those of the package's main entry, and so are the numbers.
 *
 * Derivatives of the first, second and third order are those of the loss; a fourth one is 0.
 *
 * @example
 * ```ts
 * import { numpy as np, valueAndGrad } from "@jax-js/jax";
 * import { BinaryCrossentropy } from "binary-crossentropy/jax";
 *
 * const bce = new BinaryCrossentropy({ fromLogits: true });
 * const [value, gradient] = valueAndGrad(bce, { argnums: 1 })(np.array([1, 0]), np.array([2, 2]));
 * value.item(); // 1.127
 * gradient.js(); // [-0.0596, 0.4404]
 * ```
 */
export class BinaryCrossentropy extends ElementwiseLoss {
  /** @throws ValueError for an option of another name, type or value. */
  constructor(options: BinaryCrossentropyOptions = {}) {
    super(owner, readOptions(owner, options, ["validate"]), undefined);
  }
}

/**
 * One binary cross-entropy per sample, as `tf.keras.losses.binary_crossentropy`, on arrays of
 * jax-js, which it consumes.
 *
 * @param yTrue Labels in [0, 1], shape `[batch_size, d0, .. dN]`.
 * @param yPred Probabilities, or logits with `fromLogits`, of exactly the same shape.
 * @param options What the class takes, but for `reduction` and `name`.
 * @returns The losses in nats, shape `[batch_size, d0, .. dN-1]`.
 * @throws ValueError for a bad option or what is no array of jax-js, ShapeError for shapes that do
 * not fit.
 * @example
 * ```ts
 * import { numpy as np } from "@jax-js/jax";
 * import { binaryCrossentropy } from "binary-crossentropy/jax";
 *
 * const labels = np.array([[0, 1], [0, 0]]);
 * binaryCrossentropy(labels, np.array([[0.6, 0.4], [0.4, 0.6]])).js(); // [0.916, 0.714]
 * ```
 */
export function binaryCrossentropy(
  yTrue: ArrayInput,
  yPred: ArrayInput,
  options: ElementOptions = {},
): np.Array {
  const owner = "binaryCrossentropy";
  const settings = readOptions(owner, options, ["validate", "reduction", "name"]);
  return lossesOf(owner, settings, undefined, yTrue, yPred);
}
