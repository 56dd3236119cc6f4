// The contract between the loss and whatever computes its elements. A kernel sees blocks of
// contiguous elements: shapes, axes, weights' shapes, masks and reductions have been resolved. It
// validates nothing and keeps nothing between calls: blocks, which name the caller's arrays, belong
// to the call.
//
// `out` may be the predictions themselves, element by element, and overlaps no other input that
// lies within reach.

import type { FloatArray } from "../types.js";

/**
 * Which kernels compute: WebAssembly with fused multiply-add, WebAssembly without, or plain
 * JavaScript.
 */
export type KernelName = "relaxed-simd" | "simd" | "javascript";

/** Consecutive elements i = 0 … count − 1. Arrays of floats are in the compute dtype. */
export interface Block {
  count: number;
  /** Label i is `yTrue[yTrueAt + i]`, before smoothing; bytes where the caller's labels are. */
  yTrue: FloatArray | Uint8Array;
  yTrueAt: number;
  /** Prediction i, a logit or a probability, is `yPred[yPredAt + i]`. */
  yPred: FloatArray;
  yPredAt: number;
  /** Weight w of each element, or null where every one is 1. */
  weights: FloatArray | null;
  weightsAt: number;
  /** 0 for elements that are left out by selection, or null where none is. */
  kept: Uint8Array | null;
  keptAt: number;
  /** posWeight of each element, or null where all share {@link posWeight}. */
  posWeights: FloatArray | null;
  posWeightsAt: number;
  posWeight: number;
}

/**
 * Arrays that a kernel reads and writes, one block long, where a block is brought that lies
 * elsewhere.
 */
export interface Scratch {
  readonly labels: FloatArray;
  readonly bytes: Uint8Array;
  readonly predictions: FloatArray;
  readonly weights: FloatArray;
  readonly kept: Uint8Array;
  readonly posWeights: FloatArray;
  readonly out: FloatArray;
  /**
   * The first elements of `out`, as many as the previous call had: making a view costs as much as a
   * small call.
   */
  beginning: FloatArray;
}

export interface CellSums {
  /** Σ of the cells' means of w L, in float64. */
  readonly losses: number;
  /** Number of cells with an element that is kept. */
  readonly cells: number;
}

/**
 * Blocks of whole cells of few elements, one cell after the other. A cell's mean divides by the
 * number n of its elements that are kept, and is 0 where that is 0.
 */
export interface CellKernel {
  /** Number of elements from which cells are better computed one by one. */
  readonly fewerThan: number;
  /**
   * Writes the cells' means of w L from `out[at]` on, unless `out` is null. Nothing is done, and
   * undefined returned, where cells must be computed one by one, since weights or scales would leave
   * the range of floats or bring back what has left it.
   */
  sum(block: Block, elements: number, out: FloatArray | null, at: number): CellSums | undefined;
  /** Σ of the cells' means of w. */
  sumOfWeights(block: Block, elements: number): number;
  /** Number of cells with an element that is kept. */
  count(block: Block, elements: number): number;
  /**
   * Writes scale / n · w · dL/dx from `out[at]` on, 0 for elements left out, and the cells' means of
   * w L from `means[meansAt]` on, unless that is null; returns the losses of {@link sum}. `means`
   * need not lie within reach.
   */
  valueAndGrad(
    block: Block,
    elements: number,
    scale: number,
    out: FloatArray,
    at: number,
    means: FloatArray | null,
    meansAt: number,
  ): number | undefined;
  /** The same with d²L/dx², for which it returns 0. */
  hessian(
    block: Block,
    elements: number,
    scale: number,
    out: FloatArray,
    at: number,
  ): number | undefined;
}

/** One loss on one machine. L is an element's loss in nats, x its prediction. */
export interface Kernel {
  /** The most elements of a block, so that all of it stays in the first-level cache. */
  readonly blockSize: number;
  readonly scratch: Scratch;
  /**
   * Called before every pass: makes sure that nothing a caller wrote to a shared buffer changes a
   * number.
   */
  begin(): void;
  /** Whether the kernel reads and writes the array where it lies. */
  reaches(array: ArrayBufferView): boolean;
  /**
   * Whether losses do not depend on labels: then none are brought, and a block's are not to be read,
   * but by {@link Kernel.ignore}.
   */
  readonly isLabelFree?: boolean;
  /** Σ w L over the elements kept, in float64. */
  sum(block: Block): number;
  /** Writes w L from `out[at]` on, 0 for elements left out. `out` is within reach. */
  losses(block: Block, out: FloatArray, at: number): void;
  /**
   * Writes scale · w · dL/dx from `out[at]` on, 0 for elements left out; returns Σ w L as {@link
   * sum} does.
   */
  valueAndGrad(block: Block, scale: number, out: FloatArray, at: number): number;
  /** Writes scale · w · d²L/dx² from `out[at]` on; 0 for elements left out. */
  hessian(block: Block, scale: number, out: FloatArray, at: number): void;
  /** undefined where cells of any size are computed one by one. */
  readonly cells: CellKernel | undefined;
  /** Number of the block's elements that are kept. */
  countKept(block: Block): number;
  /**
   * Whether numbers from `array[at]` on, at most a block of them and within reach, are all from
   * `lowest` to `highest`. undefined where the kernel has no quick way to tell.
   */
  readonly areWithin:
    | ((array: FloatArray, at: number, count: number, lowest: number, highest: number) => boolean)
    | undefined;
  /** Leaves out, of those that are kept, elements with this label. */
  ignore(block: Block, label: number): void;
}

/** A block of the scratch arrays, to be filled in. */
export function emptyBlock(scratch: Scratch): Block {
  return {
    count: 0,
    yTrue: scratch.labels,
    yTrueAt: 0,
    yPred: scratch.predictions,
    yPredAt: 0,
    weights: null,
    weightsAt: 0,
    kept: null,
    keptAt: 0,
    posWeights: null,
    posWeightsAt: 0,
    posWeight: 1,
  };
}
