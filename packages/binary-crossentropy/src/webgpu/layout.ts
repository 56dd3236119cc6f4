// How the buffers of a call lie against one another. Elements that are averaged lie side by side, in
// rows; a weight or a mask has one item for so many elements in turn.

import { refuse, refuseShape, show, showShape } from "../errors.js";
import type { Settings } from "../options/read-options.js";
import { align } from "../shape/align.js";
import type { AxisMap } from "../shape/fit-weight.js";
import { checkLabels } from "../shape/labels.js";
import { type Shape, sizeOf } from "../shape/view.js";
import { bytesOf, type Operand } from "./operands.js";

export interface Layout {
  /** The shape of yPred. */
  readonly shape: Shape;
  /** The shape of the losses. */
  readonly cellShape: Shape;
  readonly count: number;
  readonly rows: number;
  readonly rowLength: number;
  /** Length of the last axis. */
  readonly labels: number;
  /** Elements that share one item; 0 where there is no such operand. */
  readonly weightSpan: number;
  readonly maskSpan: number;
  /** Whether elements of a row may be left out one by one. */
  readonly selectsWithin: boolean;
}

export interface Shaped {
  readonly yTrue: Operand | number;
  readonly yPred: Operand;
  readonly sampleWeight: Operand | number | undefined;
  readonly mask: Operand | undefined;
}

/**
 * @param shape That of yPred, as the call gives it.
 * @throws ShapeError or ValueError for shapes and axes that do not fit.
 */
export function layOut(
  owner: string,
  { axis, posWeight, ignoreLabel }: Settings,
  { yTrue, sampleWeight, mask }: Shaped,
  shape: Shape,
): Layout {
  const shapeOf = (operand: Operand | number | undefined) =>
    typeof operand === "number"
      ? { shape: [] }
      : operand && { shape: operand.shape ?? shapeBySize(operand, shape) };
  const labelShape = typeof yTrue === "number" ? shape : (yTrue.shape ?? shape);
  const aligned = align(
    owner,
    {
      yTrue: { shape: labelShape },
      yPred: { shape },
      sampleWeight: shapeOf(sampleWeight),
      mask: shapeOf(mask),
    },
    axis,
    true,
  );
  const { cells } = aligned;
  checkRows(owner, axis, cells.kept, aligned.shape);
  if (Array.isArray(posWeight)) checkLabels(owner, posWeight, aligned.shape);
  const count = sizeOf(shape);
  const maskSpan = spanOf(owner, "mask", aligned.mask, aligned.shape);
  return {
    shape,
    cellShape: cells.shape,
    count,
    rows: cells.count,
    rowLength: cells.elements,
    labels: aligned.shape.at(-1) ?? 1,
    weightSpan: spanOf(owner, "sampleWeight", aligned.sampleWeight, aligned.shape),
    maskSpan,
    selectsWithin: ignoreLabel !== undefined || (maskSpan > 0 && maskSpan < cells.elements),
  };
}

/** The shape of a weight by its number of items: that of the first axes. */
function shapeBySize(operand: Operand, shape: Shape): Shape {
  for (let rank = 0; rank <= shape.length; rank++) {
    const bytes = bytesOf(operand, sizeOf(shape.slice(0, rank)));
    if (operand.size === bytes || operand.size === Math.ceil(bytes / 4) * 4)
      return shape.slice(0, rank);
  }
  return [Math.floor(operand.size / bytesOf(operand, 1))];
}

/** @throws ValueError unless the axes that are averaged over are the last ones. */
function checkRows(owner: string, axis: unknown, kept: readonly boolean[], shape: Shape): void {
  const first = kept.indexOf(false);
  const isScattered =
    first >= 0 && kept.some((isKept, at) => isKept && at > first && shape[at] !== 1);
  if (isScattered)
    refuse(
      owner,
      "axis",
      `name the last axes of shape ${showShape(shape)}, or all, on a GPU`,
      show(axis),
    );
}

/** Number of elements that share one item. */
function spanOf(owner: string, argument: string, axes: AxisMap | undefined, shape: Shape): number {
  if (axes === undefined) return 0;
  const varies = axes.map((axis, at) => axis >= 0 && shape[at] !== 1);
  const last = varies.lastIndexOf(true);
  if (!shape.every((length, at) => at > last || varies[at] || length === 1))
    refuseShape(
      owner,
      argument,
      `run along the first axes of shape ${showShape(shape)}, on a GPU`,
      "one that repeats along an axis before them",
    );
  return Math.max(sizeOf(shape.slice(last + 1)), 1);
}
