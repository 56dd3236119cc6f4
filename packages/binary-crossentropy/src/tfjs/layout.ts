// The shapes of one call by the package's own rules: what yTrue and yPred are read in, which cells
// are left, and how a weight or a mask is shaped so that TensorFlow.js broadcasts it to the
// elements.

import type { Settings } from "../options/read-options.js";
import { keepsCells, type Reduction } from "../semantics/reduction.js";
import { alignShapes } from "../shape/align-shapes.js";
import { type Cells, cellsOf } from "../shape/cells.js";
import { fitWeight, readsAsSamples } from "../shape/fit-weight.js";
import { rowMajorStrides } from "../shape/view.js";
import type { Operands } from "./operands.js";

export interface Layout {
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
  readonly reduction: Reduction;
  /** Whether the result has one loss per cell. */
  readonly keepsCells: boolean;
}

/** @throws ShapeError or ValueError for shapes and axes that do not fit. */
export function layoutOf(
  owner: string,
  settings: Settings,
  reduction: Reduction,
  operands: Operands,
  repairRank: boolean,
): Layout {
  const { yTrue, yPred, sampleWeight, mask } = operands;
  let shape = [...alignShapes(owner, yTrue.shape, yPred.shape, repairRank)];
  let { axis } = settings;
  const layouts = [sampleWeight, mask].map(
    (given) => given && { shape: given.shape, strides: rowMajorStrides(given.shape) },
  );
  if (readsAsSamples(shape, axis, layouts)) {
    shape = [...shape, 1];
    axis = -1;
  }
  const cells = cellsOf(owner, shape, axis);
  const fitted = (argument: string, given: (typeof layouts)[number]) =>
    // A stride of 0 repeats one datum along its axis, as an axis of length 1 does in TensorFlow.js.
    given &&
    fitWeight(owner, argument, given, cells, shape).map((stride, index) =>
      stride === 0 ? 1 : shape[index]!,
    );
  return {
    shape,
    cells,
    averaged: shape.map((_, index) => index).filter((index) => !cells.kept[index]),
    spread: shape.map((length, index) => (cells.kept[index] ? length : 1)),
    weight: fitted("sampleWeight", layouts[0]),
    mask: fitted("mask", layouts[1]),
    reduction,
    keepsCells: keepsCells(reduction),
  };
}
