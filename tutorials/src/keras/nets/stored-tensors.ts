// Converts tensors of TensorFlow.js to plain arrays with shapes, and back.

import * as tf from "@tensorflow/tfjs";
import type { StoredTensors } from "../training/snapshot.js";

export async function storeTensors(tensors: readonly tf.Tensor[]): Promise<StoredTensors> {
  const stored = tensors.map(async (tensor) => ({
    shape: [...tensor.shape],
    data: Float32Array.from(await tensor.data()),
  }));
  return Promise.all(stored);
}

export function restoreTensors(stored: StoredTensors): tf.Tensor[] {
  return stored.map(({ shape, data }) => tf.tensor(data, [...shape], "float32"));
}
