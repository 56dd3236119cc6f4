// From logits to probabilities.

import { logits } from "../semantics/element.js";
import type { NdArray, TensorLike } from "../types.js";
import { mapElements } from "./map-elements.js";

/**
 * The probabilities of logits.
 *
 * *Defined as* σ(x) = 1 / (1 + exp(−x)).
 *
 * *Computed as* exp(x) / (1 + exp(x)) for x < 0, and as 1 minus that of −x for others, in double
 * precision, rounded once. It is within 2 units in the last place, in both tails.
 *
 * @param x Logits of any shape.
 * @returns A number in [0, 1] for a number, in double precision; else a new tensor of the shape of
 * `x`, in float64 for a `Float64Array` and in float32 for any other. NaN stays NaN.
 * @throws ValueError for what is no tensor.
 * @example
 * ```ts
 * import { sigmoid } from "binary-crossentropy";
 *
 * sigmoid(0); // 0.5
 * sigmoid([[-2, 0], [2, Infinity]]); // { data: [0.1192, 0.5, 0.8808, 1], shape: [2, 2] }
 * sigmoid(-700) * 1e304; // 0.986
 * ```
 * Source: `keras/src/activations/activations.py` (sigmoid).
 */
export function sigmoid(x: number): number;
export function sigmoid(x: TensorLike): NdArray;
export function sigmoid(x: TensorLike): number | NdArray {
  // The derivative of the loss of a logit whose label is 0.
  return mapElements("sigmoid", "x", x, (z) => logits.gradient(0, z));
}
