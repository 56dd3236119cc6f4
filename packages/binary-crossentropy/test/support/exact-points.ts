// The points of exact.json.

import type { JsonNumber } from "@binary-crossentropy/test/json-tensor";

/** Each list has one number for each point; probabilities have no second derivatives. */
export interface Points {
  input: JsonNumber[];
  label: JsonNumber[];
  loss: JsonNumber[];
  grad: JsonNumber[];
  hess?: JsonNumber[];
}

/**
 * The reference gradient, mended where 60 digits did not suffice: for a label of 1 and a logit
 * beyond 90 it subtracted 1 from a number with too few digits left, where the gradient is −σ(−z),
 * the negative of the second derivative but for a factor that rounds to 1. At probabilities 0 and 1
 * it divided by zero; the limits are those that the definition gives.
 */
export function trueGradient(gradient: number, { input, label, hess }: Points, i: number): number {
  const [x, y] = [Number(input[i]), Number(label[i])];
  if (hess) return y === 1 && x > 90 ? -Number(hess[i]) : gradient;
  if (x === 0) return y === 0 ? 1 : -Infinity;
  if (x === 1) return y === 1 ? -1 : Infinity;
  return gradient;
}
