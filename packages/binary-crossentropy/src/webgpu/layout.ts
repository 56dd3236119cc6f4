// How the buffers of a call lie against one another, or why they do not.

import { refuse, refuseShape, show, showShape } from "../errors.js";
import type { Settings } from "../options/read-options.js";
import { align } from "../shape/align.js";
import type { AxisMap } from "../shape/fit-weight.js";
import { checkLabels } from "../shape/labels.js";
import { type Shape, sizeOf } from "../shape/view.js";
import { bytesOf, type Operand, type Operands } from "./operands.js";
import { areRows, type Layout, layoutOf, spanOf } from "./spans.js";

/**
 * @param shape That of yPred, as the call gives it.
 * @throws ShapeError or ValueError for shapes and axes that do not fit.
 */
export function layOut(
  owner: string,
  { axis, posWeight, ignoreLabel }: Settings,
  { yTrue, sampleWeight, mask }: Operands,
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
  if (!areRows(aligned))
    refuse(
      owner,
      "axis",
      `name the last axes of shape ${showShape(aligned.shape)}, or all, on a GPU`,
      show(axis),
    );
  if (Array.isArray(posWeight)) checkLabels(owner, posWeight, aligned.shape);
  const span = (argument: string, axes: AxisMap | undefined) =>
    spanOf(axes, aligned.shape) ?? refuseSpan(owner, argument, aligned.shape);
  const maskSpan = span("mask", aligned.mask);
  const weightSpan = span("sampleWeight", aligned.sampleWeight);
  return layoutOf(aligned, shape, weightSpan, maskSpan, ignoreLabel);
}

/**
 * The shape of a weight by its number of items: that of the first axes. Bytes may be filled up to a
 * whole word, where no shape has as many items as there are bytes.
 */
function shapeBySize(operand: Operand, shape: Shape): Shape {
  const firsts = Array.from({ length: shape.length + 1 }, (_, rank) => shape.slice(0, rank));
  const bytes = (first: Shape) => bytesOf(operand, sizeOf(first));
  const exact = firsts.find((first) => operand.size === bytes(first));
  const filled = (first: Shape) => operand.size === Math.ceil(bytes(first) / 4) * 4;
  return exact ?? firsts.reverse().find(filled) ?? [Math.floor(operand.size / bytesOf(operand, 1))];
}

function refuseSpan(owner: string, argument: string, shape: Shape): never {
  refuseShape(
    owner,
    argument,
    `run along the first axes of shape ${showShape(shape)}, on a GPU`,
    "one that repeats along an axis before them",
  );
}
