// `validationData: [x, y, sampleWeight]` of fitDataset. TensorFlow.js evaluates it after each epoch
// and passes no weights on: the evaluation finds them by the inputs that it is called with.

import { dispose, Tensor } from "@tensorflow/tfjs-core";
import type { LayersModel } from "./model.js";
import type { TensorOrTensors } from "./model-data.js";
import { isKnown, withNamedLossesNow } from "./named-losses.js";
import { isGiven, samplesIn, weightsOf } from "./standardize.js";
import { toWeightTensors } from "./weight-tensors.js";

type Validation = readonly [TensorOrTensors, TensorOrTensors, unknown];

const weightsByInputs = new WeakMap<object, TensorOrTensors>();

/** The weights of a validation, by its inputs; undefined for inputs of a call of the caller's. */
export function validationWeights(x: TensorOrTensors): TensorOrTensors | undefined {
  return weightsByInputs.get(x);
}

/**
 * Runs `fitDataset`, whose validation has its weights.
 *
 * @throws ValueError or ShapeError for what are no weights of this model.
 */
export async function withValidationWeights<T>(
  model: LayersModel,
  args: unknown,
  run: (args: unknown) => Promise<T>,
): Promise<T> {
  const { validationData } = (args ?? {}) as { readonly validationData?: unknown };
  if (!isKnown(model) || !Array.isArray(validationData) || validationData.length !== 3)
    return run(args);
  const [x, y, given] = validationData as unknown as Validation;
  if (!isGiven(given)) return run({ ...(args as object), validationData: [x, y] });
  const { weights, made } = toWeightTensors(given, model.outputs.length);
  const inputs = copyOf(x);
  try {
    withNamedLossesNow(model, true, () => weightsOf(model, weights, samplesIn(x)));
    weightsByInputs.set(inputs, weights);
    return await run({ ...(args as object), validationData: [inputs, y] });
  } finally {
    dispose([...made]);
  }
}

/** The same inputs in an object of their own: the caller may evaluate them without weights. */
function copyOf(x: TensorOrTensors): TensorOrTensors {
  if (x instanceof Tensor) return [x];
  return Array.isArray(x) ? [...x] : { ...x };
}
