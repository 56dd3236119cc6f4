// What computes a batch of a model: the weights that are in it go to the losses, and what comes out
// has the names of the model.

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
 * Where `metricsNames` has the total loss and then each output's own, TensorFlow.js gives a running
 * sum for each output before what `metricsNames` has from its second name on. The last of the sums
 * is the total.
 */
function named(outputs: number, results: Tensor[]): Tensor[] {
  return results.slice(outputs - 1);
}
