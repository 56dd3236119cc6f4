// One pass over the elements of a task, block by block: the part that every kernel shares. It turns weights, masks,
// ignored labels and the mean over `axis` into one coefficient per element, so that a kernel sees none of them.

import { type Block, blockSize } from "../kernels/kernel.js";
import { product } from "../semantics/element.js";
import type { Reduction } from "../semantics/reduction.js";
import { denominator, divideNoNan, keepsCells } from "../semantics/reduction.js";
import { gather, isFlat, scatterAdd } from "../shape/view.js";
import { roundTo, zeros } from "../tensor/ndarray.js";
import type { FloatArray, NdArray } from "../types.js";
import type { Source, Task } from "./task.js";

export class Pass {
  /** Number of cells that are not masked out. */
  readonly liveCells: number;
  /** The weight that all elements share, over the number that every cell averages. */
  readonly #common: number;
  /** Elements left in each cell, where selection makes that differ from cell to cell. */
  readonly #counts: Float64Array | null = null;
  readonly #task: Task;
  readonly #scratch: Scratch;

  constructor(task: Task) {
    this.#task = task;
    this.#scratch = new Scratch(task, Math.min(blockSize, task.size));
    const { cells } = task;
    const selects = task.mask !== undefined || task.ignoreLabel !== undefined;
    if (selects && cells.elements > 1) this.#counts = this.#countKept();
    this.liveCells = selects ? this.#countLive() : cells.count;
    const weight = typeof task.weight === "number" ? task.weight : 1;
    this.#common = this.#counts ? weight : weight / cells.elements;
  }

  /** The loss under a reduction, rounded once to the compute dtype: a number, or one loss per cell. */
  reduce(reduction: Reduction): number | NdArray {
    const { cells, dtype } = this.#task;
    if (keepsCells(reduction)) return { data: this.cellLosses(), shape: [...cells.shape] };
    return roundTo(dtype, divideNoNan(this.weightedSum(), this.denominator(reduction)));
  }

  /** What the reduction divides Σ w L by. */
  denominator(reduction: Reduction): number {
    return denominator(reduction, this.liveCells, () => this.weightSum());
  }

  /** Σ w L over the cells. */
  weightedSum(): number {
    const { kernel, cells } = this.#task;
    // A cell that is the mean of nothing is NaN, and no element carries that into the sum.
    if (cells.elements === 0) return this.liveCells === 0 ? 0 : NaN;
    let total = 0;
    this.#forEachBlock((block) => {
      total += kernel.sum(block);
    });
    return product(this.#common, total);
  }

  /** Σ w over the cells; the weight of a cell whose elements are weighted one by one is their mean. */
  weightSum(): number {
    const { weight } = this.#task;
    if (typeof weight === "number") return weight * this.liveCells;
    let total = 0;
    this.#forEachBlock(({ count, coefficients, kept }) => {
      for (let i = 0; i < count; i++) if (kept === null || kept[i] !== 0) total += coefficients![i]!;
    });
    return this.#common * total;
  }

  /** w L of each cell, 0 where it is masked out. */
  cellLosses(): FloatArray {
    const { kernel, cells, cellOf, dtype } = this.#task;
    if (cells.elements === 0) return zeros(dtype, cells.count).fill(this.liveCells === 0 ? 0 : NaN);
    const losses = new Float64Array(this.#scratch.length);
    const sums = new Float64Array(cells.count);
    this.#forEachBlock((block, start) => {
      kernel.losses(block, losses);
      const { coefficients, kept } = block;
      for (let i = 0; coefficients && i < block.count; i++) {
        losses[i] = kept?.[i] === 0 ? 0 : product(coefficients[i]!, losses[i]!);
      }
      scatterAdd(sums, cellOf, start, block.count, losses);
    });
    const common = this.#common;
    const out = dtype === "float64" ? sums : zeros(dtype, cells.count);
    for (let i = 0; i < sums.length; i++) out[i] = product(common, sums[i]!);
    return out;
  }

  /** {@link reduce}, and the gradient of the value, or of the sum of the values, written to `out`. */
  valueAndGrad(reduction: Reduction, out: FloatArray): number | NdArray {
    const { kernel, cells, dtype } = this.#task;
    const divisor = this.denominator(reduction);
    const scale = this.#scale(divisor);
    // The losses of the cells are read before `out` is written, which may be the predictions' own array.
    const losses = keepsCells(reduction) || cells.elements === 0 ? this.reduce(reduction) : undefined;
    let total = 0;
    this.#forEachBlock((block, start) => {
      total += kernel.valueAndGrad(block, scale, out, start);
    });
    return losses ?? roundTo(dtype, divideNoNan(product(this.#common, total), divisor));
  }

  /** The second derivative of the value, or of the sum of the values, by each element of yPred, written to `out`. */
  hessian(reduction: Reduction, out: FloatArray): void {
    const scale = this.#scale(this.denominator(reduction));
    this.#forEachBlock((block, start) => this.#task.kernel.hessian(block, scale, out, start));
  }

  #scale(denominator: number): number {
    return denominator === 0 ? 0 : this.#common / denominator;
  }

  #countKept(): Float64Array {
    const counts = new Float64Array(this.#task.cells.count);
    this.#forEachBlock(({ count, kept }, start) => scatterAdd(counts, this.#task.cellOf, start, count, kept!));
    return counts;
  }

  #countLive(): number {
    let live = 0;
    if (this.#counts) {
      for (const count of this.#counts) if (count > 0) live++;
    } else {
      this.#forEachBlock(({ count, kept }) => {
        for (let i = 0; i < count; i++) live += kept![i]!;
      });
    }
    return live;
  }

  #forEachBlock(visit: (block: Block, start: number) => void): void {
    const { size } = this.#task;
    for (let start = 0; start < size; start += blockSize) {
      const count = Math.min(blockSize, size - start);
      visit(this.#scratch.load(start, count, this.#counts), start);
    }
  }
}

/** Brings one block of the task at a time into the form that kernels read, copying only what is not in it already. */
class Scratch {
  readonly length: number;
  readonly #task: Task;
  readonly #block: Block;
  readonly #yTrue: FloatArray | null;
  readonly #yPred: FloatArray | null;
  readonly #weights: FloatArray | null;
  readonly #counts: Float64Array | null;

  constructor(task: Task, length: number) {
    const { dtype, weight, mask, ignoreLabel, posWeight } = task;
    this.#task = task;
    this.length = length;
    this.#yTrue = isReady(task.yTrue, task) ? null : zeros(dtype, length);
    this.#yPred = isReady(task.yPred, task) ? null : zeros(dtype, length);
    const hasWeights = typeof weight !== "number";
    const selects = mask !== undefined || ignoreLabel !== undefined;
    this.#weights = hasWeights ? zeros(dtype, length) : null;
    this.#counts = selects && task.cells.elements > 1 ? new Float64Array(length) : null;
    this.#block = {
      count: 0,
      yTrue: this.#yTrue ?? (task.yTrue.data as FloatArray),
      yTrueAt: 0,
      yPred: this.#yPred ?? (task.yPred.data as FloatArray),
      yPredAt: 0,
      coefficients: this.#weights || this.#counts ? new Float64Array(length) : null,
      kept: selects ? new Uint8Array(length) : null,
      posWeights: typeof posWeight === "number" ? null : new Float64Array(length),
      posWeight: typeof posWeight === "number" ? posWeight : 1,
    };
  }

  load(start: number, count: number, counts: Float64Array | null): Block {
    const block = this.#block;
    const { yTrue, yPred, posWeight } = this.#task;
    block.count = count;
    block.yTrueAt = stage(yTrue, start, count, this.#yTrue);
    block.yPredAt = stage(yPred, start, count, this.#yPred);
    if (block.kept) this.#select(start, count, block.kept);
    if (block.coefficients) this.#weigh(start, count, block.coefficients, counts);
    if (block.posWeights && typeof posWeight !== "number") gather(posWeight.data, posWeight.view, start, count, block.posWeights);
    return block;
  }

  #select(start: number, count: number, kept: Uint8Array): void {
    const { mask, ignoreLabel } = this.#task;
    if (mask) gather(mask.data, mask.view, start, count, kept);
    else kept.fill(1, 0, count);
    if (ignoreLabel === undefined) return;
    const { yTrue, yTrueAt } = this.#block;
    for (let i = 0; i < count; i++) {
      const y = yTrue[yTrueAt + i]!;
      if (y === ignoreLabel || (y !== y && ignoreLabel !== ignoreLabel)) kept[i] = 0;
    }
  }

  #weigh(start: number, count: number, coefficients: Float64Array, counts: Float64Array | null): void {
    const { weight, cellOf } = this.#task;
    if (typeof weight === "number") coefficients.fill(1, 0, count);
    else {
      // Through an array of the compute dtype, which rounds the weights to it.
      const weights = this.#weights!;
      gather(weight.data, weight.view, start, count, weights);
      for (let i = 0; i < count; i++) coefficients[i] = weights[i]!;
    }
    if (counts === null) return;
    const left = this.#counts!;
    gather(counts, cellOf, start, count, left);
    for (let i = 0; i < count; i++) coefficients[i]! /= left[i]!;
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
