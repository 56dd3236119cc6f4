// Copies rows of numbers from one array to another, where either may lie in steps. Long rows go by
// the engine's own methods; short ones, and those in steps, by loops.

import type { NumericArray } from "../types.js";

/** Where rows of numbers lie in an array. */
export interface Rows {
  /** The index of the first number. */
  readonly at: number;
  /** From one number of a row to the next. */
  readonly step: number;
  /** From one row to the next. */
  readonly rowStep: number;
}

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

type CopyRows = typeof setRows;

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

/** Rows in steps, or columns where their steps are smaller: the cache and its pages are near then. */
function loopRows(
  from: NumericArray,
  source: Rows,
  to: NumericArray,
  target: Rows,
  count: number,
  length: number,
): void {
  const loop = loopFor(from, to);
  if (span(source.rowStep, target.rowStep) < span(source.step, target.step))
    loop(from, columns(source), to, columns(target), length, count);
  else loop(from, source, to, target, count, length);
}

function span(step: number, otherStep: number): number {
  return Math.abs(step) + Math.abs(otherStep);
}

function columns({ at, step, rowStep }: Rows): Rows {
  return { at, step: rowStep, rowStep: step };
}

/**
 * The loop for a pair of kinds. Engines compile a function for the kinds of arrays that it has
 * seen: one that sees many is several times slower. So the same loop stands here once for each kind
 * that most calls are made of, and once for all others.
 */
function loopFor(from: NumericArray, to: NumericArray): CopyRows {
  if (from instanceof Float32Array && to instanceof Float32Array) return loopOfFloat32 as CopyRows;
  if (from instanceof Float64Array && to instanceof Float64Array) return loopOfFloat64 as CopyRows;
  return loopOfAny;
}

/** Four rows at a time, which is about half as long as one by one. */
function loopOfFloat32(
  from: Float32Array,
  source: Rows,
  to: Float32Array,
  target: Rows,
  count: number,
  length: number,
): void {
  const { step, rowStep } = source;
  const { step: stepOut, rowStep: rowStepOut } = target;
  let [rowAt, rowAtOut, row] = [source.at, target.at, 0];
  for (; row + 4 <= count; row += 4) {
    let [i, k] = [rowAt, rowAtOut];
    for (let n = 0; n < length; n++) {
      to[k] = from[i]!;
      to[k + rowStepOut] = from[i + rowStep]!;
      to[k + 2 * rowStepOut] = from[i + 2 * rowStep]!;
      to[k + 3 * rowStepOut] = from[i + 3 * rowStep]!;
      i += step;
      k += stepOut;
    }
    rowAt += 4 * rowStep;
    rowAtOut += 4 * rowStepOut;
  }
  for (; row < count; row++) {
    let [i, k] = [rowAt, rowAtOut];
    for (let n = 0; n < length; n++) {
      to[k] = from[i]!;
      i += step;
      k += stepOut;
    }
    rowAt += rowStep;
    rowAtOut += rowStepOut;
  }
}

/** Four rows at a time, which is about half as long as one by one. */
function loopOfFloat64(
  from: Float64Array,
  source: Rows,
  to: Float64Array,
  target: Rows,
  count: number,
  length: number,
): void {
  const { step, rowStep } = source;
  const { step: stepOut, rowStep: rowStepOut } = target;
  let [rowAt, rowAtOut, row] = [source.at, target.at, 0];
  for (; row + 4 <= count; row += 4) {
    let [i, k] = [rowAt, rowAtOut];
    for (let n = 0; n < length; n++) {
      to[k] = from[i]!;
      to[k + rowStepOut] = from[i + rowStep]!;
      to[k + 2 * rowStepOut] = from[i + 2 * rowStep]!;
      to[k + 3 * rowStepOut] = from[i + 3 * rowStep]!;
      i += step;
      k += stepOut;
    }
    rowAt += 4 * rowStep;
    rowAtOut += 4 * rowStepOut;
  }
  for (; row < count; row++) {
    let [i, k] = [rowAt, rowAtOut];
    for (let n = 0; n < length; n++) {
      to[k] = from[i]!;
      i += step;
      k += stepOut;
    }
    rowAt += rowStep;
    rowAtOut += rowStepOut;
  }
}

/** Four rows at a time, which is about half as long as one by one. */
function loopOfAny(
  from: NumericArray,
  source: Rows,
  to: NumericArray,
  target: Rows,
  count: number,
  length: number,
): void {
  const { step, rowStep } = source;
  const { step: stepOut, rowStep: rowStepOut } = target;
  let [rowAt, rowAtOut, row] = [source.at, target.at, 0];
  for (; row + 4 <= count; row += 4) {
    let [i, k] = [rowAt, rowAtOut];
    for (let n = 0; n < length; n++) {
      to[k] = from[i]!;
      to[k + rowStepOut] = from[i + rowStep]!;
      to[k + 2 * rowStepOut] = from[i + 2 * rowStep]!;
      to[k + 3 * rowStepOut] = from[i + 3 * rowStep]!;
      i += step;
      k += stepOut;
    }
    rowAt += 4 * rowStep;
    rowAtOut += 4 * rowStepOut;
  }
  for (; row < count; row++) {
    let [i, k] = [rowAt, rowAtOut];
    for (let n = 0; n < length; n++) {
      to[k] = from[i]!;
      i += step;
      k += stepOut;
    }
    rowAt += rowStep;
    rowAtOut += rowStepOut;
  }
}
