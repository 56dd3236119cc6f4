// What is asked of a pass over the data, and what comes back: sums over ranges of the elements,
// which add up. The ranges follow from the task alone, so a result is the same, to the bit, whoever
// computes them and however many do.

import type { FloatArray } from "../types.js";
import type { Task } from "./task.js";

/**
 * Sums up the losses or the weights, or writes derivatives, divided by the divisor, to the array of
 * the whole task.
 */
export type Sweep = (
  | { readonly what: "measure"; readonly losses: boolean; readonly weights: boolean }
  | {
      readonly what: "valueAndGrad" | "hessian";
      readonly divisor: number;
      readonly out: FloatArray;
    }
) & {
  /**
   * Weights are multiplied by 2 to the power of it, 0 if there is none, so that their sums stay
   * within float64.
   */
  readonly power?: number;
};

/** What a reduction is made of. Each range of the data has its own, and they add up. */
export interface Sums {
  /** Σ w L over the cells, or over the elements where all cells' means divide by the same count. */
  readonly losses: number;
  /**
   * Σ w over the same; the weight of a cell whose elements are weighted one by one is their mean.
   */
  readonly weights: number;
  /** Number of cells that are not masked out; counted only where some may be. */
  readonly cells: number;
}

/** Elements `from` up to, not including, `to`; where cells are apart, whole cells. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** About how many elements a range has: some tens of microseconds of work. */
const rangeLength = 32768;

/** Whether some elements may be left out. */
export function selects({ mask, ignoreLabel }: Task): boolean {
  return mask !== undefined || ignoreLabel !== undefined;
}

/** Whether cells must be computed one by one: their means divide by different counts. */
export function isApart(task: Task): boolean {
  return selects(task) && task.cells.elements > 1;
}

/** What the sum over the elements is multiplied by, so that each cell counts with its mean. */
export function meanFactor(task: Task): number {
  return selects(task) || task.cells.count === 0 ? 1 : 1 / task.cells.elements;
}

/** How many elements each range has, but for the last. */
export function lengthOfRanges(task: Task): number {
  const unit = isApart(task) ? task.cells.elements : task.kernel.blockSize;
  return unit * Math.ceil(rangeLength / unit);
}

export function countRanges(task: Task): number {
  return Math.ceil(task.size / lengthOfRanges(task));
}

export function rangeAt(task: Task, index: number): Range {
  const length = lengthOfRanges(task);
  return { from: index * length, to: Math.min((index + 1) * length, task.size) };
}

export const nothing: Sums = { losses: 0, weights: 0, cells: 0 };

export function plus(a: Sums, b: Sums): Sums {
  return { losses: a.losses + b.losses, weights: a.weights + b.weights, cells: a.cells + b.cells };
}
