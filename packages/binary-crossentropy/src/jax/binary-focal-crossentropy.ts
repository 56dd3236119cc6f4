// Binary focal cross-entropy as a function of jax-js: the class, and the function that gives one loss
// per sample.

import type { numpy as np } from "@jax-js/jax";
import type { FocalElementOptions as CoreFocalOptions } from "../loss/binary-focal-crossentropy.js";
import { readFocalOptions } from "../options/focal-options.js";
import type { ArrayInput } from "./arguments.js";
import {
  type ElementOptions,
  ElementwiseLoss,
  type LossOptions,
  lossesOf,
} from "./elementwise-loss.js";
import { focalOf } from "./focal.js";

const owner = "BinaryFocalCrossentropy";

/** The options of the main entry. */
export interface FocalElementOptions
  extends ElementOptions,
    Pick<CoreFocalOptions, "gamma" | "alpha" | "applyClassBalancing"> {}

export interface BinaryFocalCrossentropyOptions extends FocalElementOptions, LossOptions {}

/**
 * Binary focal cross-entropy on arrays of jax-js, for `grad`, `valueAndGrad`, `jit`, `vmap` and
 * `hessian`: elements that are predicted well count less. The options are those of the package's
 * main entry.
 *
 * Derivatives of the first and second order are those of the loss; higher ones are not.
 *
 * @example
 * ```ts
 * import { numpy as np, valueAndGrad } from "@jax-js/jax";
 * import { BinaryFocalCrossentropy } from "binary-crossentropy/jax";
 *
 * const focal = new BinaryFocalCrossentropy({ fromLogits: true });
 * const [value, gradient] = valueAndGrad(focal, { argnums: 1 })(np.array([1, 0]), np.array([2, 2]));
 * value.item(); // 0.826
 * gradient.js(); // [-0.0024, 0.5384]
 * ```
 */
export class BinaryFocalCrossentropy extends ElementwiseLoss {
  /**
   * @throws ValueError for an option of another name, type or value, and for `posWeight` beside
   * `applyClassBalancing`.
   */
  constructor(options: BinaryFocalCrossentropyOptions = {}) {
    const { settings, focus } = readFocalOptions(owner, options, ["validate"]);
    super(owner, settings, focalOf(focus));
  }
}

/**
 * One binary focal cross-entropy per sample, as `keras.losses.binary_focal_crossentropy`, on arrays
 * of jax-js, which it consumes.
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
 * import { binaryFocalCrossentropy } from "binary-crossentropy/jax";
 *
 * const labels = np.array([[0, 1], [0, 0]]);
 * binaryFocalCrossentropy(labels, np.array([[0.6, 0.4], [0.4, 0.6]])).js(); // [0.33, 0.206]
 * ```
 */
export function binaryFocalCrossentropy(
  yTrue: ArrayInput,
  yPred: ArrayInput,
  options: FocalElementOptions = {},
): np.Array {
  const owner = "binaryFocalCrossentropy";
  const omitted = ["validate", "reduction", "name"] as const;
  const { settings, focus } = readFocalOptions(owner, options, omitted);
  return lossesOf(owner, settings, focalOf(focus), yTrue, yPred);
}
