// Checks on the values inside tensors: masks always, labels and predictions when `validate` asks
// for it.

import { refuse, remedyForLabel, showShape } from "../errors.js";
import type { Block, Kernel } from "../kernels/kernel.js";
import { createView, indexAt, sizeOf, type View, Walk } from "../shape/view.js";
import { isFloats, setElements, subarrayOf } from "../tensor/intrinsics.js";
import type { Tensor } from "../tensor/read-tensor.js";
import type { FloatArray, NumericArray } from "../types.js";
import { areFlags, isBytes } from "./flags.js";
import type { Operands } from "./operands.js";
import { select, selects } from "./selection.js";
import type { Task } from "./task.js";

/** @throws ValueError for a mask with a value other than false, true, 0 and 1. */
export function checkMask(owner: string, mask: Tensor): void {
  requireEach(owner, "mask", mask, flags);
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
  requireEach(owner, "yTrue", yTrue, labels, task);
  requireEach(owner, "yPred", yPred, fromLogits ? logits : probabilities, task);
}

/**
 * Whether labels and predictions of a block, which are the caller's own numbers, are all sound; false
 * where that is not known.
 */
export function isSurelySound(kernel: Kernel, block: Block, fromLogits: boolean): boolean {
  const { yTrue, yTrueAt, yPred, yPredAt, count } = block;
  const areAll = (array: FloatArray, at: number, [lowest, highest]: Range) =>
    kernel.areWithin?.(array, at, count, lowest, highest) === true;
  const { range } = fromLogits ? logits : probabilities;
  if (!areAll(yPred, yPredAt, range!)) return false;
  return isBytes(yTrue)
    ? areFlags(yTrue, yTrueAt, yTrueAt + count)
    : areAll(yTrue, yTrueAt, labels.range!);
}

type Range = readonly [lowest: number, highest: number];

/** What values may be. */
interface Rule {
  readonly expected: string;
  /** What helps where a value breaks it. */
  readonly remedy: (value: number) => string;
  /** In which range values are; undefined where only the ends of it are allowed. */
  readonly range: Range | undefined;
  /**
   * The position of the first value that breaks the rule, −1 where none does. The row has `length`
   * numbers, from `at` on, and its first one has this position; `kept` says which ones count, or is
   * null where all do.
   */
  readonly find: (
    data: NumericArray,
    at: number,
    step: number,
    length: number,
    position: number,
    kept: Uint8Array | null,
  ) => number;
}

const flags: Rule = {
  expected: "be boolean, or 0 and 1",
  remedy: () => "",
  range: undefined,
  find(data, at, step, length, position, kept) {
    for (let i = 0, k = at; i < length; i++, k += step) {
      const value = data[k]!;
      if (value !== 0 && value !== 1 && counts(kept, position + i)) return position + i;
    }
    return -1;
  },
};

const labels: Rule = {
  expected: "be labels in [0, 1]",
  remedy: remedyForLabel,
  range: [0, 1],
  find: findImprobable,
};

const probabilities: Rule = {
  expected: "be probabilities in [0, 1]",
  remedy: (value) => (value === value ? "Pass fromLogits: true if these are logits." : ""),
  range: [0, 1],
  find: findImprobable,
};

const logits: Rule = {
  expected: "be logits",
  remedy: () => "",
  range: [-Infinity, Infinity],
  find(data, at, step, length, position, kept) {
    for (let i = 0, k = at; i < length; i++, k += step) {
      const value = data[k]!;
      if (value !== value && counts(kept, position + i)) return position + i;
    }
    return -1;
  },
};

function findImprobable(
  data: NumericArray,
  at: number,
  step: number,
  length: number,
  position: number,
  kept: Uint8Array | null,
): number {
  for (let i = 0, k = at; i < length; i++, k += step) {
    const value = data[k]!;
    if (!(value >= 0 && value <= 1) && counts(kept, position + i)) return position + i;
  }
  return -1;
}

function counts(kept: Uint8Array | null, position: number): boolean {
  return kept === null || kept[position] !== 0;
}

const blockSize = 1024;

/**
 * Checks the values of a tensor in row-major order, as the caller gave them, but for elements that
 * the task leaves out.
 */
function requireEach(
  owner: string,
  argument: string,
  tensor: Tensor,
  rule: Rule,
  task?: Task,
): void {
  const { data, shape, strides, offset } = tensor;
  const view = createView(shape, strides, offset);
  const size = sizeOf(shape);
  const kept = task && selects(task) ? new Uint8Array(Math.min(blockSize, size)) : null;
  const step = kept ? blockSize : size;
  const areSound = quickCheck(data, rule, task);
  for (let start = 0; start < size; start += step) {
    const count = Math.min(step, size - start);
    if (kept) select(task!, start, count, kept);
    const bad = findBad(data, view, start, count, rule, areSound, kept);
    if (bad < 0) continue;
    const index = indexAt(start + bad, shape);
    const value = data[index.reduce((at, i, axis) => at + i * strides[axis]!, offset)]!;
    refuse(owner, argument, rule.expected, `${value} at ${showShape(index)}`, rule.remedy(value));
  }
}

/** Whether all values from one index up to, not including, another are surely sound. */
type QuickCheck = (from: number, to: number) => boolean;

/** A check of a whole row of an array, where there is a quick one. */
function quickCheck(data: NumericArray, { range }: Rule, task?: Task): QuickCheck | undefined {
  if (range === undefined)
    return isBytes(data) ? (from, to) => areFlags(data, from, to) : undefined;
  const kernel = task?.kernel;
  if (kernel?.areWithin === undefined || !isFloats(data, task!.dtype)) return undefined;
  return (from, to) => areWithin(kernel, data, from, to, range);
}

function areWithin(
  kernel: Kernel,
  data: FloatArray,
  from: number,
  to: number,
  [lowest, highest]: Range,
): boolean {
  const { blockSize, scratch } = kernel;
  const isNear = kernel.reaches(data);
  for (let at = from; at < to; at += blockSize) {
    const count = Math.min(blockSize, to - at);
    if (!isNear) setElements(scratch.predictions, subarrayOf(data, at, count));
    const [array, start] = isNear ? [data, at] : [scratch.predictions, 0];
    if (!kernel.areWithin!(array, start, count, lowest, highest)) return false;
  }
  return true;
}

/** Among `count` elements of a view from `start` on, the first that breaks the rule, or −1. */
function findBad(
  data: NumericArray,
  view: View,
  start: number,
  count: number,
  { find }: Rule,
  areSound: QuickCheck | undefined,
  kept: Uint8Array | null,
): number {
  const walk = new Walk(view, start, count);
  while (walk.next()) {
    const { at, step, rowStep, rows, length, position } = walk;
    for (let row = 0; row < rows; row++) {
      const first = at + row * rowStep;
      if (step === 1 && areSound?.(first, first + length)) continue;
      const bad = find(data, first, step, length, position + row * length, kept);
      if (bad >= 0) return bad;
    }
  }
  return -1;
}
