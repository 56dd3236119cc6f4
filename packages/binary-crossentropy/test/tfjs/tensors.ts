// Tensors of TensorFlow.js out of reference values and numbers.

import { type JsonTensor, tensor as plain } from "@binary-crossentropy/test/json-tensor";
import * as tf from "@tensorflow/tfjs";

/**
 * A reference tensor as one of TensorFlow.js: booleans and integers keep their kind, floats are
 * float32.
 */
export function tensorOf(golden: JsonTensor): tf.Tensor {
  const { data, shape } = plain(golden);
  if (golden.dtype === "bool")
    return tf.tensor(Uint8Array.from(data as boolean[], Number), shape, "bool");
  if (golden.dtype === "int32" || golden.dtype === "uint8")
    return tf.tensor(Int32Array.from(data as ArrayLike<number>), shape, "int32");
  return tf.tensor(Float32Array.from(data as ArrayLike<number>), shape, "float32");
}

export function flat(tensor: tf.Tensor): { shape: number[]; data: number[] } {
  return { shape: tensor.shape, data: Array.from(tensor.dataSync()) };
}

/** Numbers as a float32 tensor, column-wise where they are flat. */
export function column(values: ArrayLike<number>): tf.Tensor2D {
  return tf.tensor2d(Float32Array.from(values), [values.length, 1]);
}
