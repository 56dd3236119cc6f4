// Calls on little data, without steps: there a generator and what it yields cost as much as the loss.
// Each gives what its namesake in steps.ts gives, to the bit.

import {
  denominator,
  divideNoNan,
  dividesBy,
  keepsCells,
  type Reduction,
} from "../semantics/reduction.js";
import { meanFactor } from "../task/selection.js";
import type { Task } from "../task/task.js";
import { roundTo } from "../tensor/ndarray.js";
import type { FloatArray, NdArray } from "../types.js";
import { Pass } from "./pass.js";
import { countRanges } from "./ranges.js";
import { fixedDivisor, overCells, zerosOfCells } from "./steps.js";
import type { Sums } from "./sweep.js";

/** Whether the task is one range, which nobody shares, and none of its sums can leave float64. */
export function isSmall(task: Task): boolean {
  return task.dtype === "float32" && countRanges(task) === 1;
}

export function reduceAtOnce(task: Task, reduction: Reduction): number | NdArray {
  if (keepsCells(reduction)) return cellLosses(task);
  const by = dividesBy(reduction);
  const sums = sumUp(task, true, by === "weights");
  const divisor = denominator(by, sums.cells, sums.weights);
  return roundTo(task.dtype, divideNoNan(sums.losses, divisor));
}

export function valueAndGradAtOnce(
  task: Task,
  reduction: Reduction,
  out: FloatArray,
): number | NdArray {
  const divisor = divisorOf(task, reduction);
  const kept = keepsCells(reduction) ? zerosOfCells(task) : undefined;
  const cellLosses = kept?.data;
  const sweep = { what: "valueAndGrad", divisor, out, cellLosses, power: 0 } as const;
  const { losses } = new Pass(task, sweep).run();
  return kept ?? roundTo(task.dtype, divideNoNan(meanFactor(task) * losses, divisor));
}

export function hessianAtOnce(task: Task, reduction: Reduction, out: FloatArray): void {
  const divisor = divisorOf(task, reduction);
  new Pass(task, { what: "hessian", divisor, out, power: 0 }).run();
}

function sumUp(task: Task, losses: boolean, weights: boolean): Sums {
  return overCells(task, new Pass(task, { what: "sums", losses, weights, power: 0 }).run());
}

function divisorOf(task: Task, reduction: Reduction): number {
  const fixed = fixedDivisor(task, reduction);
  if (fixed !== undefined) return fixed;
  const by = dividesBy(reduction);
  const { cells, weights } = sumUp(task, false, by === "weights");
  return denominator(by, cells, weights);
}

function cellLosses(task: Task): NdArray {
  const losses = zerosOfCells(task);
  new Pass(task, { what: "cells", out: losses.data }).run();
  return losses;
}
