// The methods that train and evaluate a model, which take weights here.

import { expandDims, type Tensor } from "@tensorflow/tfjs-core";
import { checkArguments } from "./arguments.js";
import { checkClasses, checkClassWeights } from "./class-weights.js";
import { attachWeights } from "./dataset.js";
import type { LayersModel } from "./model.js";
import type { TensorOrTensors } from "./model-data.js";
import { areWeights, listOf, samplesIn, weightsOf } from "./standardize.js";
import { attach, combine } from "./weights.js";

/**
 * `fit` slices the weights that `standardizeUserData` returns batch by batch, and disposes them.
 */
export function wrapFit(prototype: LayersModel): void {
  const { fit, standardizeUserData } = prototype;
  prototype.fit = async function (x, y, args) {
    checkArguments(this, "fit", args, ["sampleWeight", "classWeight"]);
    return fit.call(this, x, y, args);
  };
  prototype.standardizeUserData = async function (x, y, sampleWeight, classWeight, ...rest) {
    checkClassWeights(this, classWeight);
    await checkClasses(this, classWeight, y);
    if (!areWeights(this, sampleWeight))
      return standardizeUserData.call(this, x, y, sampleWeight, classWeight, ...rest);
    const weights = weightsOf(this, sampleWeight, samplesIn(x));
    const [xs, ys, classWeights] = await standardizeUserData.call(
      this,
      x,
      y,
      null,
      classWeight,
      ...rest,
    );
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
export function wrapDatasets(prototype: LayersModel): void {
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

/** `evaluate` calls `testLoop` before it returns. The weights join the data on the way there. */
export function wrapEvaluate(prototype: LayersModel): void {
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

/**
 * `trainOnBatch` has no place for weights, so they are attached to copies of the targets, which
 * nothing else knows.
 */
export function wrapTrainOnBatch(prototype: LayersModel): void {
  const { trainOnBatch } = prototype;
  prototype.trainOnBatch = async function (x, y, sampleWeight) {
    if (!areWeights(this, sampleWeight)) return trainOnBatch.call(this, x, y);
    const weights = weightsOf(this, sampleWeight, samplesIn(x));
    const given = listOf(y, this.outputNames);
    // TensorFlow.js says what is missing.
    if (given.includes(null)) return trainOnBatch.call(this, x, y);
    const targets = given.map((target) =>
      target!.rank === 1 ? expandDims(target!, 1) : target!.clone(),
    );
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
