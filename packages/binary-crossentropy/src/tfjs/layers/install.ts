// Passes weights from a LayersModel to its losses. The model's methods are wrapped once: when this
// package is loaded, or, if tfjs-layers is loaded later, when it registers its classes. Models
// without a loss of this package pass through the wrappers untouched.

import { refuse, ValueError } from "../../errors.js";
import { wrapFunctions } from "./batch-functions.js";
import { wrapCompile } from "./compile.js";
import { type Class, type Wrap, watchModels } from "./find-models.js";
import type { LayersModel, SequentialModel } from "./model.js";
import type { TensorOrTensors } from "./model-data.js";
import { type ReadLoss, wrapSaving } from "./saving.js";
import { wrapSigmoid } from "./sigmoid-heads.js";
import { wrapDatasets, wrapEvaluate, wrapFit, wrapTrainOnBatch } from "./training.js";

const installed = new WeakSet<object>();
let missing: string | undefined;
let readLoss: ReadLoss | undefined;

/** The models that a loss knew when it was made. */
export type Installed = number;

/**
 * Wraps the models that are loaded, or will be.
 *
 * @param before What this returned when the loss was made; undefined if it is made now.
 * @throws ValueError for a LayersModel of another version, without the methods that are wrapped;
 * for one that is out of reach; and for one that was loaded after the loss was made, which was not
 * wrapped when it was compiled.
 */
export function installWeights(before?: Installed): Installed {
  const now = watchModels(wrap);
  if (before !== undefined && before !== now) {
    const remedy = "Make it after that: models that were compiled with it leave weights out.";
    refuse(
      "binary-crossentropy/tfjs",
      "the loss",
      "know the TensorFlow.js of the page",
      "one that was made before it was loaded",
      remedy,
    );
  }
  if (missing === undefined) return now;
  const remedy = "It works with @tensorflow/tfjs-layers 4.10 and later of 4.x.";
  refuse(
    "binary-crossentropy/tfjs",
    "LayersModel",
    `have a method ${missing}`,
    "a class without it",
    remedy,
  );
}

/**
 * Wraps the models when this package is loaded: a model may have the function as its loss, and then
 * nothing of this package runs before the model is compiled. What is wrong with the models is said
 * when a loss is made or called.
 *
 * @param read Makes losses of what models are saved with.
 */
export function installOnLoad(read: ReadLoss): void {
  readLoss = read;
  try {
    watchModels(wrap);
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
  }
}

const wrap: Wrap = {
  Model: (Model) => wrapModel(Model as Class<LayersModel>),
  sigmoid: (Sigmoid) => wrapSigmoid(Sigmoid as Parameters<typeof wrapSigmoid>[0]),
  Sequential: (Sequential) => wrapSequential(Sequential as Class<SequentialModel>),
};

const wrapped = [
  "makeTrainFunction",
  "makeTestFunction",
  "standardizeUserData",
  "fitLoop",
  "testLoop",
  "evaluate",
  "trainOnBatch",
  "fitDataset",
  "evaluateDataset",
  "compile",
  "fit",
  "getLossIdentifiers",
  "loadTrainingConfig",
] as const;

/** Wraps the methods of a LayersModel, or notes which one it lacks. */
export function wrapModel({ prototype }: Class<LayersModel>): void {
  if (installed.has(prototype)) return;
  installed.add(prototype);
  // Reported when a loss is made or called: thrown here, it would break the import of tfjs-layers.
  const lacking = wrapped.find((name) => typeof prototype[name] !== "function");
  missing ??= lacking;
  if (lacking !== undefined) return;
  wrapCompile(prototype);
  wrapSaving(prototype, (saved) => readLoss?.(saved));
  wrapFunctions(prototype);
  wrapFit(prototype);
  wrapDatasets(prototype);
  wrapEvaluate(prototype);
  wrapTrainOnBatch(prototype);
}

/** A sequential model would drop the third argument. */
function wrapSequential({ prototype }: Class<SequentialModel>): void {
  if (installed.has(prototype)) return;
  installed.add(prototype);
  const { trainOnBatch } = prototype;
  prototype.trainOnBatch = async function (
    this: SequentialModel,
    x: TensorOrTensors,
    y: TensorOrTensors,
    sampleWeight?: TensorOrTensors | null,
    ...others: readonly unknown[]
  ) {
    const isPlain = [sampleWeight, ...others].every((one) => one === undefined || one === null);
    if (isPlain || !this.model) return trainOnBatch.call(this, x, y);
    return this.model.trainOnBatch(x, y, sampleWeight, ...others);
  };
}
