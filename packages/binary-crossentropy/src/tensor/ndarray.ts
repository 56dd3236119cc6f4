// The tensor that comes out: flat row-major data beside its shape.

import { createView, gather, isFlat, sizeOf } from "../shape/view.js";
import type { Dtype, FloatArray, NdArray } from "../types.js";
import { setElements, subarrayOf } from "./intrinsics.js";
import { readTensor, type Tensor } from "./read-tensor.js";

/** Nested arrays of numbers, or one number at rank 0. */
export type NestedNumbers = number | NestedNumbers[];

/** A flat array of the dtype, filled with zeros. */
export function zeros(dtype: Dtype, size: number): FloatArray {
  return dtype === "float32" ? new Float32Array(size) : new Float64Array(size);
}

/** The number in the precision of the dtype. */
export function roundTo(dtype: Dtype, x: number): number {
  return dtype === "float32" ? Math.fround(x) : x;
}

/** A copy of a tensor in the dtype, row-major, under a shape of the same size. */
export function toNdArray(tensor: Tensor, dtype: Dtype, shape: readonly number[]): NdArray {
  const size = sizeOf(shape);
  const data = zeros(dtype, size);
  const view = createView(tensor.shape, tensor.strides, tensor.offset);
  if (isFlat(view)) setElements(data, subarrayOf(tensor.data, view.offset, size) as FloatArray);
  else gather(tensor.data, view, 0, size, data);
  return { data, shape: [...shape] };
}

/**
 * Turns an {@link NdArray} into nested arrays, one level per axis.
 *
 * @param a A tensor of any shape.
 * @returns A number for rank 0, else arrays nested as deep as the rank.
 * @throws ValueError for what is no tensor, ShapeError where its data does not fill the shape.
 * @example
 * ```ts
 * import { toNested } from "binary-crossentropy";
 *
 * toNested({ data: Float32Array.of(1, 2, 3, 4), shape: [2, 2] }); // [[1, 2], [3, 4]]
 * ```
 */
export function toNested(a: NdArray): NestedNumbers {
  const { data, shape, strides, offset } = readTensor("toNested", "a", a);
  const read = (axis: number, at: number): NestedNumbers =>
    axis === shape.length
      ? data[at]!
      : Array.from({ length: shape[axis]! }, (_, i) => read(axis + 1, at + i * strides[axis]!));
  return read(0, offset);
}
