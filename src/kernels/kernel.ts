// The contract between the loss and whatever computes its elements. A kernel sees blocks of contiguous elements: shapes,
// axes, weights' shapes, masks and reductions have been resolved into coefficients. It validates nothing and keeps
// nothing between calls.

import type { FloatArray } from "../types.js";

/** At most this many elements are in one block, so that all of it stays in the first-level cache. */
export const blockSize = 2048;

/** Consecutive elements i = 0 … count − 1. Arrays of numbers are in the compute dtype. */
export interface Block {
  count: number;
  /** Label i is `yTrue[yTrueAt + i]`, before smoothing. */
  yTrue: FloatArray;
  yTrueAt: number;
  /** Prediction i, a logit or a probability, is `yPred[yPredAt + i]`. */
  yPred: FloatArray;
  yPredAt: number;
  /** Coefficient a of each element, or null where every one is 1. */
  coefficients: Float64Array | null;
  /** 0 for elements that are left out by selection, or null where none is. */
  kept: Uint8Array | null;
  /** posWeight of each element, or null where all share {@link posWeight}. */
  posWeights: Float64Array | null;
  posWeight: number;
}

/** One loss, computed by one engine. L is an element's loss in nats, x its prediction. */
export interface Kernel {
  /** Σ a L over the elements kept, in float64. Where there is an `out`, a L is written from `out[0]` on, 0 for those left out. */
  losses(block: Block, out: Float64Array | null): number;
  /** Writes scale · a · dL/dx from `out[at]` on, 0 for elements left out; returns Σ a L as {@link losses} does. */
  valueAndGrad(block: Block, scale: number, out: FloatArray, at: number): number;
  /** Writes scale · a · d²L/dx² from `out[at]` on; 0 for elements left out. */
  hessian(block: Block, scale: number, out: FloatArray, at: number): void;
}
