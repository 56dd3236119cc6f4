// The weights of `fit`: those of the samples, as tensors, and those of its validation, which
// TensorFlow.js has no place for.

import { dispose, slice, type Tensor } from "@tensorflow/tfjs-core";
import type { LayersModel } from "./model.js";
import type { TensorOrTensors } from "./model-data.js";
import { areWeights, samplesIn, weightsOf } from "./standardize.js";
import { toWeightTensors } from "./weight-tensors.js";

export interface FitWeights {
  readonly sampleWeight?: TensorOrTensors;
  /** Without its weights. */
  readonly validationData?: readonly unknown[];
  readonly validation: readonly (Tensor | null)[] | undefined;
  /** What is to be disposed of after the training. */
  readonly made: readonly Tensor[];
}

interface Arguments {
  readonly sampleWeight?: unknown;
  readonly validationData?: unknown;
  readonly validationSplit?: unknown;
}

/** @throws ValueError or ShapeError for what are no weights of this model. */
export function fitWeights(model: LayersModel, x: TensorOrTensors, args: object): FitWeights {
  const { sampleWeight, validationData, validationSplit } = args as Arguments;
  const made: Tensor[] = [];
  const read = (given: unknown, data: TensorOrTensors) => {
    const tensors = toWeightTensors(given, model.outputs.length);
    made.push(...tensors.made);
    return { given: tensors.weights, weights: weightsOf(model, tensors.weights, samplesIn(data)) };
  };
  try {
    const own = areWeights(model, sampleWeight) ? read(sampleWeight, x) : undefined;
    const sampleWeights = own && { sampleWeight: own.given };
    const isWeighted = Array.isArray(validationData) && validationData.length === 3;
    if (isWeighted) {
      const [valX, valY, valWeight] = validationData as [TensorOrTensors, unknown, unknown];
      const validation = areWeights(model, valWeight) ? read(valWeight, valX).weights : undefined;
      return { ...sampleWeights, validationData: [valX, valY], validation, made };
    }
    const split =
      isShare(validationSplit) && !isValidation(validationData) ? validationSplit : undefined;
    const validation = own && split !== undefined ? lastOf(own.weights, split, made) : undefined;
    return { ...sampleWeights, validation, made };
  } catch (error) {
    dispose(made);
    throw error;
  }
}

const isShare = (value: unknown): value is number =>
  typeof value === "number" && value > 0 && value < 1;

const isValidation = (data: unknown) => Array.isArray(data) && data.length > 0;

/** The weights of the samples that TensorFlow.js splits off for validation. */
function lastOf(weights: readonly (Tensor | null)[], split: number, made: Tensor[]) {
  return weights.map((weight) => {
    if (!weight) return null;
    const [samples] = weight.shape as [number];
    const last = slice(weight, Math.floor(samples * (1 - split)));
    made.push(last);
    return last;
  });
}
