// The functions that compute a batch of a model: its weights go to the losses, and the results
// match the model's names.

import { type Tensor, tidy } from "@tensorflow/tfjs-core";
import type { BatchFunction, LayersModel } from "./model.js";
import { hasPackageLoss, withWeights } from "./weights.js";

export function wrapFunctions(prototype: LayersModel): void {
  const { makeTrainFunction, makeTestFunction } = prototype;
  prototype.makeTrainFunction = function () {
    const train = makeTrainFunction.call(this);
    return hasPackageLoss(this) ? (data) => withWeights(this, data, train) : train;
  };
  prototype.makeTestFunction = function () {
    makeTestFunction.call(this);
    const test: BatchFunction = this.testFunction;
    if (!hasPackageLoss(this)) return;
    const outputs = this.outputs.length;
    this.testFunction = (data) => tidy(() => named(outputs, withWeights(this, data, test)));
  };
}

/**
 * TensorFlow.js returns a running sum for each output before the values that `metricsNames` lists
 * from its second name on, and the last sum is the total loss, which comes first in `metricsNames`.
 */
function named(outputs: number, results: Tensor[]): Tensor[] {
  return results.slice(outputs - 1);
}
