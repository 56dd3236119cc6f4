// Sample weights as callers pass them: a tensor for a model of one output, or one for each output,
// by position or by name.

import { Tensor } from "@tensorflow/tfjs-core";
import { refuse, show, showShape } from "../../errors.js";
import { isOpaque } from "../../options/read-keys.js";
import { checkTensor } from "../operands.js";
import type { LayersModel } from "./model.js";
import type { TensorOrTensors } from "./model-data.js";
import { isPackageLoss } from "./package-losses.js";
import { hasPackageLoss, refuseWeight } from "./weights.js";

const owner = "LayersModel";

/** Tensors in the order of the names; null where there is none. */
export function listOf(given: TensorOrTensors, names: readonly string[]): (Tensor | null)[] {
  if (given instanceof Tensor) return [given, ...names.slice(1).map(() => null)];
  if (Array.isArray(given)) return names.map((_, i) => (given as readonly Tensor[])[i] ?? null);
  return names.map((name) => (given as { readonly [name: string]: Tensor })[name] ?? null);
}

export const isGiven = (weight: unknown) => weight !== undefined && weight !== null;

/**
 * Whether weights were given to a model with a loss for them. Other models treat weights as they
 * always did.
 */
export function areWeights(
  model: LayersModel,
  sampleWeight: unknown,
): sampleWeight is TensorOrTensors {
  return isGiven(sampleWeight) && hasPackageLoss(model);
}

/**
 * The weights in the order of the outputs; null where there is none.
 *
 * @param samples The number of samples; undefined where the loss will tell.
 * @throws ValueError or ShapeError for values that are not weights of this model.
 */
export function weightsOf(
  model: LayersModel,
  sampleWeight: TensorOrTensors,
  samples: number | undefined,
): (Tensor | null)[] {
  const { outputNames } = model;
  checkForm(sampleWeight, outputNames);
  return listOf(sampleWeight, outputNames).map((weight, i) => {
    if (weight === null) return null;
    if (!(weight instanceof Tensor))
      refuse(owner, "sampleWeight", "be a tensor, or one for each output", show(weight));
    checkTensor(owner, "sampleWeight", weight);
    if (weight.rank === 0 || (samples !== undefined && weight.shape[0] !== samples)) {
      const expected =
        samples === undefined
          ? "have a batch axis"
          : `have one weight or row for each of the ${samples} samples`;
      refuse(owner, "sampleWeight", expected, `shape ${showShape(weight.shape)}`);
    }
    if (!isPackageLoss(model.lossFunctions[i])) refuseWeight(model, i);
    return weight;
  });
}

function checkForm(sampleWeight: TensorOrTensors, names: readonly string[]): void {
  const expected = `be a tensor for each of the outputs ${JSON.stringify(names)}`;
  if (typeof sampleWeight !== "object") refuse(owner, "sampleWeight", expected, show(sampleWeight));
  if (sampleWeight instanceof Tensor) {
    if (names.length > 1)
      refuse(
        owner,
        "sampleWeight",
        expected,
        "one tensor",
        "Pass an array, or an object by output name.",
      );
    return;
  }
  const isData =
    ArrayBuffer.isView(sampleWeight) ||
    (Array.isArray(sampleWeight) && typeof sampleWeight[0] === "number");
  if (isData)
    refuse(owner, "sampleWeight", expected, show(sampleWeight), "Pass tf.tensor1d(weights).");
  if (Array.isArray(sampleWeight)) {
    if (sampleWeight.length !== names.length)
      refuse(owner, "sampleWeight", expected, `an array of ${sampleWeight.length}`);
    return;
  }
  if (isOpaque(sampleWeight)) refuse(owner, "sampleWeight", expected, show(sampleWeight));
  const unknown = Object.keys(sampleWeight).find((name) => !names.includes(name));
  if (unknown !== undefined)
    refuse(owner, "sampleWeight", expected, `one for ${JSON.stringify(unknown)}`);
}

/**
 * The number of samples in data for inputs or outputs; undefined for what is not tensors, which
 * TensorFlow.js refuses itself.
 */
export function samplesIn(data: TensorOrTensors): number | undefined {
  const first: unknown = data instanceof Tensor ? data : Object.values(data ?? {})[0];
  return first instanceof Tensor ? first.shape[0] : undefined;
}
