// The methods that train and evaluate a model, which take weights here.

import { dispose, expandDims, type Tensor } from "@tensorflow/tfjs-core";
import { checkArguments, checkBatchArguments, checkValidationData } from "./arguments.js";
import { checkClasses, checkClassWeights, withIgnoredClass } from "./class-weights.js";
import { attachWeights } from "./dataset.js";
import { fitWeights } from "./fit-weights.js";
import {
  claimingAtOnce,
  claimStream,
  withTestStream,
  withTestStreamOf,
  withTrainingStream,
} from "./metric-runs.js";
import type { LayersModel } from "./model.js";
import type { TensorOrTensors } from "./model-data.js";
import { withNamedLosses, withNamedLossesLater, withNamedLossesNow } from "./named-losses.js";
import { areWeights, isGiven, listOf, samplesIn, weightsOf } from "./standardize.js";
import { validationWeights, withValidationWeights } from "./validation-inputs.js";
import { toWeightTensors } from "./weight-tensors.js";
import { attach, combine, hasPackageLoss } from "./weights.js";

/** Weights that validation inside `fit` uses, by the model that is trained. */
const validations = new WeakMap<LayersModel, readonly (Tensor | null)[]>();

/**
 * `fit` slices the weights that `standardizeUserData` returns batch by batch, and disposes them.
 */
export function wrapFit(prototype: LayersModel): void {
  const { fit, fitLoop, standardizeUserData } = prototype;
  prototype.fit = async function (x, y, args) {
    // TensorFlow.js refuses a second training, whose weights would take the place of the first one's.
    const isWeighted = !this.isTraining && hasWeights(args);
    return withNamedLosses(this, isWeighted, () =>
      withTrainingStream(this, args, (own) => fitWeighted(this, x, y, own)),
    );
  };
  // A batch by itself may make its function between the start of `fit` and this.
  prototype.fitLoop = function (f, ...rest) {
    claimStream(this, f);
    return fitLoop.call(this, f, ...rest);
  };
  const fitWeighted = async (
    model: LayersModel,
    x: TensorOrTensors,
    y: TensorOrTensors,
    args: unknown,
  ) => {
    checkArguments(model, "fit", args, ["sampleWeight", "classWeight"]);
    checkValidationData(model, (args ?? {}) as object);
    if (typeof args !== "object" || args === null || !hasPackageLoss(model) || model.isTraining)
      return fit.call(model, x, y, args);
    const { made, validation, ...prepared } = fitWeights(model, x, args);
    if (validation) validations.set(model, validation);
    try {
      return await fit.call(model, x, y, { ...args, ...prepared });
    } finally {
      if (validation) validations.delete(model);
      dispose([...made]);
    }
  };
  prototype.standardizeUserData = async function (x, y, sampleWeight, classWeight, ...rest) {
    checkClassWeights(this, classWeight);
    await checkClasses(this, classWeight, y);
    const weightOf = withIgnoredClass(this, classWeight);
    if (!areWeights(this, sampleWeight))
      return standardizeUserData.call(this, x, y, sampleWeight, weightOf, ...rest);
    const weights = weightsOf(this, sampleWeight, samplesIn(x));
    const [xs, ys, classWeights] = await standardizeUserData.call(
      this,
      x,
      y,
      null,
      weightOf,
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

/** Whether arguments of `fit` have weights of samples, of the training or of its validation. */
function hasWeights(args: unknown): boolean {
  const { sampleWeight, validationData } = (args ?? {}) as {
    readonly sampleWeight?: unknown;
    readonly validationData?: unknown;
  };
  return isGiven(sampleWeight) || (Array.isArray(validationData) && validationData.length === 3);
}

/** Each element of a dataset brings its weights along. */
export function wrapDatasets(prototype: LayersModel): void {
  const { fitDataset, evaluateDataset } = prototype;
  prototype.fitDataset = async function (dataset, args) {
    checkArguments(this, "fitDataset", args, ["classWeight"]);
    const classWeight = (args as { readonly classWeight?: unknown } | undefined)?.classWeight;
    checkClassWeights(this, classWeight);
    return withNamedLossesLater(this, (replaceNamed) => {
      const weighted = attachWeights({ model: this, classWeight, replaceNamed }, dataset);
      return withValidationWeights(this, args, (validated) =>
        withTrainingStream(this, validated, (own) =>
          claimingAtOnce(this, () => {
            const weights = withIgnoredClass(this, classWeight);
            const all =
              weights === classWeight ? own : { ...(own as object), classWeight: weights };
            return fitDataset.call(this, weighted, all);
          }),
        ),
      );
    });
  };
  prototype.evaluateDataset = async function (dataset, args) {
    checkArguments(this, "evaluateDataset", args, []);
    return withNamedLossesLater(this, (replaceNamed) => {
      const weighted = attachWeights({ model: this, replaceNamed }, dataset);
      return withTestStream(this, () => evaluateDataset.call(this, weighted, args));
    });
  };
}

/** `evaluate` calls `testLoop` before it returns. The weights join the data on the way there. */
export function wrapEvaluate(prototype: LayersModel): void {
  const { evaluate, testLoop } = prototype;
  let pending: { readonly weights: TensorOrTensors | undefined } | undefined;
  prototype.evaluate = function (x, y, args) {
    const given = args?.sampleWeight ?? validationWeights(x);
    return withNamedLossesNow(this, isGiven(given), () => {
      checkArguments(this, "evaluate", args, ["sampleWeight"]);
      const { weights, made } = toWeightTensors(
        areWeights(this, given) ? given : undefined,
        this.outputs.length,
      );
      pending = { weights };
      try {
        return evaluate.call(this, x, y, args);
      } finally {
        pending = undefined;
        dispose([...made]);
      }
    });
  };
  prototype.testLoop = function (f, ins, ...rest) {
    const evaluated = pending;
    pending = undefined;
    // Without an evaluation it is the validation of a training.
    const weights = evaluated
      ? evaluated.weights && weightsOf(this, evaluated.weights, ins[0]!.shape[0])
      : validations.get(this);
    return withTestStreamOf(f, () => testLoop.call(this, f, [...ins, ...(weights ?? [])], ...rest));
  };
}

/**
 * `trainOnBatch` has no place for weights, so they are attached to copies of the targets, which
 * nothing else knows.
 */
export function wrapTrainOnBatch(prototype: LayersModel): void {
  const { trainOnBatch } = prototype;
  prototype.trainOnBatch = async function (x, y, sampleWeight, ...others) {
    checkBatchArguments(this, others);
    return withNamedLosses(this, isGiven(sampleWeight), () =>
      trainWeighted(this, x, y, sampleWeight),
    );
  };
  const trainWeighted = async (
    model: LayersModel,
    x: TensorOrTensors,
    y: TensorOrTensors,
    sampleWeight?: TensorOrTensors | null,
  ) => {
    if (!areWeights(model, sampleWeight)) return trainOnBatch.call(model, x, y);
    const { weights: tensors, made } = toWeightTensors(sampleWeight, model.outputs.length);
    const weights = weightsOf(model, tensors, samplesIn(x));
    const given = listOf(y, model.outputNames);
    // TensorFlow.js says what is missing.
    if (given.includes(null)) return trainOnBatch.call(model, x, y);
    const targets = given.map((target) =>
      target!.rank === 1 ? expandDims(target!, 1) : target!.clone(),
    );
    targets.forEach((target: Tensor, i) => {
      if (weights[i]) attach(target, weights[i], false);
    });
    try {
      return await trainOnBatch.call(model, x, targets);
    } finally {
      dispose([...targets, ...made]);
    }
  };
}
