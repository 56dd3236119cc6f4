// Calls whose elements fit into one block, computed without a sweep, which costs more than so few
// losses. Each function gives what its namesake in steps.ts gives, to the bit, or nothing where only
// steps do: where a sum may have left float64, or cells must be computed one by one after all.

import type { Block, Kernel, Scratch } from "../kernels/kernel.js";
import {
  denominator,
  divideNoNan,
  dividesBy,
  keepsCells,
  type Reduction,
} from "../semantics/reduction.js";
import type { Cells } from "../shape/cells.js";
import { lengthOfRun } from "../shape/view.js";
import type { Layout } from "../task/layout.js";
import { goesByCell, meanFactorOfSome } from "../task/selection.js";
import type { Task } from "../task/task.js";
import { setElements } from "../tensor/intrinsics.js";
import { roundTo } from "../tensor/ndarray.js";
import type { Dtype, FloatArray, NdArray } from "../types.js";
import { BlockLoader, shortestRun } from "./block-loader.js";
import { mayOverflow, zerosOfCells } from "./steps.js";

export interface OneBlock {
  readonly kernel: Kernel;
  readonly block: Block;
  readonly dtype: Dtype;
  readonly cells: Cells;
  /** Whether some elements of a cell may be left out and others kept. */
  readonly selectsWithin: boolean;
  readonly reduction: Reduction;
}

/** Whether elements that are laid out so can be computed as one block. */
export function fitsOneBlock(
  {
    size,
    cells,
    selectsWithin,
    weight,
  }: Pick<Layout, "size" | "cells" | "selectsWithin" | "weight">,
  reduction: Reduction,
  kernel: Kernel,
): boolean {
  const { elements } = cells;
  const isByCell = (selectsWithin || keepsCells(reduction)) && elements > 1;
  return (
    size > 0 &&
    size <= kernel.blockSize &&
    (!isByCell || (kernel.cells !== undefined && elements < kernel.cells.fewerThan)) &&
    (weight === undefined ||
      // So long a run is multiplied by its weight as a whole, and the mean over the weights asks for
      // their sum.
      (lengthOfRun(weight) < shortestRun && dividesBy(reduction) !== "weights"))
  );
}

/** The elements of a task, or undefined where they are no block. */
export function oneBlockOf(task: Task, reduction: Reduction): OneBlock | undefined {
  const { kernel, dtype, cells, selectsWithin, size, weight } = task;
  if (!fitsOneBlock({ size, cells, selectsWithin, weight: weight?.view }, reduction, kernel))
    return undefined;
  kernel.begin();
  const block = new BlockLoader(task, 0, 0).load(0, size);
  return { kernel, block, dtype, cells, selectsWithin, reduction };
}

export function reduceBlock(call: OneBlock): number | NdArray | undefined {
  const { kernel, block, cells, dtype, reduction } = call;
  if (keepsCells(reduction)) return cellLosses(call, null, false);
  let losses: number;
  let count = cells.count;
  if (goesByCell(call)) {
    const found = kernel.cells!.sum(block, cells.elements, null, 0);
    if (found === undefined) return undefined;
    losses = found.losses;
    count = found.cells;
  } else {
    losses = kernel.sum(block);
    if (block.kept) count = countCells(call);
  }
  if (mayOverflow(call) && !Number.isFinite(losses)) return undefined;
  const divisor = denominator(dividesBy(reduction), count, count);
  return roundTo(dtype, divideNoNan(meanFactorOfSome(call) * losses, divisor));
}

/**
 * @param out One element for each of the block, in its order.
 * @param isInPlace Whether the caller's predictions are written over.
 */
export function valueAndGradOfBlock(
  call: OneBlock,
  out: FloatArray,
  isInPlace: boolean,
): number | NdArray | undefined {
  const { kernel, block, cells, dtype, reduction } = call;
  if (keepsCells(reduction)) return cellLosses(call, out, isInPlace);
  // Before anything is written over what the steps then have to look at again.
  if (isInPlace && block.weights && mayOverflow(call) && reduceBlock(call) === undefined)
    return undefined;
  const divisor = divisorOf(call);
  const scale = scaleOf(call, divisor);
  const written = kernel.reaches(out) ? out : kernel.scratch.out;
  const losses = goesByCell(call)
    ? kernel.cells!.valueAndGrad(block, cells.elements, scale, written, 0, null, 0)
    : kernel.valueAndGrad(block, scale, written, 0);
  if (losses === undefined) return undefined;
  if (!isInPlace && mayOverflow(call) && !Number.isFinite(losses)) return undefined;
  bringOut(call, written, out);
  return roundTo(dtype, divideNoNan(meanFactorOfSome(call) * losses, divisor));
}

/** @returns Whether the second derivatives were written. */
export function hessianOfBlock(call: OneBlock, out: FloatArray): boolean {
  const { kernel, block, cells } = call;
  const scale = scaleOf(call, divisorOf(call));
  const written = kernel.reaches(out) ? out : kernel.scratch.out;
  if (!goesByCell(call)) kernel.hessian(block, scale, written, 0);
  else if (kernel.cells!.hessian(block, cells.elements, scale, written, 0) === undefined)
    return false;
  bringOut(call, written, out);
  return true;
}

/** The losses of the cells, with the derivatives of their sum in `grad` unless it is null. */
function cellLosses(
  call: OneBlock,
  grad: FloatArray | null,
  isInPlace: boolean,
): NdArray | undefined {
  const { kernel, block, cells } = call;
  const { count, elements } = cells;
  const { scratch } = kernel;
  if (mayOverflow(call) && isInPlace) return undefined;
  const losses = zerosOfCells(call);
  const { data } = losses;
  const written = grad && kernel.reaches(grad) ? grad : scratch.out;
  if (elements === 1) {
    kernel.losses(block, scratch.out, 0);
    setElements(data, beginning(scratch, count));
    if (grad) kernel.valueAndGrad(block, 1, written, 0);
  } else if (grad) {
    const sum = kernel.cells!.valueAndGrad(block, elements, 1, written, 0, data, 0);
    if (sum === undefined) return undefined;
  } else {
    if (!kernel.cells!.sum(block, elements, scratch.out, 0)) return undefined;
    setElements(data, beginning(scratch, count));
  }
  if (mayOverflow(call) && !data.every(Number.isFinite)) return undefined;
  if (grad) bringOut(call, written, grad);
  return losses;
}

/** Number of cells that are kept. */
function countCells(call: OneBlock): number {
  const { kernel, block, cells } = call;
  return goesByCell(call)
    ? kernel.cells!.count(block, cells.elements)
    : kernel.countKept(block) / cells.elements;
}

function divisorOf(call: OneBlock): number {
  const by = dividesBy(call.reduction);
  const count = call.block.kept && by !== "nothing" ? countCells(call) : call.cells.count;
  return denominator(by, count, count);
}

function scaleOf(call: OneBlock, divisor: number): number {
  return divisor === 0 ? 0 : meanFactorOfSome(call) / divisor;
}

function bringOut({ kernel, block }: OneBlock, written: FloatArray, out: FloatArray): void {
  if (written !== out) setElements(out, beginning(kernel.scratch, block.count));
}

function beginning(scratch: Scratch, count: number): FloatArray {
  if (scratch.beginning.length !== count) scratch.beginning = scratch.out.subarray(0, count);
  return scratch.beginning;
}
