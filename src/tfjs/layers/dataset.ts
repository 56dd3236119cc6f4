// Datasets of elements `{ xs, ys, sampleWeight }`: TensorFlow.js takes xs and ys out of each, and
// here the weight is attached to the targets before it does.

import { didYouMean, refuse, show } from "../../errors.js";
import { checkClasses } from "./class-weights.js";
import type { LayersModel } from "./model.js";
import type { Dataset, DatasetElement, DatasetIterator } from "./model-data.js";
import { areWeights, listOf, weightsOf } from "./standardize.js";
import { attach, hasPackageLoss } from "./weights.js";

/**
 * The dataset, or iterator, whose elements' weights reach the loss.
 *
 * @param classWeight The class weights of `fitDataset`, for which the labels must have classes.
 */
export function attachWeights(
  model: LayersModel,
  dataset: Dataset,
  classWeight?: unknown,
): Dataset {
  if (!hasPackageLoss(model)) return dataset;
  // What else the dataset has, such as its size, it keeps.
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

const known = ["xs", "ys", "sampleWeight"];

/** A weight under another name would be left out without a word. */
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
 * As TensorFlow.js disposes the element's inputs and targets after their batch, the weights are
 * disposed with them.
 */
function attached(model: LayersModel, { xs, ys, sampleWeight }: DatasetElement): DatasetElement {
  const given = listOf(ys, model.outputNames);
  // TensorFlow.js says what is missing.
  if (given.includes(null)) return { xs, ys };
  // A tensor that is the target of two outputs may have two weights.
  const targets = given.map((target, i) => (given.indexOf(target) < i ? target!.clone() : target!));
  const weights = weightsOf(model, sampleWeight!, undefined);
  targets.forEach((target, i) => {
    const weight = weights[i];
    if (weight) attach(target, weight, true);
  });
  return { xs, ys: targets };
}
