// Tensors of reference values as { shape, dtype, data }, where numbers that JSON lacks are strings.

import type { NdArray, NumericArray } from "binary-crossentropy";

export type JsonNumber = number | "NaN" | "Infinity" | "-Infinity";

export interface JsonTensor {
  shape: number[];
  dtype: string;
  data: (JsonNumber | boolean)[];
}

export interface ShapedTensor {
  data: NumericArray | boolean[];
  shape: number[];
}

export function tensor({ shape, dtype, data }: JsonTensor): ShapedTensor {
  switch (dtype) {
    case "float64":
      return { shape, data: Float64Array.from(data, Number) };
    case "float32":
      return { shape, data: Float32Array.from(data, Number) };
    case "float16":
      return { shape, data: Float32Array.from(data, (x) => roundToFloat16(Number(x))) };
    case "int32":
      return { shape, data: Int32Array.from(data, Number) };
    case "uint8":
      return { shape, data: Uint8Array.from(data, Number) };
    case "bool":
      return { shape, data: data.map(Boolean) };
    default:
      throw new Error(`unknown dtype ${dtype}`);
  }
}

/** The nearest float16, ties to even. */
function roundToFloat16(x: number): number {
  if (x === 0 || !Number.isFinite(x)) return x;
  const exponent = Math.max(Math.floor(Math.log2(Math.abs(x))), -14);
  const spacing = 2 ** (exponent - 10);
  // Adding and subtracting 1.5 · 2^52 rounds to an integer, ties to even.
  return (x / spacing + 6755399441055744 - 6755399441055744) * spacing;
}

/** A result as flat numbers and a shape; a number has shape []. */
export function flat(result: number | NdArray): { shape: number[]; data: number[] } {
  return typeof result === "number"
    ? { shape: [], data: [result] }
    : { shape: result.shape, data: Array.from(result.data) };
}
