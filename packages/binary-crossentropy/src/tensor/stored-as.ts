// Numbers as arrays store them, which decides which labels are the one to be ignored.

import type { NumericArray } from "../types.js";
import { kindOf } from "./intrinsics.js";

/**
 * Elements `from` up to, not including, `to`, which their own array held in a lower precision: a
 * class or a type of it.
 */
export interface StoredAs {
  readonly from: number;
  to: number;
  readonly as: unknown;
}

/** Data, and what of it was a copy. */
interface Copied {
  readonly data: NumericArray;
  readonly storedAs?: readonly StoredAs[] | undefined;
}

/** Digits after the leading one, and the lowest exponent of normal numbers. */
const formats = new Map<unknown, readonly [digits: number, lowest: number]>([
  ["Float16Array", [10, -14]],
  ["float16", [10, -14]],
  ["bfloat16", [7, -126]],
]);

/**
 * The number as such an array stores it. For arrays of integers, which store it or do not, it stays
 * as it is.
 */
function asStored(as: unknown, x: number): number {
  if (as === "Float32Array") return Math.fround(x);
  const format = formats.get(as);
  if (!format || !Number.isFinite(x)) return x;
  const [digits, lowest] = format;
  const unit = 2 ** (Math.max(Math.floor(Math.log2(Math.abs(x))), lowest) - digits);
  // Adding it rounds to an integer, halves to the even one.
  const rounded = (x / unit + 3 * 2 ** 51 - 3 * 2 ** 51) * unit;
  return Math.abs(rounded) < 2 ** (2 - lowest) ? rounded : rounded * Infinity;
}

/**
 * The label to be ignored, as the data stores it. Where the data is a copy with more digits than
 * the caller's arrays have, the copies of that label are set to this number.
 */
export function ignoredIn({ data, storedAs = [] }: Copied, label: number): number {
  const ignored = asStored(kindOf(data), label);
  for (const { from, to, as } of storedAs) {
    const own = asStored(as, label);
    for (let i = from; i < to; i++) if (data[i] === own) data[i] = ignored;
  }
  return ignored;
}
