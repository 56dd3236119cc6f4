// A function of one number, applied to all numbers of a tensor.

import { isEverywhere } from "../task/operands.js";
import { toNdArray } from "../tensor/ndarray.js";
import { readTensor } from "../tensor/read-tensor.js";
import type { NdArray } from "../types.js";

/** A number for a number; else a new tensor, in float64 for a `Float64Array` and float32 for others. */
export function mapElements(
  owner: string,
  argument: string,
  x: unknown,
  f: (x: number) => number,
): number | NdArray {
  if (isEverywhere(x)) return f(Number(x));
  const tensor = readTensor(owner, argument, x);
  const { data, shape } = toNdArray(tensor, tensor.dtype, tensor.shape);
  for (let i = 0; i < data.length; i++) data[i] = f(data[i]!);
  return { data, shape };
}
