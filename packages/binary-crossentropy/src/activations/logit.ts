// From probabilities to logits.

import type { NdArray, TensorLike } from "../types.js";
import { mapElements } from "./map-elements.js";

/**
 * The logits of probabilities: the inverse of the sigmoid.
 *
 * *Defined as* log p − log(1 − p).
 *
 * *Computed as* ±log1p(|2p − 1| / min(p, 1 − p)) from ¼ on, since the two logarithms would cancel
 * near ½, and as log p − log1p(−p) below; in double precision, rounded once. It is within 2 units
 * in the last place.
 *
 * @param p Probabilities in [0, 1] of any shape.
 * @returns A number for a number, in double precision; else a new tensor of the shape of `p`, in
 * float64 for a `Float64Array` and in float32 for any other. −∞ for 0, ∞ for 1, NaN outside [0, 1].
 * @throws ValueError for what is no tensor.
 * @example
 * ```ts
 * import { logit } from "binary-crossentropy";
 *
 * logit(0.5); // 0
 * logit([0, 0.1, 0.9, 1]).data; // [-Infinity, -2.197, 2.197, Infinity]
 * ```
 * Source: `scipy.special.logit`.
 */
export function logit(p: number): number;
export function logit(p: TensorLike): NdArray;
export function logit(p: TensorLike): number | NdArray {
  return mapElements("logit", "p", p, logitOf);
}

/** The logit of one probability. */
export function logitOf(p: number): number {
  if (p < 0.25) return Math.log(p) - Math.log1p(-p);
  return p < 0.5 ? -Math.log1p((1 - 2 * p) / p) : Math.log1p((2 * p - 1) / (1 - p));
}
