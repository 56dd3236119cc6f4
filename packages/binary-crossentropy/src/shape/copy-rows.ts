// Copies rows of numbers from one array to another, where either may lie in steps. Long rows go by
// the engine's own methods; short ones, and those in steps, by loops.

import type { NumericArray } from "../types.js";
import { loopFor, type Rows } from "./row-loops.js";

/** Number of elements from which on a row is copied faster by the engine than by a loop. */
const longRow = 48;

/** Copies `count` rows of `length` numbers each, converted to the kind of `to`. */
export function copyRows(
  from: NumericArray,
  source: Rows,
  to: NumericArray,
  target: Rows,
  count: number,
  length: number,
): void {
  if (length < longRow || target.step !== 1 || source.step > 1 || source.step < 0)
    loopRows(from, source, to, target, count, length);
  else if (source.step === 1) setRows(from, source, to, target, count, length);
  else fillRows(from, source, to, target, count, length);
}

/** Contiguous rows on either side. */
function setRows(
  from: NumericArray,
  source: Rows,
  to: NumericArray,
  target: Rows,
  count: number,
  length: number,
): void {
  for (let row = 0; row < count; row++) {
    const at = source.at + row * source.rowStep;
    const isWhole = at === 0 && length === from.length;
    const numbers = isWhole ? from : (from as Float64Array).subarray(at, at + length);
    (to as Float64Array).set(numbers as Float64Array, target.at + row * target.rowStep);
  }
}

/** Rows of one number each. */
function fillRows(
  from: NumericArray,
  source: Rows,
  to: NumericArray,
  target: Rows,
  count: number,
  length: number,
): void {
  for (let row = 0; row < count; row++) {
    const at = target.at + row * target.rowStep;
    (to as Float64Array).fill(from[source.at + row * source.rowStep]!, at, at + length);
  }
}

/**
 * Rows in steps, or columns where their steps are smaller: the cache and its pages are near then.
 * The loops take four at a time: fewer columns are better gone through as rows, and one row as its
 * four quarters.
 */
function loopRows(
  from: NumericArray,
  source: Rows,
  to: NumericArray,
  target: Rows,
  count: number,
  length: number,
): void {
  const loop = loopFor(from, to);
  if (count === 1) {
    const part = Math.floor(length / 4);
    loop(from, quarters(source, part), to, quarters(target, part), 4, part);
    for (let i = 4 * part; i < length; i++)
      to[target.at + i * target.step] = from[source.at + i * source.step]!;
    return;
  }
  const isAcross = span(source.rowStep, target.rowStep) < span(source.step, target.step);
  if (isAcross && length >= 4) loop(from, columns(source), to, columns(target), length, count);
  else loop(from, source, to, target, count, length);
}

function span(step: number, otherStep: number): number {
  return Math.abs(step) + Math.abs(otherStep);
}

function columns({ at, step, rowStep }: Rows): Rows {
  return { at, step: rowStep, rowStep: step };
}

/** A row as four rows of `length` numbers. */
function quarters({ at, step }: Rows, length: number): Rows {
  return { at, step, rowStep: step * length };
}
