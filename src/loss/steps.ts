// What a call computes, as steps: each yields a sweep over all of the task's data and is given the sums. Where a sweep
// runs is not known here: on the calling thread (run.ts), or on others.

import { denominator, divideNoNan, keepsCells, type Reduction } from "../semantics/reduction.js";
import { roundTo } from "../tensor/ndarray.js";
import type { FloatArray, NdArray } from "../types.js";
import { Pass } from "./pass.js";
import { meanFactor, type Sums, type Sweep, selects } from "./sweep.js";
import type { Task } from "./task.js";

export type Steps<Result> = Generator<Sweep, Result, Sums>;

/** What a reduction is made of, over all of the data. */
export interface Totals {
  /** Σ w L over the cells. */
  readonly losses: number;
  /** Σ w over the cells. */
  readonly weights: number;
  /** Number of cells that are not masked out. */
  readonly cells: number;
}

/** The loss under a reduction, rounded once to the compute dtype: a number, or one loss per cell. */
export function* reduce(task: Task, reduction: Reduction): Steps<number | NdArray> {
  if (keepsCells(reduction)) return cellLosses(task);
  const { losses, weights, cells } = yield* measure(task, true, reduction === "mean_with_sample_weight");
  const divisor = denominator(reduction, cells, () => weights);
  return roundTo(task.dtype, divideNoNan(losses, divisor));
}

/** {@link reduce}, and the gradient of the value, or of the sum of the values, written to `out`. */
export function* valueAndGrad(task: Task, reduction: Reduction, out: FloatArray): Steps<number | NdArray> {
  const divisor = yield* divisorOf(task, reduction);
  // The losses of the cells are read before `out` is written, which may be the predictions' own array.
  const losses = keepsCells(reduction) ? cellLosses(task) : undefined;
  const sums = yield { what: "valueAndGrad", divisor, out };
  return losses ?? roundTo(task.dtype, divideNoNan(meanFactor(task) * sums.losses, divisor));
}

/** The second derivative of the value, or of the sum of the values, by each element of yPred, written to `out`. */
export function* hessian(task: Task, reduction: Reduction, out: FloatArray): Steps<void> {
  const divisor = yield* divisorOf(task, reduction);
  yield { what: "hessian", divisor, out };
}

/** The totals over the data, those that are wanted. */
export function* measure(task: Task, losses: boolean, weights: boolean): Steps<Totals> {
  const sums = yield { what: "measure", losses, weights };
  const mean = meanFactor(task);
  const cells = selects(task) ? sums.cells : task.cells.count;
  return { losses: mean * sums.losses, weights: task.weight === undefined ? cells : mean * sums.weights, cells };
}

/** What the reduction divides Σ w L by; the data is looked at only where selection or weights decide it. */
function* divisorOf(task: Task, reduction: Reduction): Steps<number> {
  const asksWeights = reduction === "mean_with_sample_weight";
  if (!asksWeights && (reduction === "sum" || keepsCells(reduction))) return 1;
  const count = task.cells.count;
  const looks = selects(task) || (asksWeights && task.weight !== undefined);
  const totals = looks ? yield* measure(task, false, asksWeights) : { weights: count, cells: count };
  return denominator(reduction, totals.cells, () => totals.weights);
}

function cellLosses(task: Task): NdArray {
  return { data: new Pass(task).cellLosses(), shape: [...task.cells.shape] };
}
