// One pass over the elements of a task, block by block: the part that every kernel shares. It turns the mean over `axis`,
// selection and the reduction into sums and factors, so that a kernel sees none of them.
//
// Elements that are left out make the cells' means divide by different counts. Then a task is laid out cell by cell, each
// cell's elements one after the other, and a kernel gets one cell at a time. Nothing here grows with the data.

import type { Block } from "../kernels/kernel.js";
import { denominator, divideNoNan, keepsCells, type Reduction } from "../semantics/reduction.js";
import { isFlat, scatter } from "../shape/view.js";
import { roundTo, zeros } from "../tensor/ndarray.js";
import type { FloatArray, NdArray } from "../types.js";
import { BlockLoader, copy, isFloats } from "./block-loader.js";
import type { Task } from "./task.js";

/** What a reduction is made of. Each part of the data has its own, and they add up. */
export interface Totals {
  /** Σ w L over the cells. */
  readonly losses: number;
  /** Σ w over the cells; the weight of a cell whose elements are weighted one by one is their mean. */
  readonly weights: number;
  /** Number of cells that are not masked out. */
  readonly cells: number;
}

/** Elements `from` up to, not including, `to`; where cells are apart, whole cells. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

export class Pass {
  readonly #task: Task;
  readonly #loader: BlockLoader;
  readonly #selects: boolean;
  readonly #range: Range;

  constructor(task: Task, range: Range = { from: 0, to: task.size }) {
    this.#task = task;
    this.#loader = new BlockLoader(task);
    this.#selects = task.mask !== undefined || task.ignoreLabel !== undefined;
    this.#range = range;
  }

  /** The loss under a reduction, rounded once to the compute dtype: a number, or one loss per cell. */
  reduce(reduction: Reduction): number | NdArray {
    if (keepsCells(reduction)) return { data: this.#cellLosses(), shape: [...this.#task.cells.shape] };
    const totals = this.measure({ losses: true, weights: reduction === "mean_with_sample_weight" });
    return reduced(this.#task, reduction, totals);
  }

  /** {@link reduce}, and the gradient of the value, or of the sum of the values, written to `out`. */
  valueAndGrad(reduction: Reduction, out: FloatArray): number | NdArray {
    const divisor = this.divisor(reduction);
    // The losses of the cells are read before `out` is written, which may be the predictions' own array.
    const losses = keepsCells(reduction) ? this.reduce(reduction) : undefined;
    const sum = this.differentiate("valueAndGrad", divisor, out);
    return losses ?? roundTo(this.#task.dtype, divideNoNan(sum, divisor));
  }

  /** The second derivative of the value, or of the sum of the values, by each element of yPred, written to `out`. */
  hessian(reduction: Reduction, out: FloatArray): void {
    this.differentiate("hessian", this.divisor(reduction), out);
  }

  /** What the reduction divides Σ w L by; the data is looked at only where selection or weights decide it. */
  divisor(reduction: Reduction): number {
    const asksWeights = reduction === "mean_with_sample_weight";
    if (!asksWeights && (reduction === "sum" || keepsCells(reduction))) return 1;
    const counts = this.#selects || (asksWeights && this.#task.weight !== undefined);
    const count = this.#task.cells.count;
    const totals = counts ? this.measure({ losses: false, weights: asksWeights }) : { losses: 0, weights: count, cells: count };
    return denominator(reduction, totals.cells, () => totals.weights);
  }

  /** The sums over the range, those that are wanted. */
  measure(wanted: { readonly losses: boolean; readonly weights: boolean }): Totals {
    const { kernel, weight } = this.#task;
    const hasWeights = wanted.weights && weight !== undefined;
    const load = wanted.losses || hasWeights;
    const sumOf = (block: Block) => (wanted.losses ? kernel.sum(block) : 0);
    const weightOf = (block: Block) => (hasWeights ? weightSum(block) : 0);
    let [losses, weights, cells] = [0, 0, 0];
    if (this.#isApart()) {
      let [cellLoss, cellWeight] = [0, 0];
      this.#eachCell(load, (block, _, isLast, count) => {
        if (count > 0) cellLoss += sumOf(block);
        if (count > 0) cellWeight += weightOf(block);
        if (!isLast) return;
        if (count > 0) {
          losses += cellLoss / count;
          weights += cellWeight / count;
          cells++;
        }
        [cellLoss, cellWeight] = [0, 0];
      });
    } else {
      const { elements } = this.#task.cells;
      this.#eachBlock(load, (block) => {
        losses += sumOf(block);
        weights += weightOf(block);
        if (this.#selects) cells += keptIn(block);
      });
      if (!this.#selects) {
        // A cell that is the mean of nothing is NaN, which is what 1 / 0 makes of its sum, 0.
        const mean = this.#task.cells.count === 0 ? 0 : 1 / elements;
        losses *= mean;
        weights *= mean;
        cells = this.#task.cells.count;
      }
    }
    return { losses, weights: hasWeights ? weights : cells, cells };
  }

  /** Writes derivatives, divided by the divisor, to `out`, the array of the whole task; returns Σ w L with `valueAndGrad`. */
  differentiate(what: "valueAndGrad" | "hessian", divisor: number, out: FloatArray): number {
    const { kernel, outView, cells } = this.#task;
    const write = (block: Block, start: number, scale: number) => {
      const inPlace = isFlat(outView) && kernel.reaches(out) && isFloats(out, this.#task.dtype);
      const [to, at] = inPlace ? [out, start] : [kernel.scratch.out, 0];
      const sum = what === "hessian" ? 0 : kernel.valueAndGrad(block, scale, to, at);
      if (what === "hessian") kernel.hessian(block, scale, to, at);
      if (inPlace) return sum;
      if (isFlat(outView)) copy(to, 0, block.count, out, start);
      else scatter(to, outView, start, block.count, out);
      return sum;
    };
    let total = 0;
    if (this.#isApart()) {
      let cellTotal = 0;
      this.#eachCell(true, (block, start, isLast, count) => {
        cellTotal += write(block, start, divisor === 0 || count === 0 ? 0 : 1 / count / divisor);
        if (!isLast) return;
        if (count > 0) total += cellTotal / count;
        cellTotal = 0;
      });
      return total;
    }
    const mean = this.#selects || cells.count === 0 ? 1 : 1 / cells.elements;
    const scale = divisor === 0 ? 0 : mean / divisor;
    this.#eachBlock(true, (block, start) => {
      total += write(block, start, scale);
    });
    return mean * total;
  }

  /** w L of each cell, 0 where it is masked out. */
  #cellLosses(): FloatArray {
    const { kernel, cells, dtype } = this.#task;
    const out = zeros(dtype, cells.count);
    if (cells.elements === 1) {
      this.#eachBlock(true, (block, start) => {
        const inPlace = kernel.reaches(out);
        kernel.losses(block, inPlace ? out : kernel.scratch.out, inPlace ? start : 0);
        if (!inPlace) copy(kernel.scratch.out, 0, block.count, out, start);
      });
    } else if (cells.elements === 0) {
      out.fill(this.#selects ? 0 : NaN);
    } else {
      let [cell, sum] = [0, 0];
      this.#eachCell(true, (block, _, isLast, count) => {
        if (count > 0) sum += kernel.sum(block);
        if (!isLast) return;
        out[cell++] = count === 0 ? 0 : sum / count;
        sum = 0;
      });
    }
    return out;
  }

  /** Whether cells must be computed one by one: their means divide by different counts. */
  #isApart(): boolean {
    return this.#selects && this.#task.cells.elements > 1;
  }

  #eachBlock(load: boolean, visit: (block: Block, start: number) => void): void {
    const { from, to } = this.#range;
    const { blockSize } = this.#task.kernel;
    for (let start = from; start < to; start += blockSize) {
      visit(this.#take(load, start, Math.min(blockSize, to - start)), start);
    }
  }

  #take(load: boolean, start: number, count: number): Block {
    return load ? this.#loader.load(start, count) : this.#loader.select(start, count);
  }

  /** Visits each cell's elements, in several blocks where it is long, with the number of those that are kept. */
  #eachCell(load: boolean, visit: (block: Block, start: number, isLast: boolean, count: number) => void): void {
    const { from, to } = this.#range;
    const { cells, kernel } = this.#task;
    const { elements } = cells;
    const { blockSize } = kernel;
    if (elements > blockSize) {
      for (let cell = from; cell < to; cell += elements) {
        const count = this.#selects ? this.#countKept(cell, elements) : elements;
        for (let at = 0; at < elements; at += blockSize) {
          const length = Math.min(blockSize, elements - at);
          visit(this.#take(load, cell + at, length), cell + at, at + length === elements, count);
        }
      }
      return;
    }
    const step = elements * Math.floor(blockSize / elements);
    for (let start = from; start < to; start += step) {
      const length = Math.min(step, to - start);
      const block = this.#take(load, start, length);
      block.count = elements;
      for (let at = 0; at < length; at += elements) {
        visit(block, start + at, true, this.#selects ? keptIn(block) : elements);
        advance(block, elements);
      }
    }
  }

  #countKept(start: number, elements: number): number {
    const { blockSize } = this.#task.kernel;
    let count = 0;
    for (let at = 0; at < elements; at += blockSize) {
      count += keptIn(this.#loader.select(start + at, Math.min(blockSize, elements - at)));
    }
    return count;
  }
}

/** The value under a reduction to one number, of the totals over the whole task. */
export function reduced({ dtype }: Task, reduction: Reduction, { losses, weights, cells }: Totals): number {
  return roundTo(
    dtype,
    divideNoNan(
      losses,
      denominator(reduction, cells, () => weights),
    ),
  );
}

function keptIn({ kept, keptAt, count }: Block): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += kept![keptAt + i]!;
  return sum;
}

function weightSum({ weights, weightsAt, kept, keptAt, count }: Block): number {
  let sum = 0;
  for (let i = 0; i < count; i++) if (kept === null || kept[keptAt + i] !== 0) sum += weights![weightsAt + i]!;
  return sum;
}

function advance(block: Block, count: number): void {
  block.yTrueAt += count;
  block.yPredAt += count;
  block.weightsAt += count;
  block.keptAt += count;
  block.posWeightsAt += count;
}
