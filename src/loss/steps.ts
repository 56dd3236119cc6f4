// What a call computes, as steps: each yields a sweep over all of the task's data and is given the sums. Where a sweep
// runs is not known here: on the calling thread (run.ts), or on others.

import { timesPower } from "../semantics/range.js";
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
  const asksWeights = reduction === "mean_with_sample_weight";
  const { totals, power } = yield* measureWithin(task, true, asksWeights);
  const divisor = denominator(reduction, totals.cells, () => totals.weights);
  return roundTo(task.dtype, timesPower(divideNoNan(totals.losses, divisor), asksWeights ? 0 : -power));
}

/** {@link reduce}, and the gradient of the value, or of the sum of the values, written to `out`. */
export function* valueAndGrad(task: Task, reduction: Reduction, out: FloatArray): Steps<number | NdArray> {
  const { divisor, power } = yield* divisorOf(task, reduction);
  // The losses of the cells are read before `out` is written, which may be the predictions' own array. So are sums that
  // may have to be taken again.
  const isInPlace = mayOverflow(task) && task.yPred.data.buffer === out.buffer;
  const before = keepsCells(reduction) ? cellLosses(task) : isInPlace ? yield* reduce(task, reduction) : undefined;
  const sums = yield { what: "valueAndGrad", divisor, out, power };
  if (before !== undefined) return before;
  const losses = meanFactor(task) * sums.losses;
  if (mayOverflow(task) && !isHeld(losses, reduction === "mean_with_sample_weight")) return yield* reduce(task, reduction);
  return roundTo(task.dtype, divideNoNan(losses, divisor));
}

/** The second derivative of the value, or of the sum of the values, by each element of yPred, written to `out`. */
export function* hessian(task: Task, reduction: Reduction, out: FloatArray): Steps<void> {
  const { divisor, power } = yield* divisorOf(task, reduction);
  yield { what: "hessian", divisor, out, power };
}

/** The totals over the data, those that are wanted, of weights multiplied by 2 to the power. */
export function* measure(task: Task, losses: boolean, weights: boolean, power = 0): Steps<Totals> {
  const sums = yield { what: "measure", losses, weights, power };
  const mean = meanFactor(task);
  const cells = selects(task) ? sums.cells : task.cells.count;
  return { losses: mean * sums.losses, weights: task.weight === undefined ? cells : mean * sums.weights, cells };
}

/** Whether weights may take a sum beyond float64, where no wider type can hold it: those of float32 cannot. */
function mayOverflow({ weight, dtype }: Task): boolean {
  return weight !== undefined && dtype === "float64";
}

/** Whether a sum is within float64, and with all its digits, if it matters: what divides it may be as small. */
function isHeld(sum: number, digits: boolean): boolean {
  const size = Math.abs(sum);
  return size !== Infinity && !(digits && size < 2 ** -900);
}

/** What weights are multiplied by, one after the other, where their sums are too large or too small. */
const powers = { down: [-64, -600, -1100], up: [600, 1100] };

/** {@link measure} with a power of two, 0 where there is no need of one, that keeps the totals within float64. */
function* measureWithin(task: Task, losses: boolean, weights: boolean): Steps<{ totals: Totals; power: number }> {
  let found = { totals: yield* measure(task, losses, weights), power: 0 };
  if (!mayOverflow(task)) return found;
  const isOver = (totals: Totals) => !isHeld(totals.losses, false) || !isHeld(totals.weights, false);
  const isLow = (totals: Totals) => weights && (!isHeld(totals.weights, true) || (losses && !isHeld(totals.losses, true)));
  for (const power of isOver(found.totals) ? powers.down : powers.up) {
    if (power < 0 ? !isOver(found.totals) : !isLow(found.totals)) break;
    const totals = yield* measure(task, losses, weights, power);
    // Sums that cancel are small, whatever their terms.
    if (power > 0 && isOver(totals)) break;
    found = { totals, power };
  }
  return found;
}

/** What the reduction divides Σ w L by; the data is looked at only where selection or weights decide it. */
function* divisorOf(task: Task, reduction: Reduction): Steps<{ divisor: number; power: number }> {
  const asksWeights = reduction === "mean_with_sample_weight";
  if (!asksWeights && (reduction === "sum" || keepsCells(reduction))) return { divisor: 1, power: 0 };
  const count = task.cells.count;
  const looks = selects(task) || (asksWeights && task.weight !== undefined);
  if (!looks) return { divisor: denominator(reduction, count, () => count), power: 0 };
  const { totals, power } = yield* measureWithin(task, false, asksWeights);
  return { divisor: denominator(reduction, totals.cells, () => totals.weights), power };
}

function cellLosses(task: Task): NdArray {
  const pass = new Pass(task);
  const data = pass.cellLosses();
  if (mayOverflow(task) && data.includes(Infinity)) {
    // The mean of a cell may be within float64, and the sum before it not.
    const lowered = pass.cellLosses(-64);
    data.forEach((loss, cell) => {
      if (loss === Infinity) data[cell] = timesPower(lowered[cell]!, 64);
    });
  }
  return { data, shape: [...task.cells.shape] };
}
