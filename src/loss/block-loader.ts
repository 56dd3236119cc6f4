// Brings one block of a task at a time into the form that kernels read, copying only what is not in it already.

import { type Block, blockSize } from "../kernels/kernel.js";
import { gather, isFlat } from "../shape/view.js";
import { zeros } from "../tensor/ndarray.js";
import type { FloatArray } from "../types.js";
import type { Source, Task } from "./task.js";

export class BlockLoader {
  /** Whether elements may be left out. */
  readonly selects: boolean;
  readonly #task: Task;
  readonly #block: Block;
  readonly #yTrue: FloatArray | null;
  readonly #yPred: FloatArray | null;
  /** Weights on their way into coefficients, in the compute dtype, which rounds them to it. */
  readonly #weights: FloatArray;
  readonly #counts: Float64Array;

  constructor(task: Task) {
    const { dtype, size, weight, mask, ignoreLabel, posWeight, cells } = task;
    const length = Math.min(blockSize, size);
    this.#task = task;
    this.selects = mask !== undefined || ignoreLabel !== undefined;
    const hasCounts = this.selects && cells.elements > 1;
    this.#yTrue = isReady(task.yTrue, task) ? null : zeros(dtype, length);
    this.#yPred = isReady(task.yPred, task) ? null : zeros(dtype, length);
    this.#weights = zeros(dtype, weight ? length : 0);
    this.#counts = new Float64Array(hasCounts ? length : 0);
    this.#block = {
      count: 0,
      yTrue: this.#yTrue ?? (task.yTrue.data as FloatArray),
      yTrueAt: 0,
      yPred: this.#yPred ?? (task.yPred.data as FloatArray),
      yPredAt: 0,
      coefficients: weight || hasCounts ? new Float64Array(length) : null,
      kept: this.selects ? new Uint8Array(length) : null,
      posWeights: typeof posWeight === "number" ? null : new Float64Array(length),
      posWeight: typeof posWeight === "number" ? posWeight : 1,
    };
  }

  /**
   * The block of `count` elements from `start` on.
   *
   * @param counts How many elements are left in each cell, where that differs from cell to cell.
   */
  load(start: number, count: number, counts: Float64Array | null): Block {
    const block = this.#block;
    const { yTrue, yPred, posWeight } = this.#task;
    block.count = count;
    block.yTrueAt = stage(yTrue, start, count, this.#yTrue);
    block.yPredAt = stage(yPred, start, count, this.#yPred);
    if (block.kept) this.#select(start, count, block.kept);
    if (block.coefficients) this.#weigh(start, count, block.coefficients, counts);
    if (block.posWeights) gather((posWeight as Source).data, (posWeight as Source).view, start, count, block.posWeights);
    return block;
  }

  #select(start: number, count: number, kept: Uint8Array): void {
    const { mask, ignoreLabel } = this.#task;
    if (mask) gather(mask.data, mask.view, start, count, kept);
    else kept.fill(1);
    if (ignoreLabel === undefined) return;
    const { yTrue, yTrueAt } = this.#block;
    for (let i = 0; i < count; i++) {
      const y = yTrue[yTrueAt + i]!;
      if (y === ignoreLabel || (y !== y && ignoreLabel !== ignoreLabel)) kept[i] = 0;
    }
  }

  #weigh(start: number, count: number, coefficients: Float64Array, counts: Float64Array | null): void {
    const { weight, cellOf } = this.#task;
    if (weight) {
      gather(weight.data, weight.view, start, count, this.#weights);
      coefficients.set(this.#weights);
    } else coefficients.fill(1);
    if (counts === null) return;
    gather(counts, cellOf, start, count, this.#counts);
    for (let i = 0; i < count; i++) coefficients[i]! /= this.#counts[i]!;
  }
}

/** Whether a kernel can read the source as it is: contiguous and in the compute dtype. */
function isReady({ data, view }: Source, { dtype }: Task): boolean {
  return isFlat(view) && (dtype === "float32" ? data instanceof Float32Array : data instanceof Float64Array);
}

/** Where the block's elements begin, in the source itself or, copied and rounded, in the scratch array. */
function stage({ data, view }: Source, start: number, count: number, scratch: FloatArray | null): number {
  if (scratch === null) return view.offset + start;
  gather(data, view, start, count, scratch);
  return 0;
}
