// Which element belongs to which cell, and has which weight: shapes, axes, and the five forms of a
// sample weight, index by index.

import { Refusal, Undecided } from "./refusal.js";
import { indexOf, type Numbers, placeOf, rowMajor, sizeOf } from "./tensor.js";

type Shape = readonly number[];
export type Axis = number | readonly number[] | null;

export interface Layout {
  /** The one shape of labels and predictions. */
  readonly shape: Shape;
  readonly cellShape: Shape;
  readonly cells: number;
  /** The cell of each element. */
  readonly cellOf: readonly number[];
  /** The position of each element's datum in a weight or a mask. */
  readonly spread: (argument: string, tensor: Numbers) => readonly number[];
}

const same = (a: Shape, b: Shape) =>
  a.length === b.length && a.every((length, axis) => length === b[axis]);

/** The shape of both, where ranks one apart are repaired if asked for. */
function alignedShape(yTrue: Shape, yPred: Shape, repairs: boolean): Shape {
  if (same(yTrue, yPred)) return yPred;
  const [shorter, longer] = yTrue.length < yPred.length ? [yTrue, yPred] : [yPred, yTrue];
  const isApart =
    longer.length === shorter.length + 1 &&
    longer.at(-1) === 1 &&
    same(longer.slice(0, -1), shorter);
  if (!repairs || !isApart) throw new Refusal("ShapeError", "yTrue");
  return shorter.length === 1 ? longer : shorter;
}

/** Which axes are averaged. */
function averagedAxes(shape: Shape, axis: Axis): boolean[] {
  if (axis === null) return shape.map(() => true);
  const averaged = shape.map(() => false);
  for (const named of typeof axis === "number" ? [axis] : axis) {
    const index = named < 0 ? named + shape.length : named;
    if (averaged[index] !== false) throw new Refusal("ValueError", "axis");
    averaged[index] = true;
  }
  return averaged;
}

export interface LayoutQuestion {
  readonly yTrue: Numbers;
  readonly yPred: Numbers;
  readonly isNumber: boolean;
  readonly axis: Axis;
  readonly repairs: boolean;
  readonly weights: readonly (Numbers | undefined)[];
}

export function layOut({ yTrue, yPred, isNumber, axis, repairs, weights }: LayoutQuestion): Layout {
  let shape = isNumber ? yPred.shape : alignedShape(yTrue.shape, yPred.shape, repairs);
  let by = axis;
  const isFlat =
    shape.length === 1 && weights.some((weight) => weight && same(weight.shape, shape));
  if (
    isFlat &&
    (axis === -1 ||
      axis === 0 ||
      (Array.isArray(axis) && axis.length === 1 && (axis[0] === 0 || axis[0] === -1)))
  ) {
    // N samples of one prediction each.
    shape = [...shape, 1];
    by = -1;
  }
  const averaged = averagedAxes(shape, by);
  const cellShape = shape.filter((_, i) => !averaged[i]);
  const steps = rowMajor(cellShape);
  const size = sizeOf(shape);
  const cellIndexOf = (position: number) => indexOf(position, shape).filter((_, i) => !averaged[i]);
  const cellOf = Array.from({ length: size }, (_, i) => placeOf(cellIndexOf(i), steps));
  const spread = (argument: string, tensor: Numbers) =>
    spreadOver(argument, tensor.shape, shape, cellShape, cellOf);
  return { shape, cellShape, cells: sizeOf(cellShape), cellOf, spread };
}

function spreadOver(
  argument: string,
  weight: Shape,
  shape: Shape,
  cellShape: Shape,
  cellOf: readonly number[],
): readonly number[] {
  const trimmed =
    weight.length === cellShape.length + 1 && weight.at(-1) === 1 ? weight.slice(0, -1) : weight;
  if (
    trimmed.length <= cellShape.length &&
    trimmed.every((length, axis) => length === 1 || length === cellShape[axis])
  ) {
    const steps = rowMajor(trimmed).map((step, axis) => (trimmed[axis] === 1 ? 0 : step));
    return cellOf.map((cell) => placeOf(indexOf(cell, cellShape).slice(0, trimmed.length), steps));
  }
  if (!same(weight, shape)) throw new Refusal("ShapeError", argument);
  // "Of the full shape of yPred, last axis not 1": the contract does not say what else such a
  // weight could be.
  if (weight.at(-1) === 1) throw new Undecided("a full weight whose last axis is 1");
  return cellOf.map((_, i) => i);
}
