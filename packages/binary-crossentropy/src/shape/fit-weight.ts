// The five forms that a weight or a mask may have against the loss cells. The first form that fits
// is meant.

import { refuseShape, showShape } from "../errors.js";
import { sameShape } from "./align-shapes.js";
import { type Cells, cellStrides } from "./cells.js";

/** A tensor's layout, as far as fitting needs it. */
export interface Layout {
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

/** Whether an axis names the only one of flat data, which a flat weight then makes samples of. */
export function averagesFlat(axis: number | readonly number[] | null): boolean {
  return axis === -1 || axis === 0 || (Array.isArray(axis) && axis.length === 1);
}

/**
 * Whether flat data [N] means N samples of one prediction each, [N, 1]: when a weight or a mask is
 * flat [N] too and the one axis is named, by which it would be averaged away. With axis null, which
 * names none, it is one weight per element.
 */
export function readsAsSamples(
  dataShape: readonly number[],
  axis: number | readonly number[] | null,
  weights: readonly (Layout | undefined)[],
): boolean {
  return (
    dataShape.length === 1 &&
    averagesFlat(axis) &&
    weights.some((weight) => weight !== undefined && sameShape(weight.shape, dataShape))
  );
}

/**
 * Fits a weight or a mask to the data: one stride per axis of the data, by which each element finds
 * its weight.
 *
 * @throws ShapeError that names both shapes and what would fit.
 */
export function fitWeight(
  owner: string,
  argument: string,
  weight: Layout,
  cells: Cells,
  dataShape: readonly number[],
): readonly number[] {
  const { strides } = weight;
  const left =
    weight.shape.length === cells.shape.length + 1 && weight.shape.at(-1) === 1
      ? weight.shape.slice(0, -1)
      : weight.shape;
  if (
    left.length <= cells.shape.length &&
    left.every((length, axis) => length === 1 || length === cells.shape[axis])
  ) {
    // Where an axis of the weight is 1 or missing, its one datum repeats.
    const repeated = cells.shape.map((_, axis) => ((left[axis] ?? 1) === 1 ? 0 : strides[axis]!));
    return cellStrides(cells, repeated);
  }
  if (sameShape(weight.shape, dataShape)) return strides;
  const expected = `fit the losses of shape ${showShape(cells.shape)}`;
  refuseShape(
    owner,
    argument,
    expected,
    `shape ${showShape(weight.shape)}`,
    whatFits(cells.shape, dataShape),
  );
}

function whatFits(cells: readonly number[], dataShape: readonly number[]): string {
  const fitting = ["a scalar", ...cells.map((_, axis) => showShape(cells.slice(0, axis + 1)))];
  if (cells.length > 0) fitting.push(showShape([...cells, 1]));
  const perElement = showShape(dataShape);
  if (!fitting.includes(perElement)) fitting.push(`${perElement} for one per element`);
  return `What fits: ${fitting.join(", ")}.`;
}
