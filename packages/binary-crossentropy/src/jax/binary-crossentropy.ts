// Binary cross-entropy as a function of jax-js: the class, and the function that gives one loss per
// sample.

import type { numpy as np } from "@jax-js/jax";
import type {
  ElementOptions as CoreElementOptions,
  BinaryCrossentropyOptions as CoreOptions,
} from "../loss/binary-crossentropy.js";
import { asInstance, makeCallable } from "../loss/callable.js";
import { readKeys } from "../options/read-keys.js";
import { readOptions } from "../options/read-options.js";
import type { Reduction } from "../semantics/reduction.js";
import { type ArrayInput, readArguments } from "./arguments.js";
import { compile } from "./compile.js";

const owner = "BinaryCrossentropy";

/** The options of the main entry. Inside a transformation there is no data to `validate` yet. */
export interface ElementOptions extends Omit<CoreElementOptions, "validate"> {}

export interface BinaryCrossentropyOptions extends Omit<CoreOptions, "validate"> {}

export interface CallOptions {
  /** Which samples or elements count: of dtype bool, in the shapes that a sample weight may have. */
  readonly mask?: ArrayInput | null | undefined;
}

/** An instance is called like a function, and so is what `grad` and `jit` take. */
export interface BinaryCrossentropy {
  /**
   * The loss of predictions against labels. It is differentiated by yPred, yTrue and sampleWeight.
   *
   * Like every function of jax-js it consumes what it is passed: pass `x.ref` to keep x.
   *
   * @param yTrue Labels in [0, 1], shape `[batch_size, d0, .. dN]`, or a number: that label
   * everywhere.
   * @param yPred Probabilities, or logits with `fromLogits`, of the same shape.
   * @param sampleWeight A number, one weight per sample, per loss or per element.
   * @param options The mask.
   * @returns A scalar in nats, or one loss per cell for the reductions `"none"` and `null`.
   * @throws ValueError for what is no array of jax-js, ShapeError for shapes that do not fit.
   */
  // biome-ignore lint/style/useShorthandFunctionType: only an interface merges with the class below.
  (
    yTrue: ArrayInput,
    yPred: ArrayInput,
    sampleWeight?: ArrayInput | null,
    options?: CallOptions,
  ): np.Array;
}

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
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the interface above is what makes an instance callable.
export class BinaryCrossentropy {
  declare readonly name: string;
  declare readonly reduction: Reduction;
  declare readonly fromLogits: boolean;

  static {
    makeCallable(BinaryCrossentropy.prototype);
  }

  /** @throws ValueError for an option of another name, type or value. */
  constructor(options: BinaryCrossentropyOptions = {}) {
    const settings = readOptions(owner, options, ["validate"]);
    const compiled = compile({ owner, settings, repairRank: true });
    const run = (yTrue: unknown, yPred: unknown, sampleWeight?: unknown, options?: unknown) => {
      const given = readKeys(owner, "the fourth argument", options ?? undefined, ["mask"]);
      const mask = given.get("mask");
      return compiled(readArguments(owner, { yTrue, yPred, sampleWeight, mask }));
    };
    const { name, reduction, fromLogits } = settings;
    // biome-ignore lint/correctness/noConstructorReturn: what is returned is the callable instance.
    return asInstance<this>(run, new.target, { name, reduction, fromLogits });
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
  const name = "binaryCrossentropy";
  const settings = {
    ...readOptions(name, options, ["validate", "reduction", "name"]),
    reduction: "none",
  } as const;
  return compile({ owner: name, settings, repairRank: false })(
    readArguments(name, { yTrue, yPred }),
  );
}
