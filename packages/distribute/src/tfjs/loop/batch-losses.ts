// The losses and metrics of one batch, as they were passed to `compile`.

import { mean, mul, type Scalar, type Tensor } from "@tensorflow/tfjs-core";
import { refuse } from "binary-crossentropy/internal";
import {
  type Batch,
  isPackageLoss,
  type LayersModel,
  maskOf,
  partsOf,
  userMetrics,
  withWeights,
} from "binary-crossentropy/tfjs/internal";

export interface BatchLosses {
  /** The mean of each output's loss, weights included. */
  readonly losses: Scalar[];
  /** The values that `metricsNames` lists after the total loss. */
  readonly metrics: Scalar[];
  /** Whether each output has a mask, which leaves a part of it out of a loss of this package. */
  readonly isMasked: readonly boolean[];
}

/**
 * Computes a batch. Call it inside a tidy.
 *
 * @param training Whether layers behave as in training, such as dropout and batch normalization.
 */
export function batchLosses(
  owner: string,
  model: LayersModel,
  batch: Batch,
  training: boolean,
): BatchLosses {
  let result: BatchLosses | undefined;
  withWeights(model, batch, (data) => {
    const { inputs, targets, weights } = partsOf(model, data);
    const predictions = [model.call(inputs, { training })].flat();
    const losses = model.lossFunctions.map((loss, i) => {
      const value = loss(targets[i]!, predictions[i]!);
      return mean(weighted(owner, value, weights[i] ?? null, isPackageLoss(loss))) as Scalar;
    });
    const metrics = userMetrics(model).map(
      ([metric, i]) => mean(metric(targets[i]!, predictions[i]!)) as Scalar,
    );
    result = {
      losses,
      metrics: losses.length > 1 ? [...losses, ...metrics] : metrics,
      isMasked: predictions.map((prediction) => maskOf(prediction) !== undefined),
    };
    return [];
  });
  return result!;
}

/** Applies a weight to the loss of another package. Losses of this package have applied theirs. */
function weighted(owner: string, loss: Tensor, weight: Tensor | null, isWeighted: boolean): Tensor {
  if (weight === null || isWeighted) return loss;
  if (loss.rank === 0)
    refuse(
      owner,
      "model",
      "have a loss that gives one number per sample, for the weights of classes",
      "a scalar",
    );
  return mul(loss, weight);
}
