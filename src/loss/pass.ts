// One pass over the elements of a task, block by block: the part that every kernel shares. It turns weights, masks,
// ignored labels and the mean over `axis` into one coefficient per element, so that a kernel sees none of them.

import { type Block, blockSize } from "../kernels/kernel.js";
import { denominator, divideNoNan, keepsCells, type Reduction } from "../semantics/reduction.js";
import { scatterAdd } from "../shape/view.js";
import { roundTo, zeros } from "../tensor/ndarray.js";
import type { FloatArray, NdArray } from "../types.js";
import { BlockLoader } from "./block-loader.js";
import type { Task } from "./task.js";

export class Pass {
  /** Number of cells that are not masked out. */
  readonly liveCells: number;
  /** One over the number of elements that every cell averages; 1 where {@link Pass.#counts} tells it. */
  readonly #common: number;
  /** Elements left in each cell, where selection makes that differ from cell to cell. */
  readonly #counts: Float64Array | null = null;
  readonly #task: Task;
  readonly #loader: BlockLoader;

  constructor(task: Task) {
    this.#task = task;
    this.#loader = new BlockLoader(task);
    const { elements, count } = task.cells;
    const selects = this.#loader.selects;
    if (selects && elements > 1) this.#counts = this.#countKept();
    this.liveCells = selects ? this.#countLive() : count;
    // A cell that is the mean of nothing is NaN, which is what 1 / 0 makes of its sum, 0.
    this.#common = this.#counts ? 1 : this.liveCells === 0 ? 0 : 1 / elements;
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
    const { kernel } = this.#task;
    let total = 0;
    this.#forEachBlock((block) => {
      total += kernel.losses(block, null);
    });
    return this.#common * total;
  }

  /** Σ w over the cells; the weight of a cell whose elements are weighted one by one is their mean. */
  weightSum(): number {
    if (this.#task.weight === undefined) return this.liveCells;
    let total = 0;
    this.#forEachBlock(({ count, coefficients, kept }) => {
      for (let i = 0; i < count; i++) if (kept === null || kept[i] !== 0) total += coefficients![i]!;
    });
    return this.#common * total;
  }

  /** w L of each cell, 0 where it is masked out. */
  cellLosses(): FloatArray {
    const { kernel, cells, cellOf, dtype, size } = this.#task;
    const losses = new Float64Array(Math.min(blockSize, size));
    const sums = new Float64Array(cells.count);
    this.#forEachBlock((block, start) => {
      kernel.losses(block, losses);
      scatterAdd(sums, cellOf, start, block.count, losses);
    });
    const common = this.#common;
    const out = dtype === "float64" ? sums : zeros(dtype, cells.count);
    for (let i = 0; i < sums.length; i++) out[i] = common * sums[i]!;
    return out;
  }

  /** {@link reduce}, and the gradient of the value, or of the sum of the values, written to `out`. */
  valueAndGrad(reduction: Reduction, out: FloatArray): number | NdArray {
    const { kernel, dtype } = this.#task;
    const divisor = this.denominator(reduction);
    const scale = this.#scale(divisor);
    // The losses of the cells are read before `out` is written, which may be the predictions' own array.
    const losses = keepsCells(reduction) ? this.reduce(reduction) : undefined;
    let total = 0;
    this.#forEachBlock((block, start) => {
      total += kernel.valueAndGrad(block, scale, out, start);
    });
    return losses ?? roundTo(dtype, divideNoNan(this.#common * total, divisor));
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
      visit(this.#loader.load(start, Math.min(blockSize, size - start), this.#counts), start);
    }
  }
}
