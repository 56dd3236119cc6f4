// From what a caller passed to what a pass works on: tensors that were read, laid out over the
// elements, and a kernel for them. Nothing is computed and nothing is written before all of this
// has succeeded.

import type { Kernel } from "../kernels/kernel.js";
import type { Cells } from "../shape/cells.js";
import type { View } from "../shape/view.js";
import { NestedList } from "../tensor/read-nested.js";
import type { Tensor } from "../tensor/read-tensor.js";
import { ignoredIn } from "../tensor/stored-as.js";
import type { Dtype } from "../types.js";
import { type Layout, type LayoutSettings, layOut, type Source } from "./layout.js";
import type { Operands } from "./operands.js";

export type { Source };

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

/**
 * Lays a loss out over its elements, and makes a task of it.
 *
 * @param repairRank Whether ranks one apart are repaired, as the class does and the function does
 * not.
 * @throws ShapeError or ValueError for shapes and axes that do not fit.
 */
export function createTask(
  owner: string,
  operands: Operands,
  settings: LayoutSettings,
  dtype: Dtype,
  kernel: Kernel,
  repairRank: boolean,
): Task {
  return taskOf(
    layOut(owner, operands, settings, repairRank, false),
    operands,
    settings,
    dtype,
    kernel,
  );
}

/** The task of a call that has been laid out. */
export function taskOf(
  layout: Layout,
  { yTrue, yPred, sampleWeight, mask }: Operands,
  { ignoreLabel }: LayoutSettings,
  dtype: Dtype,
  kernel: Kernel,
): Task {
  return {
    kernel,
    dtype,
    size: layout.size,
    cells: layout.cells,
    yTrue: sourceOf(yTrue, layout.yTrue),
    yPred: sourceOf(yPred, layout.yPred),
    weight: sampleWeight && sourceOf(sampleWeight, layout.weight!),
    mask: mask && { data: mask.data, view: layout.mask! },
    ignoreLabel: ignoreLabel && ignoredIn(yTrue, ignoreLabel),
    posWeight: typeof layout.posWeight === "number" ? layout.posWeight : layout.posWeight[dtype],
    selectsWithin: layout.selectsWithin,
    isCellByCell: layout.isCellByCell,
    outView: layout.outView,
  };
}

function sourceOf(tensor: Tensor, view: View): Source {
  if (!(tensor instanceof NestedList)) return { data: tensor.data, view };
  return {
    list: tensor,
    view,
    get data() {
      return tensor.data;
    },
  };
}
