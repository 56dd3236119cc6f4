// Runs the steps of a call on the calling thread, range by range, or hands its sweeps to an engine
// that other threads belong to. Which one computes does not change a bit of the result.

import { Pass } from "./pass.js";
import type { Steps } from "./steps.js";
import { countRanges, nothing, plus, rangeAt, type Sums, type Sweep } from "./sweep.js";
import type { Task } from "./task.js";

/** Runs a sweep to its end, or leaves it, undefined, to the calling thread. */
export type Engine = (task: Task, sweep: Sweep) => Sums | undefined;

let engine: Engine | null = null;

/** Sets what is asked first, for every call from now on; null sets nothing. */
export function setEngine(next: Engine | null): void {
  engine = next;
}

/** The result of the steps. */
export function run<Result>(task: Task, steps: Steps<Result>): Result {
  let step = steps.next();
  while (!step.done) step = steps.next(engine?.(task, step.value) ?? sweepAlone(task, step.value));
  return step.value;
}

/** A sweep on the calling thread. */
export function sweepAlone(task: Task, sweep: Sweep): Sums {
  const count = countRanges(task);
  if (count === 1) return new Pass(task).sweep(sweep);
  let sums = nothing;
  for (let index = 0; index < count; index++)
    sums = plus(sums, new Pass(task, rangeAt(task, index)).sweep(sweep));
  return sums;
}
