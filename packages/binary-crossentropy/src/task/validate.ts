// Checks on the values inside tensors: masks always, labels and predictions when `validate` asks
// for it.

import { refuse, showShape } from "../errors.js";
import { createView, gather, rowMajorStrides, sizeOf } from "../shape/view.js";
import type { Tensor } from "../tensor/read-tensor.js";
import type { Operands } from "./operands.js";
import { select, selects } from "./selection.js";
import type { Task } from "./task.js";

/** @throws ValueError for a mask with a value other than false, true, 0 and 1. */
export function checkMask(owner: string, mask: Tensor): void {
  const isFlag = (value: number) => value === 0 || value === 1;
  requireEach(owner, "mask", mask, isFlag, "be boolean, or 0 and 1");
}

/**
 * @param task The call with its elements in row-major order, in which values are looked up and
 * shown.
 * @throws ValueError for a label or probability outside [0, 1] or a NaN, unless a mask or
 * ignoreLabel leaves it out.
 */
export function checkValues(
  owner: string,
  { yTrue, yPred }: Operands,
  task: Task,
  fromLogits: boolean,
): void {
  const isProbability = (value: number) => value >= 0 && value <= 1;
  requireEach(owner, "yTrue", yTrue, isProbability, "be labels in [0, 1]", "", task);
  if (fromLogits)
    requireEach(owner, "yPred", yPred, (value) => value === value, "be logits", "", task);
  else
    requireEach(
      owner,
      "yPred",
      yPred,
      isProbability,
      "be probabilities in [0, 1]",
      "Pass fromLogits: true if these are logits.",
      task,
    );
}

const blockSize = 1024;

type Holds = (value: number) => boolean;

/**
 * Checks the values of a tensor in row-major order, as the caller gave them, but for elements that
 * the task leaves out.
 */
function requireEach(
  owner: string,
  argument: string,
  tensor: Tensor,
  holds: Holds,
  expected: string,
  remedy = "",
  task?: Task,
): void {
  const { data, shape, strides, offset } = tensor;
  const view = createView(shape, strides, offset);
  const size = sizeOf(shape);
  const block = new Float64Array(Math.min(blockSize, size));
  const kept = task && selects(task) ? new Uint8Array(block.length) : undefined;
  for (let start = 0; start < size; start += blockSize) {
    const count = Math.min(blockSize, size - start);
    gather(data, view, start, count, block);
    if (kept) select(task!, start, count, kept);
    const bad = block.findIndex((value, i) => i < count && kept?.[i] !== 0 && !holds(value));
    if (bad < 0) continue;
    const value = block[bad]!;
    refuse(
      owner,
      argument,
      expected,
      `${value} at ${showShape(indexOf(start + bad, shape))}`,
      value === value ? remedy : "",
    );
  }
}

function indexOf(position: number, shape: readonly number[]): number[] {
  return rowMajorStrides(shape).map((stride, axis) => Math.floor(position / stride) % shape[axis]!);
}
