// Masks of bytes, checked several times faster than by comparing numbers: their bits are gathered,
// and looked at once.

import { kindOf } from "../tensor/intrinsics.js";
import type { NumericArray } from "../types.js";

/** Whether it is an array of bytes. */
export function isBytes(data: NumericArray): data is Uint8Array {
  return kindOf(data) === "Uint8Array";
}

/** Whether all bytes from one index up to, not including, another are 0 or 1. */
export function areFlags(bytes: Uint8Array, from: number, to: number): boolean {
  let all = 0;
  let i = from;
  for (; i + 4 <= to; i += 4) all |= bytes[i]! | bytes[i + 1]! | bytes[i + 2]! | bytes[i + 3]!;
  for (; i < to; i++) all |= bytes[i]!;
  return all <= 1;
}
