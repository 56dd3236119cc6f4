// Which elements count: those that the mask keeps and whose label is not the one to be ignored. The
// mean over a cell divides by the number of those.

import { gather, Walk } from "../shape/view.js";
import { kindOf } from "../tensor/intrinsics.js";
import type { Dtype, NumericArray } from "../types.js";
import type { Source, Task } from "./task.js";

type Selection = Pick<Task, "yTrue" | "mask" | "ignoreLabel">;

/** Whether some elements may be left out. */
export function selects({ mask, ignoreLabel }: Pick<Task, "mask" | "ignoreLabel">): boolean {
  return mask !== undefined || ignoreLabel !== undefined;
}

/** Whether cells must be computed one by one: their means divide by different counts. */
export function goesByCell({
  selectsWithin,
  cells,
}: Pick<Task, "selectsWithin" | "cells">): boolean {
  return selectsWithin && cells.elements > 1;
}

/** What sums over the elements are multiplied by, so that each cell counts with its mean. */
export function meanFactor(task: Task): number {
  const { count, elements } = task.cells;
  return count === 0 || (selects(task) && elements === 0) ? 1 : meanFactorOfSome(task);
}

/** {@link meanFactor} where there are elements. */
export function meanFactorOfSome({
  selectsWithin,
  cells,
}: Pick<Task, "selectsWithin" | "cells">): number {
  return selectsWithin ? 1 : 1 / cells.elements;
}

/** Number of cells that are kept, of what a sweep counted. */
export function keptCells(task: Task, counted: number): number {
  if (!selects(task)) return task.cells.count;
  return goesByCell(task) ? counted : counted / Math.max(task.cells.elements, 1);
}

/**
 * Writes 1 for each element that counts and 0 for each other, of `count` elements from `start` on.
 */
export function select(
  { yTrue, mask, ignoreLabel }: Selection,
  start: number,
  count: number,
  kept: Uint8Array,
): void {
  selectByMask({ mask }, start, count, kept);
  if (ignoreLabel !== undefined) leaveOut(yTrue, ignoreLabel, start, count, kept);
}

/** The same by the mask alone. */
export function selectByMask(
  { mask }: Pick<Task, "mask">,
  start: number,
  count: number,
  kept: Uint8Array,
): void {
  if (mask) gather(mask.data, mask.view, start, count, kept);
  else kept.fill(1, 0, count);
}

/** Kinds of arrays whose numbers are all numbers of float32. */
const kindsWithinFloat32 = new Set<unknown>([
  "Float32Array",
  "Float16Array",
  "Int8Array",
  "Uint8Array",
  "Uint8ClampedArray",
  "Int16Array",
  "Uint16Array",
]);

/**
 * Whether labels, rounded to the compute dtype, are the one to be ignored just where they are
 * before that.
 */
export function ignoresAsComputed(
  labels: NumericArray,
  ignoreLabel: number | undefined,
  dtype: Dtype,
): boolean {
  if (ignoreLabel === undefined) return false;
  const kind = kindOf(labels);
  if (dtype === "float64" || ignoreLabel !== ignoreLabel) return true;
  if (Math.fround(ignoreLabel) !== ignoreLabel) return false;
  // Of integers only large ones are rounded.
  return (
    kindsWithinFloat32.has(kind) || (kind !== "Float64Array" && Math.abs(ignoreLabel) < 2 ** 24)
  );
}

/**
 * Clears `kept` where the label is the one to be ignored. Labels are compared as the caller's array
 * stores them, not as they are computed with.
 */
function leaveOut(
  { data, view }: Source,
  ignoreLabel: number,
  start: number,
  count: number,
  kept: Uint8Array,
): void {
  const walk = new Walk(view, start, count);
  while (walk.next()) {
    const { position, at, length } = walk;
    for (let row = 0; row < walk.rows; row++) {
      const first = at + row * walk.rowStep;
      leaveOutRow(data, first, walk.step, ignoreLabel, kept, position + row * length, length);
    }
  }
}

function leaveOutRow(
  labels: NumericArray,
  first: number,
  step: number,
  ignoreLabel: number,
  kept: Uint8Array,
  from: number,
  length: number,
): void {
  const isNone = ignoreLabel !== ignoreLabel;
  let at = first;
  for (let i = from; i < from + length; i++) {
    const label = labels[at]!;
    if (label === ignoreLabel || (isNone && label !== label)) kept[i] = 0;
    at += step;
  }
}
