// The frame of weights: the power of two that they are divided by while they are added up, so that
// most of them are of a size that the kernel's sums take.

import { split } from "./exact.js";

/**
 * The largest weight of the first block becomes 2^−4 to 2^4: those that are ordinary then lie
 * between 2^−19 and 2^16.
 */
const [frameStep, leastTop] = [8, -3];

/** The exponent of that power, for the first rows that have a weight; null where none has. */
export function frameOf(weights: Float64Array, count: number): number | null {
  let [least, most] = [Infinity, 0];
  for (let i = 0; i < count; i++) {
    const w = weights[i]!;
    if (w > 0) [least, most] = [Math.min(least, w), Math.max(most, w)];
  }
  if (most === 0) return null;
  if (least === 1 && most === 1) return 0;
  return frameStep * Math.floor((split(most).exponent - leastTop) / frameStep);
}
