// The loops that copy rows of numbers. Engines compile a function for the kinds of arrays that it has
// seen: one that sees many is several times slower. So the same loop stands here once for each kind
// that most calls are made of, and once for all others.

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

/** Copies `count` rows of `length` numbers each. */
export type CopyRows = (
  from: NumericArray,
  source: Rows,
  to: NumericArray,
  target: Rows,
  count: number,
  length: number,
) => void;

/** The loop for a pair of arrays. */
export function loopFor(from: NumericArray, to: NumericArray): CopyRows {
  if (from instanceof Float32Array && to instanceof Float32Array) return loopOfFloat32 as CopyRows;
  if (from instanceof Float64Array && to instanceof Float64Array) return loopOfFloat64 as CopyRows;
  return loopOfAny;
}

/** Four rows at a time: that takes half as long as one by one. Rows of one number read it once. */
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
  let rowAt = source.at;
  let rowAtOut = target.at;
  let row = 0;
  for (; row + 4 <= count; row += 4) {
    let i = rowAt;
    let k = rowAtOut;
    if (step === 0) {
      const a = from[i]!;
      const b = from[i + rowStep]!;
      const c = from[i + 2 * rowStep]!;
      const d = from[i + 3 * rowStep]!;
      for (let n = 0; n < length; n++) {
        to[k] = a;
        to[k + rowStepOut] = b;
        to[k + 2 * rowStepOut] = c;
        to[k + 3 * rowStepOut] = d;
        k += stepOut;
      }
    } else {
      for (let n = 0; n < length; n++) {
        to[k] = from[i]!;
        to[k + rowStepOut] = from[i + rowStep]!;
        to[k + 2 * rowStepOut] = from[i + 2 * rowStep]!;
        to[k + 3 * rowStepOut] = from[i + 3 * rowStep]!;
        i += step;
        k += stepOut;
      }
    }
    rowAt += 4 * rowStep;
    rowAtOut += 4 * rowStepOut;
  }
  for (; row < count; row++) {
    let i = rowAt;
    let k = rowAtOut;
    for (let n = 0; n < length; n++) {
      to[k] = from[i]!;
      i += step;
      k += stepOut;
    }
    rowAt += rowStep;
    rowAtOut += rowStepOut;
  }
}

/** Four rows at a time: that takes half as long as one by one. Rows of one number read it once. */
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
  let rowAt = source.at;
  let rowAtOut = target.at;
  let row = 0;
  for (; row + 4 <= count; row += 4) {
    let i = rowAt;
    let k = rowAtOut;
    if (step === 0) {
      const a = from[i]!;
      const b = from[i + rowStep]!;
      const c = from[i + 2 * rowStep]!;
      const d = from[i + 3 * rowStep]!;
      for (let n = 0; n < length; n++) {
        to[k] = a;
        to[k + rowStepOut] = b;
        to[k + 2 * rowStepOut] = c;
        to[k + 3 * rowStepOut] = d;
        k += stepOut;
      }
    } else {
      for (let n = 0; n < length; n++) {
        to[k] = from[i]!;
        to[k + rowStepOut] = from[i + rowStep]!;
        to[k + 2 * rowStepOut] = from[i + 2 * rowStep]!;
        to[k + 3 * rowStepOut] = from[i + 3 * rowStep]!;
        i += step;
        k += stepOut;
      }
    }
    rowAt += 4 * rowStep;
    rowAtOut += 4 * rowStepOut;
  }
  for (; row < count; row++) {
    let i = rowAt;
    let k = rowAtOut;
    for (let n = 0; n < length; n++) {
      to[k] = from[i]!;
      i += step;
      k += stepOut;
    }
    rowAt += rowStep;
    rowAtOut += rowStepOut;
  }
}

/** Four rows at a time: that takes half as long as one by one. Rows of one number read it once. */
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
  let rowAt = source.at;
  let rowAtOut = target.at;
  let row = 0;
  for (; row + 4 <= count; row += 4) {
    let i = rowAt;
    let k = rowAtOut;
    if (step === 0) {
      const a = from[i]!;
      const b = from[i + rowStep]!;
      const c = from[i + 2 * rowStep]!;
      const d = from[i + 3 * rowStep]!;
      for (let n = 0; n < length; n++) {
        to[k] = a;
        to[k + rowStepOut] = b;
        to[k + 2 * rowStepOut] = c;
        to[k + 3 * rowStepOut] = d;
        k += stepOut;
      }
    } else {
      for (let n = 0; n < length; n++) {
        to[k] = from[i]!;
        to[k + rowStepOut] = from[i + rowStep]!;
        to[k + 2 * rowStepOut] = from[i + 2 * rowStep]!;
        to[k + 3 * rowStepOut] = from[i + 3 * rowStep]!;
        i += step;
        k += stepOut;
      }
    }
    rowAt += 4 * rowStep;
    rowAtOut += 4 * rowStepOut;
  }
  for (; row < count; row++) {
    let i = rowAt;
    let k = rowAtOut;
    for (let n = 0; n < length; n++) {
      to[k] = from[i]!;
      i += step;
      k += stepOut;
    }
    rowAt += rowStep;
    rowAtOut += rowStepOut;
  }
}
