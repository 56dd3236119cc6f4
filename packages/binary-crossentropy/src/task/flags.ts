// Masks of bytes, checked several times faster than by comparing numbers: their bits are gathered,
// and looked at once.

import { bufferOf, byteOffsetOf, kindOf } from "../tensor/intrinsics.js";
import type { NumericArray } from "../types.js";

/** Whether it is an array of bytes. */
export function isBytes(data: NumericArray): data is Uint8Array {
  return kindOf(data) === "Uint8Array";
}

/** Fewer bytes than this are looked at before a view of them as words is made. */
const fewBytes = 128;

/** Whether all bytes from one index up to, not including, another are 0 or 1. */
export function areFlags(bytes: Uint8Array, from: number, to: number): boolean {
  const count = to - from;
  if (count < fewBytes) return areFlagsOneByOne(bytes, from, to);
  const before = -(byteOffsetOf(bytes) + from) & 3;
  const words = new Int32Array(
    bufferOf(bytes) as ArrayBuffer,
    byteOffsetOf(bytes) + from + before,
    (count - before) >> 2,
  );
  let all = 0;
  let i = 0;
  for (; i + 4 <= words.length; i += 4)
    all |= words[i]! | words[i + 1]! | words[i + 2]! | words[i + 3]!;
  const seen = from + before + 4 * i;
  return (
    (all & ~0x01010101) === 0 &&
    areFlagsOneByOne(bytes, from, from + before) &&
    areFlagsOneByOne(bytes, seen, to)
  );
}

function areFlagsOneByOne(bytes: Uint8Array, from: number, to: number): boolean {
  let all = 0;
  for (let i = from; i < to; i++) all |= bytes[i]!;
  return all <= 1;
}
