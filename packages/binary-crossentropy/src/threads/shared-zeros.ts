// Arrays that workers can write to.

import type { Dtype, FloatArray } from "../types.js";

/** A flat array of the dtype in shared memory, filled with zeros. */
export function sharedZeros(dtype: Dtype, size: number): FloatArray {
  return dtype === "float32"
    ? new Float32Array(new SharedArrayBuffer(4 * size))
    : new Float64Array(new SharedArrayBuffer(8 * size));
}
