// The functions that compute a batch of a model: its weights go to the losses, and the results
// match the model's names.

import { type Tensor, tidy } from "@tensorflow/tfjs-core";
import { withLossWeights } from "./loss-weights.js";
import { streamOf } from "./metric-runs.js";
import { withStream } from "./metric-stream.js";
import type { Batch, BatchFunction, LayersModel } from "./model.js";
import { isKnown } from "./named-losses.js";
import { withWeights } from "./weights.js";

export function wrapFunctions(prototype: LayersModel): void {
  const { makeTrainFunction, makeTestFunction } = prototype;
  prototype.makeTrainFunction = function () {
    const train = makeTrainFunction.call(this);
    if (!isKnown(this)) return train;
    const trainOwn: BatchFunction = (data) =>
      withStream(streamOf(trainOwn), () => trained(this, data, train));
    return trainOwn;
  };
  prototype.makeTestFunction = function () {
    makeTestFunction.call(this);
    const test: BatchFunction = this.testFunction;
    if (!isKnown(this)) return;
    const outputs = this.outputs.length;
    const testOwn: BatchFunction = (data) =>
      withStream(streamOf(testOwn), () => tidy(() => named(outputs, tested(this, data, test))));
    this.testFunction = testOwn;
  };
}

/**
 * TensorFlow.js reports each output's loss as it is in the total, which comes first: those without
 * loss weights take their places.
 */
function trained(model: LayersModel, data: Batch, train: BatchFunction): Tensor[] {
  return withWeights(model, data, (batch) => {
    const { result, losses } = withLossWeights(model, () => train(batch));
    if (!losses) return result;
    if (model.outputs.length === 1) {
      losses[0]!.dispose();
      return result;
    }
    for (const [i, loss] of losses.entries()) {
      result[1 + i]!.dispose();
      result[1 + i] = loss;
    }
    return result;
  });
}

/** TensorFlow.js computes each output's loss once more, as a metric. */
function tested(model: LayersModel, data: Batch, test: BatchFunction): Tensor[] {
  return withWeights(model, data, (batch) => {
    const { result, losses } = withLossWeights(model, () => test(batch));
    for (const loss of losses ?? []) loss.dispose();
    return result;
  });
}

/**
 * TensorFlow.js returns a running sum for each output before the values that `metricsNames` lists
 * from its second name on, and the last sum is the total loss, which comes first in `metricsNames`.
 */
function named(outputs: number, results: Tensor[]): Tensor[] {
  return results.slice(outputs - 1);
}
