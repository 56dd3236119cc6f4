// How a call is laid out over its elements, by shapes and strides alone: in which order the
// elements come, and how each array is read in that order. No data is looked at, so calls with the
// same shapes have the same layout.

import type { Settings } from "../options/read-options.js";
import { keepsCells } from "../semantics/reduction.js";
import { align } from "../shape/align.js";
import type { Cells } from "../shape/cells.js";
import { type AxisMap, stridesAlong } from "../shape/fit-weight.js";
import { checkLabels } from "../shape/labels.js";
import { type Course, inTiles, inTurn, orderAxes, type StridesOfAll } from "../shape/order-axes.js";
import { createView, rowMajorStrides, type Shape, sizeOf, type View } from "../shape/view.js";
import type { NestedList } from "../tensor/read-nested.js";
import type { Tensor } from "../tensor/read-tensor.js";
import type { Dtype, NumericArray } from "../types.js";
import type { Operands } from "./operands.js";

/** Data seen through a view over the elements of the task. */
export interface Source {
  readonly data: NumericArray;
  /** What the data is made of when it is first asked for; parts of it can be had without it. */
  readonly list?: NestedList;
  readonly view: View;
}

export interface Layout {
  /** Number of elements. */
  readonly size: number;
  readonly cells: Cells;
  readonly yTrue: View;
  readonly yPred: View;
  readonly weight: View | undefined;
  readonly mask: View | undefined;
  /** One for all labels, or one each in arrays of either dtype. */
  readonly posWeight: { readonly [D in Dtype]: Source } | number;
  /** Whether some elements of a cell may be left out and others kept. */
  readonly selectsWithin: boolean;
  /** Whether each cell's elements come one after the other. */
  readonly isCellByCell: boolean;
  /** Where derivatives go in an array of yPred's shape. */
  readonly outView: View;
}

/** What a layout needs to know of the options. */
export type LayoutSettings = Pick<Settings, "axis" | "posWeight" | "ignoreLabel" | "reduction">;

/** What a layout needs to know of a tensor. */
export type Strided = Pick<Tensor, "shape" | "strides" | "offset">;

/**
 * Lays out a loss over its elements.
 *
 * @param repairRank Whether ranks one apart are repaired, as the class does and the function does
 * not.
 * @param isRowMajor Whether the elements must come in the order in which the caller has them.
 * @throws ShapeError or ValueError for shapes and axes that do not fit.
 */
export function layOut(
  owner: string,
  operands: Operands<Strided>,
  settings: LayoutSettings,
  repairRank: boolean,
  isRowMajor: boolean,
): Layout {
  const { yTrue, yPred, sampleWeight, mask } = operands;
  const aligned = align(owner, operands, settings.axis, repairRank);
  const { shape, cells } = aligned;
  const labels = spread(yTrue, shape);
  const predictions = spread(yPred, shape);
  const weights = along(aligned.sampleWeight, sampleWeight);
  const kept = along(aligned.mask, mask);
  const { posWeight = 1 } = settings;
  if (typeof posWeight !== "number") checkLabels(owner, posWeight, shape);
  const read = [labels, predictions, weights, kept].filter((strides) => strides !== undefined);
  const isMaskOfElements = aligned.mask?.some((of, axis) => of >= 0 && !cells.kept[axis]);
  const selectsWithin = settings.ignoreLabel !== undefined || isMaskOfElements === true;
  const isKept = keepsCells(settings.reduction);
  const isCellByCell = (selectsWithin || isKept) && cells.elements > 1 && !isRowMajor;
  const courses = isRowMajor
    ? inTurn(
        shape.map((_, axis) => axis),
        shape,
      )
    : coursesOf(shape, cells, isKept, isCellByCell, read);
  const lengths = courses.map(({ length }) => length);
  const view = (strides: readonly number[], offset = 0) =>
    createView(
      lengths,
      courses.map(({ axis, step }) => strides[axis]! * step),
      offset,
    );
  return {
    size: sizeOf(shape),
    cells,
    yTrue: view(labels, yTrue.offset),
    yPred: view(predictions, yPred.offset),
    weight: weights && view(weights, sampleWeight!.offset),
    mask: kept && view(kept, mask!.offset),
    posWeight:
      typeof posWeight === "number"
        ? posWeight
        : posWeightsOf(posWeight, view(stridesOfLabels(shape))),
    selectsWithin,
    isCellByCell,
    outView: view(rowMajorStrides(shape)),
  };
}

/**
 * The order in which elements are gone through. Where cells are computed one by one, the elements
 * of each lie together; where they come out one by one, they keep their order.
 */
function coursesOf(
  shape: Shape,
  { kept }: Cells,
  isKept: boolean,
  isCellByCell: boolean,
  strides: StridesOfAll,
): Course[] {
  const axes = shape.map((_, axis) => axis);
  if (!isCellByCell && !isKept) return inTiles(orderAxes(axes, shape, strides), shape, strides);
  const ofCells = axes.filter((axis) => kept[axis]);
  const inCells = axes.filter((axis) => !kept[axis]);
  return inTurn(
    [
      ...(isKept ? ofCells : orderAxes(ofCells, shape, strides)),
      ...orderAxes(inCells, shape, strides),
    ],
    shape,
  );
}

/** Strides over the data of a tensor whose shape differs by a last axis of length 1 at most. */
function spread({ strides }: Strided, shape: Shape): readonly number[] {
  return strides.length === shape.length ? strides : shape.map((_, axis) => strides[axis] ?? 0);
}

function along(axes: AxisMap | undefined, tensor: Strided | undefined): number[] | undefined {
  return axes && tensor && stridesAlong(axes, tensor.strides);
}

function posWeightsOf(posWeights: readonly number[], view: View) {
  return {
    float32: { data: Float32Array.from(posWeights), view },
    float64: { data: Float64Array.from(posWeights), view },
  };
}

/** Strides over an array with one number per label. */
function stridesOfLabels(shape: Shape): number[] {
  return shape.map((_, axis) => (axis === shape.length - 1 ? 1 : 0));
}
