// The order in which elements that need none are gone through: the one in which their data lies.

import type { Shape } from "./view.js";

/**
 * Axes by their strides, the largest first, so that neighbouring elements are neighbours in memory.
 * Where arrays disagree most of them decide, and where none has more, the order given stays. Axes
 * of length 1, along which nothing is stepped, are left out.
 *
 * @param strides Of each array, along all axes of the shape.
 */
export function orderAxes(
  axes: readonly number[],
  shape: Shape,
  strides: readonly (readonly number[])[],
): number[] {
  const order: number[] = [];
  for (const axis of axes) {
    if (shape[axis] === 1) continue;
    let place = order.length;
    for (let before = place - 1; before >= 0; before--) {
      const votes = votesToSwap(order[before]!, axis, strides);
      if (votes < 0) break;
      if (votes > 0) place = before;
    }
    order.splice(place, 0, axis);
  }
  return order;
}

/** How many more arrays have larger steps along the second axis than along the first. */
function votesToSwap(
  first: number,
  second: number,
  strides: readonly (readonly number[])[],
): number {
  let votes = 0;
  for (const steps of strides) {
    const [a, b] = [Math.abs(steps[first]!), Math.abs(steps[second]!)];
    // An array that repeats along an axis does not mind.
    if (a !== 0 && b !== 0) votes += Math.sign(b - a);
  }
  return votes;
}
