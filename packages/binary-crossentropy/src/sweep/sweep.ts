// What a sweep over the data is asked for, and what it gives: sums, which add up over ranges.

import type { FloatArray } from "../types.js";

/**
 * Sums up the losses, the weights, or both; writes the losses of the cells; or writes derivatives,
 * divided by the divisor, and with the gradient, where `cellLosses` is given, those of the cells
 * there. What is written goes to the array of the whole task.
 */
export type Sweep = (
  | { readonly what: "sums"; readonly losses: boolean; readonly weights: boolean }
  | { readonly what: "cells"; readonly out: FloatArray }
  | { readonly what: "hessian"; readonly divisor: number; readonly out: FloatArray }
  | {
      readonly what: "valueAndGrad";
      readonly divisor: number;
      readonly out: FloatArray;
      readonly cellLosses?: FloatArray | undefined;
    }
) & {
  /**
   * Weights are multiplied by 2 to this power, 0 by default, so that their sums stay within
   * float64.
   */
  readonly power?: number;
};

/** Where the losses of the cells go, if they are wanted. */
export function cellLossesOf(sweep: Sweep): FloatArray | undefined {
  if (sweep.what === "cells") return sweep.out;
  return sweep.what === "valueAndGrad" ? sweep.cellLosses : undefined;
}

/**
 * What a reduction is made of. A sweep gives them before the mean over `axis`; `meanFactor` of a
 * task makes them those over the cells.
 */
export interface Sums {
  /** Σ w L over the cells, or over the elements where all cells' means divide by the same count. */
  readonly losses: number;
  /**
   * Σ w over the same; the weight of a cell whose elements are weighted one by one is their mean.
   */
  readonly weights: number;
  /**
   * Number of cells that are not masked out, or of elements where cells are kept or left out whole;
   * counted only where some may be left out.
   */
  readonly cells: number;
}

export const nothing: Sums = { losses: 0, weights: 0, cells: 0 };

export function plus(a: Sums, b: Sums): Sums {
  return { losses: a.losses + b.losses, weights: a.weights + b.weights, cells: a.cells + b.cells };
}
