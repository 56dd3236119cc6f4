// Datasets of elements `{ xs, ys, sampleWeight }`. TensorFlow.js takes xs and ys from each element;
// here the weight is attached to the targets first.

import { didYouMean, refuse, show } from "../../errors.js";
import { checkClasses } from "./class-weights.js";
import type { LayersModel } from "./model.js";
import type { Dataset, DatasetElement, DatasetIterator } from "./model-data.js";
import { hasNamedLoss, isKnown } from "./named-losses.js";
import { areWeights, isGiven, listOf, weightsOf } from "./standardize.js";
import { toWeightTensors } from "./weight-tensors.js";
import { attach, hasPackageLoss } from "./weights.js";

/** A call of a model that takes a dataset. */
export interface DatasetCall {
  readonly model: LayersModel;
  /** The class weights of `fitDataset`, which require labels that are classes. */
  readonly classWeight?: unknown;
  /** Replaces losses that TensorFlow.js has by a name, which take no weights. */
  readonly replaceNamed: () => void;
}

/** A dataset, or an iterator, whose weights reach the loss. */
export function attachWeights(call: DatasetCall, dataset: Dataset): Dataset {
  const { model } = call;
  if (!isKnown(model)) return dataset;
  const prepare = preparing(call);
  // The dataset keeps its other properties, such as its size.
  if (typeof dataset.iterator !== "function")
    return fromIterator(dataset as unknown as DatasetIterator, prepare) as unknown as Dataset;
  const iterator = async () => fromIterator(await dataset.iterator!(), prepare);
  return Object.create(dataset, { iterator: { value: iterator } }) as Dataset;
}

type Prepare = (element: DatasetElement) => Promise<DatasetElement>;

function fromIterator(iterator: DatasetIterator, prepare: Prepare): DatasetIterator {
  const next = async () => {
    const { value, done } = await iterator.next();
    return { value: value && (await prepare(value)), done };
  };
  return Object.create(iterator, { next: { value: next } }) as DatasetIterator;
}

/** What prepares the elements of a call, one after the other, in all its epochs. */
function preparing({ model, classWeight, replaceNamed }: DatasetCall): Prepare {
  let isFirst = true;
  return async (element) => {
    // TensorFlow.js says what an element has to be.
    if (!("xs" in element && "ys" in element)) return element;
    if (isGiven(element.sampleWeight) && hasNamedLoss(model)) {
      if (!isFirst) refuseLate();
      replaceNamed();
    }
    isFirst = false;
    if (hasPackageLoss(model)) checkKeys(element);
    await checkClasses(model, classWeight, element.ys);
    return areWeights(model, element.sampleWeight) ? attached(model, element) : element;
  };
}

/** The first elements were computed by TensorFlow.js's own loss, which has no place for weights. */
function refuseLate(): never {
  refuse(
    "LayersModel",
    "sampleWeight of a dataset's element",
    "be there from the first element on, for a loss by TensorFlow.js's name",
    "one after elements without",
    'Compile with losses.get("binary_crossentropy").',
  );
}

const known = ["xs", "ys", "sampleWeight"];

/** A weight under another name would be left out in silence. */
function checkKeys(element: object): void {
  const unknown = Object.keys(element).find((key) => !known.includes(key));
  if (unknown === undefined) return;
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
  const weights = weightsOf(
    model,
    toWeightTensors(sampleWeight, targets.length).weights,
    undefined,
  );
  targets.forEach((target, i) => {
    const weight = weights[i];
    if (weight) attach(target, weight, true);
  });
  return { xs, ys: targets };
}
