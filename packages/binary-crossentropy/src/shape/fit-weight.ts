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
  const axes = axesAlong(weight, cells);
  if (axes) return axes;
  if (sameShape(weight, data)) return data.map((_, axis) => axis);
  const expected = `fit the losses of shape ${showShape(cells.shape)}`;
  const received = `shape ${showShape(weight)}`;
  refuseShape(owner, argument, expected, received, whatFits(cells.shape, data));
}

/** The axes of what has one datum per cell, or per cells that share it; undefined where none fit. */
export function axesAlong(given: Shape, cells: Cells): AxisMap | undefined {
  const { shape } = cells;
  const left = given.length === shape.length + 1 && given.at(-1) === 1 ? given.slice(0, -1) : given;
  const fits =
    left.length <= shape.length &&
    left.every((length, axis) => length === 1 || length === shape[axis]);
  // Where an axis is 1 or missing, its one datum repeats.
  return fits ? cellAxes(cells).map((axis) => ((left[axis] ?? 1) === 1 ? -1 : axis)) : undefined;
}

function whatFits(cells: Shape, data: Shape): string {
  const fitting = ["a scalar", ...cells.map((_, axis) => showShape(cells.slice(0, axis + 1)))];
  if (cells.length > 0) fitting.push(showShape([...cells, 1]));
  const perElement = showShape(data);
  if (!fitting.includes(perElement)) fitting.push(`${perElement} for one per element`);
  return `What fits: ${fitting.join(", ")}.`;
}
