// Arrays that MPI sends in place.

import type { FloatArray } from "binary-crossentropy";
export type Sendable = FloatArray | Uint8Array;
export type SendableDtype = "float32" | "float64" | "bytes";

export function dtypeOf(array: Sendable): SendableDtype {
  if (array instanceof Float64Array) return "float64";
  if (array instanceof Uint8Array) return "bytes";
  array satisfies Float32Array;
  return "float32";
}
