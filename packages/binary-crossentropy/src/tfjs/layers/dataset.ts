// Datasets of elements `{ xs, ys, sampleWeight }`. TensorFlow.js takes xs and ys from each element;
// here the weight is attached to the targets first.

import { didYouMean, refuse, show } from "../../errors.js";
import { checkClasses } from "./class-weights.js";
import type { LayersModel } from "./model.js";
import type { Dataset, DatasetElement, DatasetIterator } from "./model-data.js";
import { hasNamedLoss } from "./named-losses.js";
import { areWeights, isGiven, listOf, weightsOf } from "./standardize.js";
import { toWeightTensors } from "./weight-tensors.js";
import { attach, hasPackageLoss } from "./weights.js";

/**
 * A dataset, or an iterator, whose weights reach the loss.
 *
 * @param classWeight The class weights of `fitDataset`, which require labels that are classes.
 */
export function attachWeights(
  model: LayersModel,
  dataset: Dataset,
  classWeight?: unknown,
): Dataset {
  if (!hasPackageLoss(model) && !hasNamedLoss(model)) return dataset;
  // The dataset keeps its other properties, such as its size.
  if (typeof dataset.iterator !== "function") {
    return fromIterator(
      model,
      dataset as unknown as DatasetIterator,
      classWeight,
    ) as unknown as Dataset;
  }
  const iterator = async () => fromIterator(model, await dataset.iterator!(), classWeight);
  return Object.create(dataset, { iterator: { value: iterator } }) as Dataset;
}

function fromIterator(
  model: LayersModel,
  iterator: DatasetIterator,
  classWeight: unknown,
): DatasetIterator {
  const next = async () => {
    const { value, done } = await iterator.next();
    if (!hasPackageLoss(model)) {
      if (isGiven(value?.sampleWeight)) refuseForName();
      return { value, done };
    }
    if (value) {
      checkKeys(value);
      await checkClasses(model, classWeight, value.ys);
    }
    return {
      value: value && areWeights(model, value.sampleWeight) ? attached(model, value) : value,
      done,
    };
  };
  return Object.create(iterator, { next: { value: next } }) as DatasetIterator;
}

/** TensorFlow.js's own loss would leave it out in silence. */
function refuseForName(): never {
  refuse(
    "LayersModel",
    "sampleWeight of a dataset's element",
    "be for a loss of this package",
    "one for a loss by TensorFlow.js's name",
    'Compile with losses.get("binary_crossentropy").',
  );
}

const known = ["xs", "ys", "sampleWeight"];

/** A weight under another name would be left out in silence. */
function checkKeys(element: object): void {
  const unknown = Object.keys(element).find((key) => !known.includes(key));
  if (unknown === undefined || !("xs" in element)) return;
  refuse(
    "LayersModel",
    "a dataset's element",
    `have no other keys than ${known.join(", ")}`,
    show(unknown),
    didYouMean(unknown, known),
  );
}

/**
 * TensorFlow.js disposes the element's inputs and targets after their batch, and the weights are
 * disposed with them.
 */
function attached(model: LayersModel, { xs, ys, sampleWeight }: DatasetElement): DatasetElement {
  const given = listOf(ys, model.outputNames);
  // TensorFlow.js says what is missing.
  if (given.includes(null)) return { xs, ys };
  // A tensor that is the target of two outputs may have two weights.
  const targets = given.map((target, i) => (given.indexOf(target) < i ? target!.clone() : target!));
  const weights = weightsOf(model, toWeightTensors(sampleWeight).weights, undefined);
  targets.forEach((target, i) => {
    const weight = weights[i];
    if (weight) attach(target, weight, true);
  });
  return { xs, ys: targets };
}
