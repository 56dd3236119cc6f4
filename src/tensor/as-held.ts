// What an array makes of a number that is stored in it.

import type { NumericArray } from "../types.js";

/** Where the platform has 16-bit floats it has this too. */
const { f16round } = Math as { f16round?: (x: number) => number };

/** The number as an array of such floats holds it; an array of integers holds it or does not, and it stays as it is. */
export function asHeld(data: NumericArray, x: number): number {
  // Told by its tag: another realm's array is of another class.
  const tag = data[Symbol.toStringTag];
  if (tag === "Float32Array") return Math.fround(x);
  return tag === "Float16Array" && f16round ? f16round(x) : x;
}
