// Weights that were passed as plain data, as tensors.

import { Tensor, tensor } from "@tensorflow/tfjs-core";
import { isOpaque } from "../../options/read-keys.js";
import { toNdArray } from "../../tensor/ndarray.js";
import { readTensor } from "../../tensor/read-tensor.js";
import type { TensorOrTensors } from "./model-data.js";

/** Weights as tensors, and what is to be disposed of them after use. */
export interface WeightTensors {
  readonly weights: TensorOrTensors;
  readonly made: readonly Tensor[];
}

/**
 * @param given A tensor or plain data; or one for each output, by position or by name.
 * @param outputs The number of outputs: of several, nested arrays are one for each.
 * @throws ValueError or ShapeError for data that are no numbers.
 */
export function toWeightTensors(given: unknown, outputs: number): WeightTensors {
  const made: Tensor[] = [];
  const one = (value: unknown): Tensor => {
    if (!isData(value)) return value as Tensor;
    const read = readTensor("LayersModel", "sampleWeight", value);
    const { data, shape } = toNdArray(read, "float32", read.shape);
    const weight = tensor(data as Float32Array, [...shape], "float32");
    made.push(weight);
    return weight;
  };
  const each = (): TensorOrTensors => {
    if (given instanceof Tensor || typeof given !== "object" || given === null)
      return given as TensorOrTensors;
    const isByOutput = Array.isArray(given) && outputs > 1 && typeof given[0] !== "number";
    if (!isByOutput && isData(given)) return one(given);
    if (Array.isArray(given)) return given.map(one);
    if (isOpaque(given)) return given as TensorOrTensors;
    return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, one(value)]));
  };
  return { weights: each(), made };
}

/** Whether it is numbers or booleans: flat, or in rows. */
function isData(value: unknown): boolean {
  return (
    ArrayBuffer.isView(value) || (Array.isArray(value) && value.length > 0 && isNumbers(value[0]))
  );
}

const isNumbers = (item: unknown): boolean =>
  typeof item === "number" ||
  typeof item === "boolean" ||
  (Array.isArray(item) && isNumbers(item[0]));
