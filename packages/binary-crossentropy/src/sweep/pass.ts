// One pass over a range of a task's elements, block by block: the part that every kernel shares. It
// turns the mean over `axis`, selection and weights that many elements share into sums and factors.
//
// There are three ways through the data. Where all elements count alike, in blocks. Where cells'
// means divide by different counts, or each cell's loss is wanted, cell by cell: the task is laid
// out so that a cell's elements come one after the other, and a kernel gets one cell at a time, or,
// where cells have few elements, a block of whole cells. Where long runs of elements share a weight,
// run by run, each summed up without it. Nothing here grows with the data.

import type { Block } from "../kernels/kernel.js";
import { isFlat, scatter } from "../shape/view.js";
import { goesByCell, meanFactor, selects } from "../task/selection.js";
import type { Task } from "../task/task.js";
import { isFloats } from "../tensor/intrinsics.js";
import type { FloatArray } from "../types.js";
import { BlockLoader, copy } from "./block-loader.js";
import type { Range } from "./ranges.js";
import { RunWeights } from "./run-weights.js";
import type { Sums, Sweep } from "./sweep.js";

export class Pass {
  readonly #task: Task;
  readonly #selects: boolean;
  readonly #range: Range;
  /** Number of elements of a cell, where cells go one by one; else 1. */
  readonly #unit: number;
  /** Whether cells have so few elements that a kernel gets many cells at a time. */
  readonly #hasFew: boolean;
  readonly #loader: BlockLoader;
  /** The kernel, under the weights that runs of elements share. */
  readonly #weighed: RunWeights;
  readonly #sweep: Sweep;

  constructor(task: Task, sweep: Sweep, range: Range = { from: 0, to: task.size }) {
    const { kernel, cells } = task;
    this.#task = task;
    this.#sweep = sweep;
    this.#range = range;
    this.#selects = selects(task);
    const isByCell = goesByCell(task) || (sweep.what === "cells" && cells.elements > 1);
    this.#unit = isByCell ? cells.elements : 1;
    this.#hasFew = isByCell && kernel.cells !== undefined && this.#unit < kernel.cells.fewerThan;
    // Where what comes out of a block is not one sum, each element has its own weight in it.
    const isSummed = !this.#hasFew && (sweep.what !== "cells" || this.#unit > 1);
    this.#loader = new BlockLoader(task, sweep.power ?? 0, isSummed ? this.#unit : 0);
    this.#weighed = new RunWeights(task, this.#loader, "out" in sweep ? sweep.out : undefined);
    kernel.begin();
  }

  /** What the sweep gives, or writes, for the range. */
  run(): Sums {
    const sweep = this.#sweep;
    let losses = 0;
    switch (sweep.what) {
      case "sums":
        return this.#sum(sweep);
      case "cells":
        this.#writeCells(sweep.out);
        break;
      default:
        losses = this.#differentiate(sweep.what, sweep.divisor, sweep.out);
    }
    return { losses, weights: 0, cells: 0 };
  }

  #sum({ losses, weights }: { readonly losses: boolean; readonly weights: boolean }): Sums {
    const sums = { losses: 0, weights: 0, cells: 0 };
    const hasWeights = weights && this.#task.weight !== undefined;
    if (this.#unit === 1) this.#sumBlocks(losses, hasWeights, sums);
    else if (this.#hasFew) this.#sumFew(losses, hasWeights, sums);
    else this.#sumCells(this.#range, losses, hasWeights, sums);
    return sums;
  }

  #sumBlocks(losses: boolean, weights: boolean, sums: Writable<Sums>): void {
    const { kernel } = this.#task;
    const { to } = this.#range;
    for (let start = this.#range.from; start < to; ) {
      const count = this.#lengthFrom(start, to);
      const block = this.#bring(start, count, losses, weights);
      if (losses) sums.losses += this.#weighed.sum(block, start);
      if (weights) sums.weights += this.#weighed.sumOfWeights(block, start);
      if (this.#selects) sums.cells += kernel.countKept(block);
      start += count;
    }
  }

  #sumFew(losses: boolean, weights: boolean, sums: Writable<Sums>): void {
    const cells = this.#task.kernel.cells!;
    const unit = this.#unit;
    this.#eachBlockOfCells((start, count) => {
      const block = this.#bring(start, count, losses, weights);
      const found = losses ? cells.sum(block, unit, null, 0) : undefined;
      if (losses && !found) {
        this.#sumCells({ from: start, to: start + count }, losses, weights, sums);
        return;
      }
      sums.losses += found?.losses ?? 0;
      if (weights) sums.weights += cells.sumOfWeights(block, unit);
      if (this.#selects) sums.cells += found?.cells ?? cells.count(block, unit);
    });
  }

  #sumCells(cells: Range, losses: boolean, weights: boolean, sums: Writable<Sums>): void {
    const unit = this.#unit;
    for (let cell = cells.from; cell < cells.to; cell += unit) {
      const count = this.#countKept(cell);
      if (count === 0) continue;
      let [loss, weight] = [0, 0];
      for (let start = cell; (losses || weights) && start < cell + unit; ) {
        const length = this.#lengthFrom(start, cell + unit);
        const block = this.#bring(start, length, losses, weights);
        if (losses) loss += this.#weighed.sum(block, start);
        if (weights) weight += this.#weighed.sumOfWeights(block, start);
        start += length;
      }
      sums.losses += loss / count;
      sums.weights += weight / count;
      sums.cells++;
    }
  }

  /** Writes w L of each cell, 0 where it is masked out. */
  #writeCells(out: FloatArray): void {
    const { kernel } = this.#task;
    const { from, to } = this.#range;
    const unit = this.#unit;
    if (unit > 1 && !this.#hasFew) {
      this.#writeCellsOneByOne(from, to, out);
      return;
    }
    const isDirect = this.#isWithin(out);
    const written = isDirect ? out : kernel.scratch.out;
    this.#eachBlockOfCells((start, count) => {
      const cell = start / unit;
      const at = isDirect ? cell : 0;
      const block = this.#loader.load(start, count);
      if (unit === 1) kernel.losses(block, written, at);
      else if (!kernel.cells!.sum(block, unit, written, at)) {
        this.#writeCellsOneByOne(start, start + count, out);
        return;
      }
      if (!isDirect) copy(written, 0, count / unit, out, cell);
    });
  }

  #writeCellsOneByOne(from: number, to: number, out: FloatArray): void {
    const unit = this.#unit;
    for (let start = from; start < to; start += unit) {
      const count = this.#countKept(start);
      let sum = 0;
      for (let part = start; count > 0 && part < start + unit; ) {
        const length = this.#lengthFrom(part, start + unit);
        sum += this.#weighed.sum(this.#loader.load(part, length), part);
        part += length;
      }
      out[start / unit] = count === 0 ? 0 : sum / count;
    }
  }

  /**
   * Writes derivatives, divided by the divisor; returns Σ w L, before the mean, with
   * `valueAndGrad`.
   */
  #differentiate(what: Derivative, divisor: number, out: FloatArray): number {
    const unit = this.#unit;
    const { from, to } = this.#range;
    if (unit === 1) {
      const scale = divisor === 0 ? 0 : meanFactor(this.#task) / divisor;
      return this.#write(what, from, to, scale, out);
    }
    let total = 0;
    const writeCells = (begin: number, end: number) => {
      for (let cell = begin; cell < end; cell += unit) {
        const count = this.#countKept(cell);
        const scale = divisor === 0 || count === 0 ? 0 : 1 / count / divisor;
        const sum = this.#write(what, cell, cell + unit, scale, out);
        if (count > 0) total += sum / count;
      }
    };
    if (!this.#hasFew) {
      writeCells(from, to);
      return total;
    }
    const cells = this.#task.kernel.cells!;
    this.#eachBlockOfCells((start, count) => {
      const block = this.#loader.load(start, count);
      const [written, at] = this.#placeOf(out, start);
      const sum = cells[what](block, unit, divisor === 0 ? 0 : 1 / divisor, written, at);
      if (sum === undefined) return writeCells(start, start + count);
      total += sum;
      this.#bringOut(written, start, count, out);
    });
    return total;
  }

  /** Writes the derivatives of some elements; returns Σ w L of them. */
  #write(what: Derivative, from: number, to: number, scale: number, out: FloatArray): number {
    let total = 0;
    for (let start = from; start < to; ) {
      const count = this.#lengthFrom(start, to);
      const block = this.#loader.load(start, count);
      const [written, at] = this.#placeOf(out, start);
      if (what === "hessian") this.#weighed.hessian(block, start, scale, written, at);
      else total += this.#weighed.valueAndGrad(block, start, scale, written, at);
      this.#bringOut(written, start, count, out);
      start += count;
    }
    return total;
  }

  /** Where a kernel writes what belongs to `out[start]` and on. */
  #placeOf(out: FloatArray, start: number): [FloatArray, number] {
    const { kernel, outView } = this.#task;
    return isFlat(outView) && this.#isWithin(out) ? [out, start] : [kernel.scratch.out, 0];
  }

  /** Whether a kernel writes to the array where it lies. */
  #isWithin(out: FloatArray): boolean {
    const { kernel, dtype } = this.#task;
    return kernel.reaches(out) && isFloats(out, dtype);
  }

  #bringOut(written: FloatArray, start: number, count: number, out: FloatArray): void {
    if (written === out) return;
    const { outView } = this.#task;
    if (isFlat(outView)) copy(written, 0, count, out, start);
    else scatter(written, outView, start, count, out);
  }

  /** A block with what is wanted of it. */
  #bring(start: number, count: number, losses: boolean, weights: boolean): Block {
    if (losses) return this.#loader.load(start, count);
    return weights ? this.#loader.weigh(start, count) : this.#loader.select(start, count);
  }

  /** Number of elements of the next block: up to the end, or that of the run. */
  #lengthFrom(start: number, end: number): number {
    const length = Math.min(this.#task.kernel.blockSize, end - start);
    const run = this.#loader.runLength;
    return run === 0 ? length : Math.min(length, run - (start % run));
  }

  /** Visits blocks of whole cells. */
  #eachBlockOfCells(visit: (start: number, count: number) => void): void {
    const { from, to } = this.#range;
    const step = this.#unit * Math.floor(this.#task.kernel.blockSize / this.#unit);
    for (let start = from; start < to; start += step) visit(start, Math.min(step, to - start));
  }

  /** Number of a cell's elements that are kept. */
  #countKept(cell: number): number {
    const unit = this.#unit;
    if (!this.#selects) return unit;
    const { blockSize } = this.#task.kernel;
    let count = 0;
    for (let at = 0; at < unit; at += blockSize) {
      const block = this.#loader.select(cell + at, Math.min(blockSize, unit - at));
      count += this.#task.kernel.countKept(block);
    }
    return count;
  }
}

type Derivative = "valueAndGrad" | "hessian";

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };
