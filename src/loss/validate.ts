// Checks on the values inside tensors: masks always, labels and predictions when `validate` asks for it.

import { sentence, showShape, ValueError } from "../errors.js";
import { blockSize } from "../kernels/kernel.js";
import { createView, gather, sizeOf } from "../shape/view.js";
import { zeros } from "../tensor/ndarray.js";
import type { Tensor } from "../tensor/read-tensor.js";
import type { Operands, Source, Task } from "./task.js";

/** @throws ValueError for a mask with a value other than false, true, 0 and 1. */
export function checkMask(owner: string, { mask }: Operands): void {
  if (mask === undefined) return;
  forEachValue(mask, (value, index) => {
    if (value === 0 || value === 1) return;
    throw new ValueError(sentence(owner, "mask", "be boolean, or 0 and 1", `${value} at ${showShape(index())}`));
  });
}

/** @throws ValueError for a label or probability outside [0, 1] or a NaN, unless a mask or ignoreLabel leaves it out. */
export function checkValues(owner: string, operands: Operands, task: Task, fromLogits: boolean): void {
  const { yTrue, yPred } = operands;
  const leftOut = (position: number) => isLeftOut(task, position);
  forEachValue(yTrue, (y, index, position) => {
    if ((y >= 0 && y <= 1) || leftOut(position)) return;
    throw new ValueError(sentence(owner, "yTrue", "be labels in [0, 1]", `${y} at ${showShape(index())}`));
  });
  forEachValue(yPred, (x, index, position) => {
    if ((fromLogits ? x === x : x >= 0 && x <= 1) || leftOut(position)) return;
    const expected = fromLogits ? "be logits" : "be probabilities in [0, 1]";
    const remedy = fromLogits || x !== x ? "" : "Pass fromLogits: true if these are logits.";
    throw new ValueError(sentence(owner, "yPred", expected, `${x} at ${showShape(index())}`, remedy));
  });
}

type VisitValue = (value: number, index: () => number[], position: number) => void;

/** Visits the values of a tensor in row-major order, as the caller gave them, before any rounding. */
function forEachValue({ data, shape, strides, offset }: Tensor, visit: VisitValue): void {
  const view = createView(shape, strides, offset);
  const size = sizeOf(shape);
  const block = new Float64Array(Math.min(blockSize, size));
  for (let start = 0; start < size; start += block.length) {
    const count = Math.min(block.length, size - start);
    gather(data, view, start, count, block);
    for (let i = 0; i < count; i++) visit(block[i]!, () => indexOf(start + i, shape), start + i);
  }
}

function indexOf(position: number, shape: readonly number[]): number[] {
  const index: number[] = [];
  let rest = position;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    index.unshift(rest % shape[axis]!);
    rest = Math.floor(rest / shape[axis]!);
  }
  return index;
}

function isLeftOut({ mask, ignoreLabel, yTrue, dtype }: Task, position: number): boolean {
  const read = ({ data, view }: Source) => {
    const one = zeros(dtype, 1);
    gather(data, view, position, 1, one);
    return one[0]!;
  };
  return (mask !== undefined && read(mask) === 0) || (ignoreLabel !== undefined && Object.is(read(yTrue) + 0, ignoreLabel + 0));
}
