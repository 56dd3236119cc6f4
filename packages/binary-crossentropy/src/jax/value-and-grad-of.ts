// The package's own kernels between a model's forward pass and its pullback. Not here: the kernels.
// A caller brings the loss of the main entry, so that this one stays small.

import { numpy as np, vjp } from "@jax-js/jax";
import { refuse, show } from "../errors.js";
import { readKeys } from "../options/read-keys.js";
import type { FloatArray, NdArray, TensorLike } from "../types.js";
import { isArray } from "./arguments.js";
import type { Value } from "./term.js";

const owner = "valueAndGradOf";

/** What is asked of a loss: the main entry's `BinaryCrossentropy` has it. */
export interface LossWithGradient<V> {
  valueAndGrad(
    yTrue: TensorLike,
    yPred: TensorLike,
    sampleWeight?: TensorLike | null,
    options?: { readonly mask?: TensorLike | null | undefined },
  ): { readonly value: V; readonly grad: NdArray };
}

/** An array of jax-js, which is consumed, or anything that the main entry takes. */
export type DataInput = np.Array | TensorLike;

/**
 * Value and gradient of a model under a loss of the main entry, which its own kernels compute: with
 * sums in float64, with `validate`, and on plain labels. The model's predictions are read back from
 * the device for it, and their gradient is put there.
 *
 * @param loss A loss of the main entry, `new BinaryCrossentropy(…)` of "binary-crossentropy".
 * @param model A function of jax-js that gives predictions of its first argument, the parameters,
 * and others.
 * @returns A function of what a loss takes, with the arguments of the model in the place of yPred. It
 * gives the value, in nats, and the gradient by the model's first argument. It consumes the
 * arguments of the model.
 * @throws ValueError for what is no such loss or no function. What it returns rejects with a ValueError
 * or a ShapeError, as the loss throws them.
 * @example
 * ```ts
 * import { numpy as np } from "@jax-js/jax";
 * import { BinaryCrossentropy } from "binary-crossentropy";
 * import { valueAndGradOf } from "binary-crossentropy/jax";
 *
 * const model = (weights: np.Array, x: np.Array) => np.matmul(x, weights);
 * const step = valueAndGradOf(new BinaryCrossentropy({ fromLogits: true }), model);
 * const inputs = np.array([[1, 2], [3, 4]]);
 * const [value, gradient] = await step([[1], [0]], [np.zeros([2, 1]), inputs]);
 * value; // 0.693
 * gradient.js(); // [[0.5], [0.5]]
 * ```
 */
export function valueAndGradOf<V, First, Rest extends unknown[]>(
  loss: LossWithGradient<V>,
  model: (first: First, ...rest: Rest) => np.Array,
): (
  yTrue: DataInput,
  args: [First, ...Rest],
  sampleWeight?: DataInput | null,
  options?: { readonly mask?: DataInput | null | undefined },
) => Promise<[value: V, gradient: First]> {
  if (typeof (loss as Partial<typeof loss> | null | undefined)?.valueAndGrad !== "function")
    refuse(owner, "loss", "be one of the main entry, with valueAndGrad", show(loss));
  if (typeof model !== "function") refuse(owner, "model", "be a function", show(model));
  return async (yTrue, args, sampleWeight, options) => {
    const given = readKeys(owner, "the fourth argument", options ?? undefined, ["mask"]);
    if (!Array.isArray(args))
      refuse(owner, "args", "be an array of what the model takes", show(args));
    const [first, ...rest] = args;
    const [predictions, pullback] = vjp(
      (parameters) => model(parameters as First, ...rest),
      [first as Value],
    );
    try {
      const { dtype } = predictions;
      const yPred = await hostOf(predictions);
      const labels = await hostOf(yTrue);
      const weight = await hostOf(sampleWeight ?? null);
      const mask = await hostOf((given.get("mask") as DataInput | undefined) ?? null);
      const { value, grad } = loss.valueAndGrad(labels!, yPred!, weight, { mask });
      const [gradient] = pullback(
        np
          .array(grad.data as Float32Array<ArrayBuffer>)
          .reshape(grad.shape)
          .astype(dtype),
      );
      return [value, gradient as First];
    } finally {
      pullback.dispose();
    }
  };
}

/** Data as the main entry takes it. */
async function hostOf(value: DataInput | null): Promise<TensorLike | null> {
  if (!isArray(value)) return value as TensorLike | null;
  const { shape, dtype } = value;
  const data = await value.data();
  return {
    data: dtype === "bool" ? Uint8Array.from(data as FloatArray) : (data as FloatArray),
    shape,
  };
}
