// The five forms that a weight or a mask may have against the loss cells. The first form that fits is meant.

import { ShapeError, sentence, showShape } from "../errors.js";
import { sameShape } from "./align-shapes.js";
import { type Cells, cellStrides } from "./cells.js";

/** A tensor's layout, as far as fitting needs it. */
export interface Layout {
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

/** How a weight lies over the elements of the data. */
export interface Fit {
  /** One stride per axis of the data. */
  readonly strides: readonly number[];
  /** Whether the elements of one cell differ. */
  readonly perElement: boolean;
}

/**
 * Whether flat data [N] means N samples of one prediction each, [N, 1]: when a weight or a mask is flat [N] too and the
 * one axis would be averaged away.
 */
export function readsAsSamples(
  dataShape: readonly number[],
  axis: number | readonly number[] | null,
  weights: readonly (Layout | undefined)[],
): boolean {
  const averaged = axis === -1 || axis === 0 || (Array.isArray(axis) && axis.length === 1);
  return dataShape.length === 1 && averaged && weights.some((weight) => weight !== undefined && sameShape(weight.shape, dataShape));
}

/**
 * Fits a weight or a mask to the data.
 *
 * @throws ShapeError that names both shapes and what would fit.
 */
export function fitWeight(owner: string, argument: string, weight: Layout, cells: Cells, dataShape: readonly number[]): Fit {
  const perCell = alignLeft(weight, cells.shape) ?? (endsInOne(weight, cells) ? alignLeft(dropLast(weight), cells.shape) : undefined);
  if (perCell) return { strides: cellStrides(cells, perCell), perElement: false };
  if (sameShape(weight.shape, dataShape) && dataShape.at(-1) !== 1) return { strides: weight.strides, perElement: true };
  throw new ShapeError(
    sentence(
      owner,
      argument,
      `fit the losses of shape ${showShape(cells.shape)}`,
      `shape ${showShape(weight.shape)}`,
      whatFits(cells, dataShape),
    ),
  );
}

/** Strides over the cells of a weight whose axes, batch first, equal theirs or are 1; missing ones count as 1. */
function alignLeft({ shape, strides }: Layout, cells: readonly number[]): number[] | undefined {
  if (shape.length > cells.length || shape.some((length, axis) => length !== 1 && length !== cells[axis])) return undefined;
  return cells.map((_, axis) => (axis >= shape.length || shape[axis] === 1 ? 0 : strides[axis]!));
}

function endsInOne({ shape }: Layout, cells: Cells): boolean {
  return shape.length === cells.shape.length + 1 && shape.at(-1) === 1;
}

function dropLast({ shape, strides }: Layout): Layout {
  return { shape: shape.slice(0, -1), strides: strides.slice(0, -1) };
}

function whatFits(cells: Cells, dataShape: readonly number[]): string {
  const fitting = ["a scalar"];
  for (let rank = 1; rank <= cells.shape.length; rank++) fitting.push(showShape(cells.shape.slice(0, rank)));
  if (cells.shape.length > 0) fitting.push(showShape([...cells.shape, 1]));
  if (dataShape.at(-1) !== 1 && !sameShape(dataShape, cells.shape)) fitting.push(`${showShape(dataShape)} for one per element`);
  return `What fits: ${fitting.join(", ")}.`;
}
