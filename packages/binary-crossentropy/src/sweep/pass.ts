// One pass over a range of a task's elements, block by block: the part that every kernel shares. It
// turns the mean over `axis`, selection and weights that many elements share into sums and factors.
//
// There are three ways through the data. Where all elements count alike, in blocks. Where cells'
// means divide by different counts, or each cell's loss is wanted, cell by cell: the task is laid
// out so that a cell's elements come one after the other, and a kernel gets one cell at a time, or,
// where cells have few elements, all cells of a block together. Where long runs of elements share a weight,
// run by run, each summed up without it. Nothing here grows with the data.

import type { Block } from "../kernels/kernel.js";
import { isFlat, scatter } from "../shape/view.js";
import { goesByCell, meanFactor, selects } from "../task/selection.js";
import type { Task } from "../task/task.js";
import { isFloats } from "../tensor/intrinsics.js";
import type { FloatArray } from "../types.js";
import { BlockLoader, copy } from "./block-loader.js";
import { type Brought, PieceWalk } from "./piece-walk.js";
import type { Range } from "./ranges.js";
import { RunWeights } from "./run-weights.js";
import { cellLossesOf, type Sums, type Sweep } from "./sweep.js";

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
    const keepsCells = cellLossesOf(sweep) !== undefined;
    const isByCell = goesByCell(task) || (keepsCells && cells.elements > 1);
    this.#unit = isByCell ? cells.elements : 1;
    this.#hasFew = isByCell && kernel.cells !== undefined && this.#unit < kernel.cells.fewerThan;
    // Where what comes out of a block is not one sum, each element has its own weight in it.
    const isSummed = !this.#hasFew && (!keepsCells || this.#unit > 1);
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
        losses = this.#differentiate(sweep);
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
    const walk = this.#runByRun(broughtFor(losses, weights));
    while (walk.next()) {
      const { piece, start } = walk;
      if (losses) sums.losses += this.#weighed.sum(piece, start);
      if (weights) sums.weights += this.#weighed.sumOfWeights(piece, start);
      if (this.#selects) sums.cells += kernel.countKept(piece);
    }
  }

  #sumFew(losses: boolean, weights: boolean, sums: Writable<Sums>): void {
    const cells = this.#task.kernel.cells!;
    const unit = this.#unit;
    this.#eachBlockOfCells((start, count) => {
      const block = this.#loader[broughtFor(losses, weights)](start, count);
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
    const walk = this.#cellByCell(cells, broughtFor(losses, weights));
    let [loss, weight] = [0, 0];
    while (walk.next()) {
      const { piece, start, kept } = walk;
      if (kept === 0) continue;
      if (losses) loss += this.#weighed.sum(piece, start);
      if (weights) weight += this.#weighed.sumOfWeights(piece, start);
      if (!walk.endsUnit) continue;
      sums.losses += loss / kept;
      sums.weights += weight / kept;
      sums.cells++;
      loss = 0;
      weight = 0;
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
    const walk = this.#cellByCell({ from, to }, "load");
    let sum = 0;
    while (walk.next()) {
      const { piece, start, kept } = walk;
      if (kept > 0) sum += this.#weighed.sum(piece, start);
      if (!walk.endsUnit) continue;
      out[this.#cellOf(start)] = kept === 0 ? 0 : sum / kept;
      sum = 0;
    }
  }

  /**
   * Writes derivatives, divided by the divisor; returns Σ w L, before the mean, with
   * `valueAndGrad`.
   */
  #differentiate(sweep: Differentiating): number {
    if (this.#unit === 1) return this.#differentiateBlocks(sweep);
    return this.#hasFew
      ? this.#differentiateFew(sweep)
      : this.#differentiateCells(this.#range, sweep);
  }

  #differentiateBlocks(sweep: Differentiating): number {
    const { divisor, out } = sweep;
    const cellLosses = cellLossesOf(sweep);
    const scale = divisor === 0 ? 0 : meanFactor(this.#task) / divisor;
    const walk = this.#runByRun("load");
    let total = 0;
    while (walk.next()) {
      const { piece, start } = walk;
      // First, since the gradient may be written over the predictions.
      if (cellLosses) this.#writeLosses(piece, start, cellLosses);
      total += this.#write(sweep.what, walk, scale, out);
    }
    return total;
  }

  /** Writes w L of a block's elements, each of which is a cell. */
  #writeLosses(block: Block, start: number, out: FloatArray): void {
    const { kernel } = this.#task;
    const [written, at] = this.#isWithin(out) ? [out, start] : [kernel.scratch.out, 0];
    kernel.losses(block, written, at);
    if (written !== out) copy(written, 0, block.count, out, start);
  }

  #differentiateFew(sweep: Differentiating): number {
    const { what, divisor, out } = sweep;
    const kernel = this.#task.kernel.cells!;
    const cellLosses = cellLossesOf(sweep) ?? null;
    const unit = this.#unit;
    const scale = divisor === 0 ? 0 : 1 / divisor;
    let total = 0;
    this.#eachBlockOfCells((start, count) => {
      const block = this.#loader.load(start, count);
      const [written, at] = this.#placeOf(out, start);
      const sum =
        what === "hessian"
          ? kernel.hessian(block, unit, scale, written, at)
          : kernel.valueAndGrad(block, unit, scale, written, at, cellLosses, this.#cellOf(start));
      if (sum === undefined) {
        total += this.#differentiateCells({ from: start, to: start + count }, sweep);
        return;
      }
      total += sum;
      this.#bringOut(written, start, count, out);
    });
    return total;
  }

  #differentiateCells(range: Range, sweep: Differentiating): number {
    const { divisor, out } = sweep;
    const cellLosses = cellLossesOf(sweep);
    const walk = this.#cellByCell(range, "load");
    let total = 0;
    let sum = 0;
    while (walk.next()) {
      const { start, kept } = walk;
      const scale = divisor === 0 || kept === 0 ? 0 : 1 / kept / divisor;
      sum += this.#write(sweep.what, walk, scale, out);
      if (!walk.endsUnit) continue;
      const mean = kept === 0 ? 0 : sum / kept;
      if (cellLosses) cellLosses[this.#cellOf(start)] = mean;
      total += mean;
      sum = 0;
    }
    return total;
  }

  /** Writes the derivatives of a piece's elements; returns Σ w L of them with `valueAndGrad`. */
  #write(what: Differentiating["what"], walk: PieceWalk, scale: number, out: FloatArray): number {
    const { piece, start, blockStart, blockCount } = walk;
    const [written, first] = this.#placeOf(out, blockStart);
    const at = first + start - blockStart;
    let sum = 0;
    if (what === "hessian") this.#weighed.hessian(piece, start, scale, written, at);
    else sum = this.#weighed.valueAndGrad(piece, start, scale, written, at);
    if (walk.endsBlock) this.#bringOut(written, blockStart, blockCount, out);
    return sum;
  }

  /** Cells of the range one by one, with the number of their elements that are kept. */
  #cellByCell(range: Range, brought: Brought): PieceWalk {
    return new PieceWalk(this.#task, this.#loader, this.#unit, this.#selects, range, brought);
  }

  /** The range in runs of elements that share a weight, if there are any; else block by block. */
  #runByRun(brought: Brought): PieceWalk {
    const run = this.#loader.runLength || Infinity;
    return new PieceWalk(this.#task, this.#loader, run, false, this.#range, brought);
  }

  /** Which cell an element belongs to. */
  #cellOf(element: number): number {
    return Math.floor(element / this.#unit);
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

  /** Visits blocks of whole cells. */
  #eachBlockOfCells(visit: (start: number, count: number) => void): void {
    const { from, to } = this.#range;
    const step = this.#unit * Math.floor(this.#task.kernel.blockSize / this.#unit);
    for (let start = from; start < to; start += step) visit(start, Math.min(step, to - start));
  }
}

/** What is brought of a block for some sums. */
function broughtFor(losses: boolean, weights: boolean): Brought {
  if (losses) return "load";
  return weights ? "weigh" : "select";
}

type Differentiating = Extract<Sweep, { readonly what: "valueAndGrad" | "hessian" }>;

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };
