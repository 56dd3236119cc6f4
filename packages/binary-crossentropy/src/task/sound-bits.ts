// Quick checks of values by their bits, several times faster than by comparing numbers: the sign
// bits of differences are gathered, and looked at once. A check that says yes is right; one that
// says no may have met a value that is sound after all, such as −0.

import { bufferOf, byteOffsetOf, kindOf, lengthOf } from "../tensor/intrinsics.js";
import type { NumericArray } from "../types.js";

type Bits = Int32Array | Uint8Array;

/** Whether all values from one index up to, not including, another are surely sound. */
export type IsSound = (bits: Bits, from: number, to: number) => boolean;

/** The bits of a Float32Array's values. */
export function bitsOfFloat32(data: NumericArray): Int32Array | undefined {
  return kindOf(data) === "Float32Array"
    ? new Int32Array(bufferOf(data), byteOffsetOf(data), lengthOf(data))
    : undefined;
}

/** The bytes themselves. */
export function bitsOfBytes(data: NumericArray): Uint8Array | undefined {
  return kindOf(data) === "Uint8Array" ? (data as Uint8Array) : undefined;
}

const bitsOfOne = 0x3f800000;
const bitsOfInfinity = 0x7f800000;

/** Numbers in [0, 1] of float32: those whose bits are in [0, bits of 1]. */
export const areProbabilities: IsSound = (bits, from, to) => {
  let signs = 0;
  let i = from;
  for (; i + 4 <= to; i += 4) {
    const a = bits[i]!;
    const b = bits[i + 1]!;
    const c = bits[i + 2]!;
    const d = bits[i + 3]!;
    signs |= a | (bitsOfOne - a) | b | (bitsOfOne - b) | c | (bitsOfOne - c) | d | (bitsOfOne - d);
  }
  for (; i < to; i++) signs |= bits[i]! | (bitsOfOne - bits[i]!);
  return signs >= 0;
};

/** Numbers of float32 that are not NaN: those whose bits, but for the sign, are at most infinity's. */
export const areNumbers: IsSound = (bits, from, to) => {
  const magnitude = 0x7fffffff;
  let signs = 0;
  let i = from;
  for (; i + 4 <= to; i += 4)
    signs |=
      (bitsOfInfinity - (bits[i]! & magnitude)) |
      (bitsOfInfinity - (bits[i + 1]! & magnitude)) |
      (bitsOfInfinity - (bits[i + 2]! & magnitude)) |
      (bitsOfInfinity - (bits[i + 3]! & magnitude));
  for (; i < to; i++) signs |= bitsOfInfinity - (bits[i]! & magnitude);
  return signs >= 0;
};

/** Bytes that are 0 or 1. */
export const areFlags: IsSound = (bytes, from, to) => {
  let all = 0;
  let i = from;
  for (; i + 4 <= to; i += 4) all |= bytes[i]! | bytes[i + 1]! | bytes[i + 2]! | bytes[i + 3]!;
  for (; i < to; i++) all |= bytes[i]!;
  return all <= 1;
};
