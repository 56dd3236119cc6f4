// Runs the steps of a call on the calling thread, range by range, or hands its sweeps to the
// executor, which has other threads. Which one computes does not change a bit of the result.

import { executorInForce } from "../ambient.js";
import type { Reduction } from "../semantics/reduction.js";
import type { Task } from "../task/task.js";
import type { FloatArray, NdArray } from "../types.js";
import { hessianAtOnce, isSmall, reduceAtOnce, valueAndGradAtOnce } from "./at-once.js";
import { Pass } from "./pass.js";
import { countRanges, rangeAt } from "./ranges.js";
import { hessian, reduce, type Steps, valueAndGrad } from "./steps.js";
import { nothing, plus, type Sums, type Sweep } from "./sweep.js";

/** {@link reduce}, run. */
export function runReduce(task: Task, reduction: Reduction): number | NdArray {
  return isSmall(task) ? reduceAtOnce(task, reduction) : run(task, reduce(task, reduction));
}

/** {@link valueAndGrad}, run. */
export function runValueAndGrad(
  task: Task,
  reduction: Reduction,
  out: FloatArray,
): number | NdArray {
  return isSmall(task)
    ? valueAndGradAtOnce(task, reduction, out)
    : run(task, valueAndGrad(task, reduction, out));
}

/** {@link hessian}, run. */
export function runHessian(task: Task, reduction: Reduction, out: FloatArray): void {
  if (isSmall(task)) hessianAtOnce(task, reduction, out);
  else run(task, hessian(task, reduction, out));
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
    sums = plus(sums, new Pass(task, sweep, rangeAt(task, index)).run());
  return sums;
}
