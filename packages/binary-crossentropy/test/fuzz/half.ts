// The bits of numbers of 16.

import type { Kind } from "../oracle/tensor.js";

/** What a number is in an array of the kind: its bits, where the array is one of bits. */
export function storedAs(kind: Kind): (x: number) => number {
  return kind === "float16" ? bitsOfFloat16 : kind === "bfloat16" ? bitsOfBfloat16 : (x) => x;
}

/** The bits of a number that float16 holds. */
function bitsOfFloat16(x: number): number {
  const sign = x < 0 || Object.is(x, -0) ? 0x8000 : 0;
  const size = Math.abs(x);
  if (size !== size) return 0x7e00;
  if (size === Infinity) return sign | 0x7c00;
  if (size < 2 ** -14) return sign | (size * 2 ** 24);
  const exponent = Math.floor(Math.log2(size));
  return sign | ((exponent + 15) << 10) | ((size / 2 ** exponent - 1) * 1024);
}

function bitsOfBfloat16(x: number): number {
  return new Uint32Array(Float32Array.of(x).buffer)[0]! >>> 16;
}
