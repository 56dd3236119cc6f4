// From what a caller passed to what a pass works on: tensors read, shapes aligned, axes resolved,
// weights fitted. Nothing is computed and nothing is written before all of this has succeeded.

import { refuseShape, showShape } from "../errors.js";
import type { Kernel } from "../kernels/kernel.js";
import type { Settings } from "../options/read-options.js";
import { keepsCells } from "../semantics/reduction.js";
import { align } from "../shape/align.js";
import type { Cells } from "../shape/cells.js";
import { type AxisMap, stridesAlong } from "../shape/fit-weight.js";
import { createView, rowMajorStrides, sizeOf, type View } from "../shape/view.js";
import type { Tensor } from "../tensor/read-tensor.js";
import { ignoredIn } from "../tensor/stored-as.js";
import type { Dtype, NumericArray } from "../types.js";
import type { Operands } from "./operands.js";

/** Data seen through a view over the elements of the task. */
export interface Source {
  readonly data: NumericArray;
  readonly view: View;
}

export interface Task {
  readonly kernel: Kernel;
  readonly dtype: Dtype;
  /** Number of elements. */
  readonly size: number;
  readonly cells: Cells;
  readonly yTrue: Source;
  readonly yPred: Source;
  readonly weight: Source | undefined;
  readonly mask: Source | undefined;
  /** The label to be ignored, as the labels' own array stores it. */
  readonly ignoreLabel: number | undefined;
  readonly posWeight: Source | number;
  /** Whether some elements of a cell may be left out and others kept. */
  readonly selectsWithin: boolean;
  /** Whether each cell's elements come one after the other. */
  readonly isCellByCell: boolean;
  /** Where derivatives go in an array of yPred's shape. */
  readonly outView: View;
}

/** What a task needs to know of the options. */
export type TaskSettings = Pick<Settings, "axis" | "posWeight" | "ignoreLabel" | "reduction">;

/**
 * Lays out a loss over its elements.
 *
 * @param repairRank Whether ranks one apart are repaired, as the class does and the function does
 * not.
 * @param isRowMajor Whether the elements must come in the order in which the caller has them.
 * @throws ShapeError or ValueError for shapes and axes that do not fit.
 */
export function createTask(
  owner: string,
  operands: Operands,
  settings: TaskSettings,
  dtype: Dtype,
  kernel: Kernel,
  repairRank: boolean,
  isRowMajor = false,
): Task {
  const { yTrue, yPred, sampleWeight, mask } = operands;
  const { axis, ignoreLabel, reduction } = settings;
  const aligned = align(owner, operands, axis, repairRank);
  const { shape, cells } = aligned;
  const isMaskOfElements = aligned.mask?.some((along, axis) => along >= 0 && !cells.kept[axis]);
  const selectsWithin = ignoreLabel !== undefined || isMaskOfElements === true;
  // Only where cells are computed one by one does it matter that the elements of each lie together.
  const isCellByCell =
    (selectsWithin || keepsCells(reduction)) && cells.elements > 1 && !isRowMajor;
  const order = isCellByCell ? cellByCell(cells) : undefined;
  const inOrder = (of: readonly number[]) => (order ? order.map((index) => of[index]!) : of);
  const lengths = inOrder(shape);
  const view = (strides: readonly number[], offset = 0) =>
    createView(lengths, inOrder(strides), offset);
  // A tensor's shape differs from the aligned one by a trailing axis of length 1 at most.
  const spread = ({ data, strides, offset }: Tensor): Source => ({
    data,
    view: view(
      strides.length === shape.length ? strides : shape.map((_, i) => strides[i] ?? 0),
      offset,
    ),
  });
  const along = (axes: AxisMap | undefined, tensor: Tensor | undefined): Source | undefined =>
    axes &&
    tensor && { data: tensor.data, view: view(stridesAlong(axes, tensor.strides), tensor.offset) };
  return {
    kernel,
    dtype,
    size: sizeOf(shape),
    cells,
    yTrue: spread(yTrue),
    yPred: spread(yPred),
    weight: along(aligned.sampleWeight, sampleWeight),
    mask: along(aligned.mask, mask),
    ignoreLabel: ignoreLabel && ignoredIn(yTrue, ignoreLabel),
    posWeight: posWeightOf(owner, settings.posWeight, shape, view),
    selectsWithin,
    isCellByCell,
    outView: view(rowMajorStrides(shape)),
  };
}

/** The axes with those that are averaged last. */
function cellByCell({ kept }: Cells): number[] {
  const axes = kept.map((_, index) => index);
  return [...axes.filter((index) => kept[index]), ...axes.filter((index) => !kept[index])];
}

function posWeightOf(
  owner: string,
  posWeight: Settings["posWeight"],
  shape: readonly number[],
  view: (strides: readonly number[]) => View,
): Source | number {
  if (posWeight === undefined) return 1;
  if (typeof posWeight === "number") return posWeight;
  const labels = shape.at(-1) ?? 1;
  if (posWeight.length !== labels) {
    const received = `${posWeight.length} for shape ${showShape(shape)}`;
    refuseShape(
      owner,
      "posWeight",
      "be one number, or one per label along the last axis",
      received,
    );
  }
  const strides = shape.map((_, axis) => (axis === shape.length - 1 ? 1 : 0));
  return { data: Float64Array.from(posWeight), view: view(strides) };
}
