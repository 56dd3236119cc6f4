// The five forms that a weight or a mask may have against the loss cells. The first form that fits
// is meant.

import { refuseShape, showShape } from "../errors.js";
import { type Cells, cellAxes } from "./cells.js";
import { type Shape, sameShape } from "./view.js";

/** For each axis of the data, the axis of a weight that runs along it; −1 where it repeats. */
export type AxisMap = readonly number[];

/** Strides over the data, by which each element finds its weight; 0 where it repeats. */
export function stridesAlong(axes: AxisMap, strides: readonly number[]): number[] {
  return axes.map((axis) => strides[axis] ?? 0);
}

/**
 * Fits a weight or a mask to the data.
 *
 * @throws ShapeError that names both shapes and what would fit.
 */
export function fitWeight(
  owner: string,
  argument: string,
  weight: Shape,
  cells: Cells,
  data: Shape,
): AxisMap {
  const left =
    weight.length === cells.shape.length + 1 && weight.at(-1) === 1 ? weight.slice(0, -1) : weight;
  if (
    left.length <= cells.shape.length &&
    left.every((length, axis) => length === 1 || length === cells.shape[axis])
  ) {
    // Where an axis of the weight is 1 or missing, its one datum repeats.
    return cellAxes(cells).map((axis) => ((left[axis] ?? 1) === 1 ? -1 : axis));
  }
  if (sameShape(weight, data)) return data.map((_, axis) => axis);
  const expected = `fit the losses of shape ${showShape(cells.shape)}`;
  const received = `shape ${showShape(weight)}`;
  refuseShape(owner, argument, expected, received, whatFits(cells.shape, data));
}

function whatFits(cells: Shape, data: Shape): string {
  const fitting = ["a scalar", ...cells.map((_, axis) => showShape(cells.slice(0, axis + 1)))];
  if (cells.length > 0) fitting.push(showShape([...cells, 1]));
  const perElement = showShape(data);
  if (!fitting.includes(perElement)) fitting.push(`${perElement} for one per element`);
  return `What fits: ${fitting.join(", ")}.`;
}
