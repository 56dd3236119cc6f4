// The order in which elements that need none are gone through: the one in which their data lies.

import type { Shape } from "./view.js";

/** Strides of each array that is read, along all axes of a shape. */
export type StridesOfAll = readonly (readonly number[])[];

/** An axis, or a part of one, that elements are gone through along. */
export interface Course {
  readonly axis: number;
  readonly length: number;
  /** In steps of the axis. */
  readonly step: number;
}

/** Each axis from its beginning to its end. */
export function inTurn(axes: readonly number[], shape: Shape): Course[] {
  return axes.map((axis) => ({ axis, length: shape[axis]!, step: 1 }));
}

/**
 * Axes by their strides, the largest first, so that neighbouring elements are neighbours in memory.
 * Where arrays disagree most of them decide, and where none has more, the order given stays. Axes
 * of length 1, along which nothing is stepped, are left out.
 */
export function orderAxes(axes: readonly number[], shape: Shape, strides: StridesOfAll): number[] {
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
function votesToSwap(first: number, second: number, strides: StridesOfAll): number {
  let votes = 0;
  for (const steps of strides) votes += Math.sign(stepsLonger(steps, first, second));
  return votes;
}

/** By how much a step along the second axis is longer; an array that repeats does not mind. */
function stepsLonger(steps: readonly number[], first: number, second: number): number {
  const [a, b] = [Math.abs(steps[first]!), Math.abs(steps[second]!)];
  return a === 0 || b === 0 ? 0 : b - a;
}

/**
 * Parts shorter than the first cost more than they save. Of parts longer than the second, a cache
 * does not hold a line for each number until the next row.
 */
const [shortestPart, longestPart] = [16, 256];

/**
 * Goes through the two innermost axes in tiles where some array has the larger steps along the
 * innermost: the cache then still holds a line of that array when its next element comes. A tile
 * is as wide as a part of the innermost axis that divides it.
 */
export function inTiles(axes: readonly number[], shape: Shape, strides: StridesOfAll): Course[] {
  const courses = inTurn(axes, shape);
  const [outer, inner] = courses.slice(-2);
  if (inner === undefined || inner.length <= longestPart) return courses;
  const part = largestDivisor(inner.length, longestPart);
  const isAcross = strides.some((steps) => stepsLonger(steps, outer!.axis, inner.axis) > 0);
  if (!isAcross || part < shortestPart) return courses;
  return [
    ...courses.slice(0, -2),
    { axis: inner.axis, length: inner.length / part, step: part },
    outer!,
    { axis: inner.axis, length: part, step: 1 },
  ];
}

function largestDivisor(n: number, most: number): number {
  let divisor = most;
  while (n % divisor !== 0) divisor--;
  return divisor;
}
