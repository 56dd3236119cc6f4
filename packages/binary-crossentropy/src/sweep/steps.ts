// What a call computes, as steps: each yields a sweep over all of the task's data and is given the
// sums. Where a sweep runs is not known here: on the calling thread (run.ts), or on others.

import { timesPower } from "../semantics/products.js";
import {
  denominator,
  divideNoNan,
  dividesBy,
  keepsCells,
  type Reduction,
} from "../semantics/reduction.js";
import { keptCells, meanFactor, selects } from "../task/selection.js";
import type { Task } from "../task/task.js";
import { overlap } from "../tensor/intrinsics.js";
import { roundTo, zeros } from "../tensor/ndarray.js";
import type { FloatArray, NdArray } from "../types.js";
import type { Sums, Sweep } from "./sweep.js";

export type Steps<Result> = Generator<Sweep, Result, Sums>;

/**
 * The loss under a reduction, rounded once to the compute dtype: a number, or one loss per cell.
 */
export function* reduce(task: Task, reduction: Reduction): Steps<number | NdArray> {
  if (keepsCells(reduction)) return yield* cellLosses(task);
  const by = dividesBy(reduction);
  const asksWeights = by === "weights";
  const { sums, power } = yield* scaledSums(task, true, asksWeights);
  const divisor = denominator(by, sums.cells, sums.weights);
  const value = divideNoNan(sums.losses, divisor);
  // The power of both sums is gone from their quotient.
  return roundTo(task.dtype, power === 0 || asksWeights ? value : timesPower(value, -power));
}

/** {@link reduce}, and the gradient of the value, or of the sum of the values, written to `out`. */
export function* valueAndGrad(
  task: Task,
  reduction: Reduction,
  out: FloatArray,
): Steps<number | NdArray> {
  const { divisor, power } = yield* divisorOf(task, reduction);
  // What may have to be computed again is computed before `out` is written, which may be the
  // predictions' own array.
  const isInPlace = !task.yPred.list && overlap(task.yPred.data, out);
  const isKept = keepsCells(reduction);
  const isFirst = isInPlace && mayOverflow(task) && (isKept || task.weight !== undefined);
  const before = isFirst ? yield* reduce(task, reduction) : undefined;
  const kept = isKept ? zerosOfCells(task) : undefined;
  // Also where they are known: in the same sweep the gradient is the same to the bit.
  const cellLosses = kept?.data;
  const sums = yield { what: "valueAndGrad", divisor, out, power, cellLosses };
  if (before !== undefined) return before;
  if (kept) return yield* heldInRange(task, kept);
  const losses = meanFactor(task) * sums.losses;
  const isDoubtful =
    !Number.isFinite(losses) || (dividesBy(reduction) === "weights" && isLow(losses));
  if (mayOverflow(task) && isDoubtful && !isInPlace) return yield* reduce(task, reduction);
  return roundTo(task.dtype, divideNoNan(losses, divisor));
}

/**
 * The second derivative of the value, or of the sum of the values, by each element of yPred,
 * written to `out`.
 */
export function* hessian(task: Task, reduction: Reduction, out: FloatArray): Steps<void> {
  const { divisor, power } = yield* divisorOf(task, reduction);
  yield { what: "hessian", divisor, out, power };
}

/** The sums over the cells, those that are wanted, of weights multiplied by 2 to the power. */
function* sumUp(task: Task, losses: boolean, weights: boolean, power = 0): Steps<Sums> {
  return overCells(task, yield { what: "sums", losses, weights, power });
}

/** The sums over the cells, of those that a sweep gave. */
function overCells(task: Task, sums: Sums): Sums {
  const mean = meanFactor(task);
  const cells = keptCells(task, sums.cells);
  return {
    losses: mean * sums.losses,
    weights: task.weight === undefined ? cells : mean * sums.weights,
    cells,
  };
}

/**
 * Whether a sum may leave float64, where no wider type can hold it: those of numbers of float32
 * cannot.
 */
export function mayOverflow({ dtype }: Pick<Task, "dtype">): boolean {
  return dtype === "float64";
}

/** Whether a sum may lack digits, which matters where what divides it is as small. */
const isLow = (sum: number) => Math.abs(sum) < 2 ** -900;

/**
 * Powers of two for weights whose sums are too large, and for those whose sums are too small, each
 * farther than the last.
 */
const powers = [-64, -600, -1100, 600, 1100];

/**
 * {@link sumUp} with a power of two, 0 where there is no need of one, that keeps the sums
 * within float64.
 */
export function* scaledSums(
  task: Task,
  losses: boolean,
  weights: boolean,
): Steps<{ sums: Sums; power: number }> {
  let found = { sums: yield* sumUp(task, losses, weights), power: 0 };
  if (!mayOverflow(task)) return found;
  const sumsOf = ({ sums }: typeof found) => [losses ? sums.losses : sums.weights, sums.weights];
  // A sum that stays infinite or NaN under every power is made of such losses.
  const countOf = (tried: typeof found) =>
    sumsOf(tried).filter((sum) => !Number.isFinite(sum)).length;
  for (const power of powers) {
    const { weights: divisor } = found.sums;
    const isAsked =
      power < 0
        ? countOf(found) > 0
        : weights && found.power >= 0 && Math.abs(divisor) < 1 && sumsOf(found).some(isLow);
    if (!isAsked) continue;
    const next = { sums: yield* sumUp(task, losses, weights, power), power };
    // Sums that cancel are small, whatever their terms, and so are those of nothing.
    if (
      power < 0
        ? countOf(next) < countOf(found)
        : countOf(next) <= countOf(found) && sumsOf(next)[0] !== 0
    )
      found = next;
  }
  return found;
}

/** What the reduction divides Σ w L by. */
export function* divisorOf(
  task: Task,
  reduction: Reduction,
): Steps<{ divisor: number; power: number }> {
  const fixed = fixedDivisor(task, reduction);
  if (fixed !== undefined) return { divisor: fixed, power: 0 };
  const by = dividesBy(reduction);
  const { sums, power } = yield* scaledSums(task, false, by === "weights");
  return { divisor: denominator(by, sums.cells, sums.weights), power };
}

/** The divisor, or undefined where selection or weights decide it, so that the data must be read. */
function fixedDivisor(task: Task, reduction: Reduction): number | undefined {
  const by = dividesBy(reduction);
  const { count } = task.cells;
  const looks =
    by !== "nothing" && (selects(task) || (by === "weights" && task.weight !== undefined));
  return looks ? undefined : denominator(by, count, count);
}

function* cellLosses(task: Task): Steps<NdArray> {
  const losses = zerosOfCells(task);
  yield { what: "cells", out: losses.data };
  return yield* heldInRange(task, losses);
}

/** The losses of the cells, once more where a sum of float64 has left the range that its mean is in. */
function* heldInRange(task: Task, losses: NdArray): Steps<NdArray> {
  const { data } = losses;
  if (task.cells.elements === 0) data.fill(selects(task) ? 0 : NaN);
  else if (mayOverflow(task) && !data.every(Number.isFinite)) {
    const lowered = zerosOfCells(task).data;
    yield { what: "cells", out: lowered, power: -64 };
    data.forEach((loss, cell) => {
      if (!Number.isFinite(loss)) data[cell] = timesPower(lowered[cell]!, 64);
    });
  }
  return losses;
}

/** Room for the losses of the cells. */
export function zerosOfCells({ dtype, cells }: Pick<Task, "dtype" | "cells">): NdArray {
  return { data: zeros(dtype, cells.count), shape: [...cells.shape] };
}
