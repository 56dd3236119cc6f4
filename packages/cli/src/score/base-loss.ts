// The loss of always predicting the base rate, with the same options.

import type { Losses } from "./losses.js";

/**
 * The mean loss of the constant prediction b, the base rate: L is linear in the label, so that it
 * is b L(1, b) + (1 − b) L(0, b), with 0 · ∞ = 0.
 */
export function baseLoss(base: number, losses: Losses): number {
  const prediction = losses.options.fromLogits ? Math.log(base) - Math.log1p(-base) : base;
  const [positive, negative] = losses.of([1, 0], [prediction, prediction]) as unknown as [
    number,
    number,
  ];
  return (base === 0 ? 0 : base * positive) + (base === 1 ? 0 : (1 - base) * negative);
}
