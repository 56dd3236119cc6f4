// What an array makes of a number that is stored in it.

import type { NumericArray } from "../types.js";
import { kindOf } from "./intrinsics.js";

/** Where the platform has 16-bit floats it has this too. */
const { f16round } = Math as { f16round?: (x: number) => number };

/** The number as an array of such floats holds it; an array of integers holds it or does not, and it stays as it is. */
export function asHeld(data: NumericArray, x: number): number {
  const kind = kindOf(data);
  if (kind === "Float32Array") return Math.fround(x);
  return kind === "Float16Array" && f16round ? f16round(x) : x;
}
