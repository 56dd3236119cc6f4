// One pass over a range of a task's elements, block by block: the part that every kernel shares. It
// turns the mean over `axis` and selection into sums and factors, so that a kernel sees neither.
//
// Elements that are left out make the cells' means divide by different counts. Then a task is laid
// out cell by cell, each cell's elements one after the other, and a kernel gets one cell at a time.
// Nothing here grows with the data.

import type { Block } from "../kernels/kernel.js";
import { isFlat, scatter } from "../shape/view.js";
import { goesByCell, meanFactor, selects } from "../task/selection.js";
import type { Task } from "../task/task.js";
import { isFloats } from "../tensor/intrinsics.js";
import { zeros } from "../tensor/ndarray.js";
import type { FloatArray } from "../types.js";
import { BlockLoader, copy } from "./block-loader.js";
import type { Range } from "./ranges.js";
import type { Sums, Sweep } from "./sweep.js";

/** How much of a block is brought. */
type Part = "load" | "weigh" | "select";

export class Pass {
  readonly #task: Task;
  readonly #loader: BlockLoader;
  readonly #selects: boolean;
  readonly #goesByCell: boolean;
  readonly #range: Range;

  constructor(task: Task, range: Range = { from: 0, to: task.size }) {
    this.#task = task;
    this.#loader = new BlockLoader(task);
    this.#selects = selects(task);
    this.#goesByCell = goesByCell(task);
    this.#range = range;
    task.kernel.begin();
  }

  /** What a sweep gives, or writes, for the range. */
  sweep(sweep: Sweep): Sums {
    this.#loader.power = sweep.power ?? 0;
    if (sweep.what === "sums") return this.#sum(sweep);
    return {
      losses: this.#differentiate(sweep.what, sweep.divisor, sweep.out),
      weights: 0,
      cells: 0,
    };
  }

  #sum(wanted: { readonly losses: boolean; readonly weights: boolean }): Sums {
    const { kernel, weight } = this.#task;
    const hasWeights = wanted.weights && weight !== undefined;
    const part = wanted.losses ? "load" : hasWeights ? "weigh" : "select";
    const sumOf = (block: Block) => (wanted.losses ? kernel.sum(block) : 0);
    const weightOf = (block: Block) => (hasWeights ? weightSum(block) : 0);
    let [losses, weights, cells] = [0, 0, 0];
    if (!this.#goesByCell) {
      this.#eachBlock(part, (block) => {
        losses += sumOf(block);
        weights += weightOf(block);
        if (this.#selects) cells += keptIn(block);
      });
      return { losses, weights, cells };
    }
    let [cellLoss, cellWeight] = [0, 0];
    this.#eachCell(part, (block, _, isLast, count) => {
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
    return { losses, weights, cells };
  }

  /**
   * Writes derivatives, divided by the divisor; returns Σ w L, before the mean, with
   * `valueAndGrad`.
   */
  #differentiate(what: "valueAndGrad" | "hessian", divisor: number, out: FloatArray): number {
    const { kernel, outView } = this.#task;
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
    if (this.#goesByCell) {
      let cellTotal = 0;
      this.#eachCell("load", (block, start, isLast, count) => {
        cellTotal += write(block, start, divisor === 0 || count === 0 ? 0 : 1 / count / divisor);
        if (!isLast) return;
        if (count > 0) total += cellTotal / count;
        cellTotal = 0;
      });
      return total;
    }
    const scale = divisor === 0 ? 0 : meanFactor(this.#task) / divisor;
    this.#eachBlock("load", (block, start) => {
      total += write(block, start, scale);
    });
    return total;
  }

  /** w L of each cell, 0 where it is masked out, with weights multiplied by 2 to the power. */
  cellLosses(power = 0): FloatArray {
    const { kernel, cells, dtype } = this.#task;
    this.#loader.power = power;
    const out = zeros(dtype, cells.count);
    if (cells.elements === 1) {
      this.#eachBlock("load", (block, start) => {
        const inPlace = kernel.reaches(out);
        kernel.losses(block, inPlace ? out : kernel.scratch.out, inPlace ? start : 0);
        if (!inPlace) copy(kernel.scratch.out, 0, block.count, out, start);
      });
    } else if (cells.elements === 0) {
      out.fill(this.#selects ? 0 : NaN);
    } else {
      let [cell, sum] = [0, 0];
      this.#eachCell("load", (block, _, isLast, count) => {
        if (count > 0) sum += kernel.sum(block);
        if (!isLast) return;
        out[cell++] = count === 0 ? 0 : sum / count;
        sum = 0;
      });
    }
    return out;
  }

  #eachBlock(part: Part, visit: (block: Block, start: number) => void): void {
    const { from, to } = this.#range;
    const { blockSize } = this.#task.kernel;
    for (let start = from; start < to; start += blockSize) {
      visit(this.#loader[part](start, Math.min(blockSize, to - start)), start);
    }
  }

  /**
   * Visits each cell's elements, in several blocks where it is long, with the number of those that
   * are kept.
   */
  #eachCell(
    part: Part,
    visit: (block: Block, start: number, isLast: boolean, count: number) => void,
  ): void {
    const { from, to } = this.#range;
    const { cells, kernel } = this.#task;
    const { elements } = cells;
    const { blockSize } = kernel;
    if (elements > blockSize) {
      for (let cell = from; cell < to; cell += elements) {
        const count = this.#selects ? this.#countKept(cell, elements) : elements;
        for (let at = 0; at < elements; at += blockSize) {
          const length = Math.min(blockSize, elements - at);
          visit(this.#loader[part](cell + at, length), cell + at, at + length === elements, count);
        }
      }
      return;
    }
    const step = elements * Math.floor(blockSize / elements);
    for (let start = from; start < to; start += step) {
      const length = Math.min(step, to - start);
      const block = this.#loader[part](start, length);
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

function keptIn({ kept, keptAt, count }: Block): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += kept![keptAt + i]!;
  return sum;
}

function weightSum({ weights, weightsAt, kept, keptAt, count }: Block): number {
  let sum = 0;
  for (let i = 0; i < count; i++)
    if (kept === null || kept[keptAt + i] !== 0) sum += weights![weightsAt + i]!;
  return sum;
}

function advance(block: Block, count: number): void {
  block.yTrueAt += count;
  block.yPredAt += count;
  block.weightsAt += count;
  block.keptAt += count;
  block.posWeightsAt += count;
}
