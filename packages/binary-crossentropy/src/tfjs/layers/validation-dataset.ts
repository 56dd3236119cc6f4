// `validationData: [x, y, sampleWeight]` of fitDataset, as the dataset of its batches, in which
// weights have a place.

import { dispose, slice, Tensor } from "@tensorflow/tfjs-core";
import type { LayersModel } from "./model.js";
import type { Dataset, DatasetElement, TensorOrTensors } from "./model-data.js";
import { isKnown } from "./named-losses.js";
import { isGiven, samplesIn, weightsOf } from "./standardize.js";
import { toWeightTensors } from "./weight-tensors.js";

/** As TensorFlow.js has it. */
const defaultBatchSize = 32;

type Validation = readonly [TensorOrTensors, TensorOrTensors, unknown];

/**
 * Runs `fitDataset` with the weights of its validation in a dataset.
 *
 * @param replaceNamed Replaces losses that TensorFlow.js has by a name, which take no weights.
 * @throws ValueError or ShapeError for what are no weights of this model.
 */
export async function withValidationDataset<T>(
  model: LayersModel,
  args: unknown,
  replaceNamed: () => void,
  run: (args: unknown) => Promise<T>,
): Promise<T> {
  const { validationData, validationBatchSize } = (args ?? {}) as {
    readonly validationData?: unknown;
    readonly validationBatchSize?: number | null;
  };
  if (!isKnown(model) || !Array.isArray(validationData) || validationData.length !== 3)
    return run(args);
  const [xs, ys, given] = validationData as unknown as Validation;
  if (!isGiven(given)) return run({ ...(args as object), validationData: [xs, ys] });
  replaceNamed();
  const { weights, made } = toWeightTensors(given, model.outputs.length);
  try {
    const samples = samplesIn(xs);
    weightsOf(model, weights, samples);
    const size = validationBatchSize ?? defaultBatchSize;
    const dataset = batches({ xs, ys, sampleWeight: weights }, samples!, size);
    const own = { validationData: dataset, validationBatches: undefined };
    return await run({ ...(args as object), ...own });
  } finally {
    dispose([...made]);
  }
}

function batches(whole: Required<DatasetElement>, samples: number, size: number): Dataset {
  const { xs, ys, sampleWeight } = whole;
  const iterator = async () => {
    let at = 0;
    const next = async () => {
      if (at >= samples) return { value: null, done: true };
      const length = Math.min(size, samples - at);
      const rows = (data: TensorOrTensors) => each(data, (tensor) => slice(tensor, at, length));
      const value = { xs: rows(xs), ys: rows(ys), sampleWeight: rows(sampleWeight!) };
      at += length;
      return { value, done: false };
    };
    return { next };
  };
  return { iterator };
}

/** One tensor, or each of those by position or by name. */
function each(data: TensorOrTensors, of: (tensor: Tensor) => Tensor): TensorOrTensors {
  if (data instanceof Tensor) return of(data);
  if (Array.isArray(data)) return data.map(of);
  return Object.fromEntries(Object.entries(data).map(([name, tensor]) => [name, of(tensor)]));
}
