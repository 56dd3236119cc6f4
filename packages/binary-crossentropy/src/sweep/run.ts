// Runs the steps of a call on the calling thread, range by range, or hands its sweeps to the
// executor, which has other threads. Which one computes does not change a bit of the result.

import { executorInForce } from "../ambient.js";
import type { Task } from "../task/task.js";
import { Pass } from "./pass.js";
import { countRanges, rangeAt } from "./ranges.js";
import type { Steps } from "./steps.js";
import { nothing, plus, type Sums, type Sweep } from "./sweep.js";

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
