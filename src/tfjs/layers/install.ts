// Puts weights between LayersModel and its losses: its methods are wrapped once, when the first loss of this package is
// made or, should tfjs-layers be loaded after that, when it registers its classes. Models without a loss of this package
// pass through the wrappers untouched.

import { expandDims, type Tensor, tidy } from "@tensorflow/tfjs-core";
import { refuse } from "../../errors.js";
import { checkArguments } from "./arguments.js";
import { checkClasses, checkClassWeights } from "./class-weights.js";
import { adaptMetrics, checkCompile } from "./compile.js";
import { attachWeights } from "./dataset.js";
import { type Class, type Wrap, watchModels } from "./find-models.js";
import type { BatchFunction, LayersModel, SequentialModel, TensorOrTensors } from "./model.js";
import { areWeights, listOf, samplesIn, weightsOf } from "./standardize.js";
import { attach, combine, hasOwnLoss, hasWeightedLoss, withWeights } from "./weights.js";

const installed = new WeakSet<object>();
let missing: string | undefined;

/**
 * @throws ValueError for a LayersModel of another version, without the methods that are wrapped, and for one that is out of
 * reach.
 */
export function installWeights(): void {
  watchModels(wrap);
  if (missing === undefined) return;
  const remedy = "It works with @tensorflow/tfjs-layers 4.22.";
  refuse("binary-crossentropy/tfjs", "LayersModel", `have a method ${missing}`, "a class without it", remedy);
}

const wrap: Wrap = {
  Model: (Model) => wrapModel(Model as Class<LayersModel>),
  Sequential: (Sequential) => wrapSequential(Sequential as Class<SequentialModel>),
};

const wrapped = [
  "makeTrainFunction",
  "makeTestFunction",
  "standardizeUserData",
  "testLoop",
  "evaluate",
  "trainOnBatch",
  "fitDataset",
  "evaluateDataset",
  "compile",
  "fit",
  "getLossIdentifiers",
] as const;

/** Wraps the methods of a LayersModel, or notes which one it lacks. */
export function wrapModel({ prototype }: Class<LayersModel>): void {
  if (installed.has(prototype)) return;
  installed.add(prototype);
  // Said when a loss is made or called: thrown here, it would break the import of tfjs-layers.
  missing = wrapped.find((name) => typeof prototype[name] !== "function");
  if (missing !== undefined) return;
  wrapCompile(prototype);
  wrapFunctions(prototype);
  wrapFit(prototype);
  wrapDatasets(prototype);
  wrapEvaluate(prototype);
  wrapTrainOnBatch(prototype);
}

function wrapCompile(prototype: LayersModel): void {
  const { compile, getLossIdentifiers } = prototype;
  prototype.compile = function (args) {
    checkCompile(args);
    compile.call(this, args);
    if (!hasOwnLoss(this)) return;
    adaptMetrics(this, args.metrics);
  };
  // TensorFlow.js saves the names of losses, none with options, and of a function nothing at all.
  prototype.getLossIdentifiers = function () {
    // A sequential model is compiled by the one within.
    if (hasOwnLoss((this as unknown as SequentialModel).model ?? this)) refuseToSave();
    return getLossIdentifiers.call(this);
  };
}

/** What computes a batch: the weights that are in it go to the losses. */
function wrapFunctions(prototype: LayersModel): void {
  const { makeTrainFunction, makeTestFunction } = prototype;
  prototype.makeTrainFunction = function () {
    const train = makeTrainFunction.call(this);
    return hasWeightedLoss(this) ? (data) => withWeights(this, data, train) : train;
  };
  prototype.makeTestFunction = function () {
    makeTestFunction.call(this);
    const test: BatchFunction = this.testFunction;
    if (!hasOwnLoss(this)) return;
    const outputs = this.outputs.length;
    this.testFunction = (data) => tidy(() => named(outputs, withWeights(this, data, test)));
  };
}

/**
 * Where `metricsNames` has the total loss and then each output's own, TensorFlow.js gives a running sum for each output
 * before what `metricsNames` has from its second name on. The last of the sums is the total.
 */
function named(outputs: number, results: Tensor[]): Tensor[] {
  return results.slice(outputs - 1);
}

/** `fit` slices the weights that come out of `standardizeUserData` batch by batch, and disposes them. */
function wrapFit(prototype: LayersModel): void {
  const { fit, standardizeUserData } = prototype;
  prototype.fit = async function (x, y, args) {
    checkArguments(this, "fit", args, ["sampleWeight", "classWeight"]);
    return fit.call(this, x, y, args);
  };
  prototype.standardizeUserData = async function (x, y, sampleWeight, classWeight, ...rest) {
    checkClassWeights(this, classWeight);
    await checkClasses(this, classWeight, y);
    if (!areWeights(this, sampleWeight)) return standardizeUserData.call(this, x, y, sampleWeight, classWeight, ...rest);
    const weights = weightsOf(this, sampleWeight, samplesIn(x));
    const [xs, ys, classWeights] = await standardizeUserData.call(this, x, y, null, classWeight, ...rest);
    const combined = weights.map((weight, i) => {
      const classWeight = classWeights?.[i] ?? null;
      const both = combine(classWeight, weight);
      if (weight) classWeight?.dispose();
      return both === weight ? (weight?.clone() ?? null) : both;
    });
    return [xs, ys, combined];
  };
}

/** Each element of a dataset brings its weights along. */
function wrapDatasets(prototype: LayersModel): void {
  const { fitDataset, evaluateDataset } = prototype;
  prototype.fitDataset = async function (dataset, args) {
    checkArguments(this, "fitDataset", args, ["classWeight"]);
    const classWeight = (args as { readonly classWeight?: unknown } | undefined)?.classWeight;
    checkClassWeights(this, classWeight);
    return fitDataset.call(this, attachWeights(this, dataset, classWeight), args);
  };
  prototype.evaluateDataset = async function (dataset, args) {
    checkArguments(this, "evaluateDataset", args, []);
    return evaluateDataset.call(this, attachWeights(this, dataset), args);
  };
}

/** `evaluate` calls `testLoop` before it returns: the weights join the data on the way there. */
function wrapEvaluate(prototype: LayersModel): void {
  const { evaluate, testLoop } = prototype;
  let pending: TensorOrTensors | undefined;
  prototype.evaluate = function (x, y, args) {
    checkArguments(this, "evaluate", args, ["sampleWeight"]);
    if (!areWeights(this, args?.sampleWeight)) return evaluate.call(this, x, y, args);
    pending = args!.sampleWeight!;
    try {
      return evaluate.call(this, x, y, args);
    } finally {
      pending = undefined;
    }
  };
  prototype.testLoop = function (f, ins, ...rest) {
    const weights = pending === undefined ? [] : weightsOf(this, pending, ins[0]!.shape[0]);
    pending = undefined;
    return testLoop.call(this, f, [...ins, ...weights], ...rest);
  };
}

/** `trainOnBatch` has no place for weights: they are attached to copies of the targets, which nothing else knows. */
function wrapTrainOnBatch(prototype: LayersModel): void {
  const { trainOnBatch } = prototype;
  prototype.trainOnBatch = async function (x, y, sampleWeight) {
    if (!areWeights(this, sampleWeight)) return trainOnBatch.call(this, x, y);
    const weights = weightsOf(this, sampleWeight, samplesIn(x));
    const given = listOf(y, this.outputNames);
    // TensorFlow.js says what is missing.
    if (given.includes(null)) return trainOnBatch.call(this, x, y);
    const targets = given.map((target) => (target!.rank === 1 ? expandDims(target!, 1) : target!.clone()));
    targets.forEach((target: Tensor, i) => {
      if (weights[i]) attach(target, weights[i], false);
    });
    try {
      return await trainOnBatch.call(this, x, targets);
    } finally {
      for (const target of targets) target.dispose();
    }
  };
}

/** A sequential model would drop the third argument on its way. */
function wrapSequential({ prototype }: Class<SequentialModel>): void {
  if (installed.has(prototype)) return;
  installed.add(prototype);
  const { trainOnBatch } = prototype;
  prototype.trainOnBatch = async function (
    this: SequentialModel,
    x: TensorOrTensors,
    y: TensorOrTensors,
    sampleWeight?: TensorOrTensors | null,
  ) {
    if (sampleWeight === undefined || sampleWeight === null || !this.model) return trainOnBatch.call(this, x, y);
    return this.model.trainOnBatch(x, y, sampleWeight);
  };
}

function refuseToSave(): never {
  const remedy = "Save without it, keep losses.serialize(loss) beside the model, and compile it again with losses.deserialize of that.";
  refuse("LayersModel.save", "includeOptimizer", "be false for a model with a loss of this package", "true", remedy);
}
