// Runs the steps of a call on the calling thread, range by range, or hands its sweeps to the
// executor, which has other threads. Which one computes does not change a bit of the result.

import { executorInForce } from "../ambient.js";
import type { Reduction } from "../semantics/reduction.js";
import { indexOf, isFlat, type View } from "../shape/view.js";
import type { Source, Task } from "../task/task.js";
import { overlap } from "../tensor/intrinsics.js";
import type { FloatArray, NdArray } from "../types.js";
import {
  hessianOfBlock,
  type OneBlock,
  oneBlockOf,
  reduceBlock,
  valueAndGradOfBlock,
} from "./one-block.js";
import { Pass } from "./pass.js";
import { countRanges, type Range, rangeAt } from "./ranges.js";
import { hessian, reduce, type Steps, valueAndGrad } from "./steps.js";
import { nothing, plus, type Sums, type Sweep } from "./sweep.js";

/** {@link reduce}, run. */
export function runReduce(task: Task, reduction: Reduction): number | NdArray {
  const block = oneBlockOf(task, reduction);
  return (block && reduceBlock(block)) ?? run(task, reduce(task, reduction));
}

/** {@link valueAndGrad}, run. */
export function runValueAndGrad(
  task: Task,
  reduction: Reduction,
  out: FloatArray,
): number | NdArray {
  const block = writableBlockOf(task, reduction);
  const value = block && valueAndGradOfBlock(block, out, overlap(task.yPred.data, out));
  return value ?? run(task, valueAndGrad(task, reduction, out));
}

/** {@link hessian}, run. */
export function runHessian(task: Task, reduction: Reduction, out: FloatArray): void {
  const block = writableBlockOf(task, reduction);
  if (!(block && hessianOfBlock(block, out))) run(task, hessian(task, reduction, out));
}

/** The elements of a task as one block, where derivatives go in their order. */
function writableBlockOf(task: Task, reduction: Reduction): OneBlock | undefined {
  return isFlat(task.outView) ? oneBlockOf(task, reduction) : undefined;
}

/** The result of the steps. */
export function run<Result>(task: Task, steps: Steps<Result>): Result {
  const executor = executorInForce();
  let step = steps.next();
  while (!step.done)
    step = steps.next(executor?.(task, step.value) ?? sweepAlone(task, step.value));
  return step.value;
}

/** A sweep on the calling thread. */
export function sweepAlone(task: Task, sweep: Sweep): Sums {
  const count = countRanges(task);
  if (count === 1) return new Pass(task, sweep).run();
  let sums = nothing;
  for (let index = 0; index < count; index++)
    sums = plus(sums, passOf(task, sweep, rangeAt(task, index)).run());
  return sums;
}

/** A pass that finds what it needs of long lists in parts of them. */
function passOf(task: Task, sweep: Sweep, range: Range): Pass {
  const { yTrue, yPred, weight } = task;
  const parts = (yTrue.list || yPred.list || weight?.list) && {
    ...task,
    yTrue: partOf(yTrue, range),
    yPred: partOf(yPred, range),
    weight: weight && partOf(weight, range),
  };
  return new Pass(parts || task, sweep, range);
}

/** The same elements of the range, in a part of a long list where one holds them. */
function partOf(source: Source, { from, to }: Range): Source {
  const { list, view } = source;
  if (!list || !isAscending(view)) return source;
  const first = indexOf(view, from);
  const data = list.part(first, indexOf(view, to - 1) + 1);
  return data ? { data, view: { ...view, offset: view.offset - first } } : source;
}

/** Whether, of a list without gaps, later elements lie behind earlier ones or in the same place. */
function isAscending({ strides }: View): boolean {
  return strides.every((step, axis) => axis === 0 || step <= strides[axis - 1]!);
}
