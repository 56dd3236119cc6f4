// The shapes of one call as TensorFlow.js broadcasts them: how the package's own alignment is said
// in shapes with axes of length 1.

import type { Tensor } from "@tensorflow/tfjs-core";
import { align } from "../shape/align.js";
import type { Axis, Cells } from "../shape/cells.js";
import type { AxisMap } from "../shape/fit-weight.js";
import type { Operands } from "../task/operands.js";

export interface BroadcastShapes {
  /** The shape that yTrue and yPred are read in. */
  readonly shape: number[];
  readonly cells: Cells;
  /** The axes of {@link shape} that are averaged over. */
  readonly averaged: number[];
  /** The cells' shape with averaged axes as 1: it broadcasts to {@link shape}. */
  readonly spread: number[];
  /** The weight's shape, so that it broadcasts to {@link shape}. */
  readonly weight: number[] | undefined;
  readonly mask: number[] | undefined;
}

/** @throws ShapeError or ValueError for shapes and axes that do not fit. */
export function broadcastShapes(
  owner: string,
  operands: Operands<Tensor>,
  axis: Axis,
  repairRank: boolean,
): BroadcastShapes {
  const { shape, cells, sampleWeight, mask } = align(owner, operands, axis, repairRank);
  const repeated = (axes: AxisMap) => axes.map((axis, index) => (axis < 0 ? 1 : shape[index]!));
  return {
    shape: [...shape],
    cells,
    averaged: shape.map((_, index) => index).filter((index) => !cells.kept[index]),
    spread: shape.map((length, index) => (cells.kept[index] ? length : 1)),
    weight: sampleWeight && repeated(sampleWeight),
    mask: mask && repeated(mask),
  };
}
