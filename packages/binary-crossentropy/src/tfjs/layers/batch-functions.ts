// The functions that compute a batch of a model: its weights go to the losses, and the results
// match the model's names.

import { type Tensor, tidy } from "@tensorflow/tfjs-core";
import { withLossWeights } from "./loss-weights.js";
import { claimStream, streamOf } from "./metric-runs.js";
import { withStream } from "./metric-stream.js";
import type { Batch, BatchFunction, LayersModel } from "./model.js";
import { hasNamedLoss } from "./named-losses.js";
import { hasWeightedMetrics } from "./weighted-metrics.js";
import { hasPackageLoss, withWeights } from "./weights.js";

export function wrapFunctions(prototype: LayersModel): void {
  const { makeTrainFunction, makeTestFunction } = prototype;
  prototype.makeTrainFunction = function () {
    const train = makeTrainFunction.call(this);
    if (!mayTakeWeights(this)) return train;
    const stream = claimStream(this);
    return (data) =>
      takesWeights(this) ? withStream(stream, () => trained(this, data, train)) : train(data);
  };
  prototype.makeTestFunction = function () {
    makeTestFunction.call(this);
    const test: BatchFunction = this.testFunction;
    if (!mayTakeWeights(this)) return;
    // The first batch decides for all: a loss may be replaced by another call meanwhile.
    let isOwn: boolean | undefined;
    const testOwn: BatchFunction = (data) => {
      isOwn ??= hasPackageLoss(this);
      if (!isOwn && !hasWeightedMetrics(this)) return test(data);
      return tidy(() => {
        const results = withStream(streamOf(testOwn), () => tested(this, data, test));
        return isOwn ? named(this.outputs.length, results) : results;
      });
    };
    this.testFunction = testOwn;
  };
}

/** Whether weights have a meaning of this package's in the model's batches. */
const takesWeights = (model: LayersModel) => hasPackageLoss(model) || hasWeightedMetrics(model);

/** The same, once a loss by name is replaced too. */
const mayTakeWeights = (model: LayersModel) => takesWeights(model) || hasNamedLoss(model);

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
