// The losses and metrics of one batch, as the model was compiled with them.

import { mean, mul, type Scalar, type Tensor } from "@tensorflow/tfjs-core";
import { refuse } from "binary-crossentropy/internal";
import {
  type Batch,
  isOurs,
  type LayersModel as WeightedModel,
  withWeights,
} from "binary-crossentropy/tfjs/internal";
import type { CompiledModel } from "./model.js";

export interface BatchLosses {
  /** The mean of each output's loss, weights included. */
  readonly losses: Scalar[];
  /** The values of what `metricsNames` has after the loss. */
  readonly metrics: Scalar[];
}

/**
 * Computes a batch; for the caller's tidy.
 *
 * @param training Whether layers behave as in training, as dropout and batch normalisation do.
 */
export function batchLosses(
  owner: string,
  model: CompiledModel,
  batch: Batch,
  training: boolean,
): BatchLosses {
  let result: BatchLosses | undefined;
  withWeights(model as unknown as WeightedModel, batch, (data) => {
    const [inputs, outputs] = [model.inputs.length, model.outputs.length];
    const targets = data.slice(inputs, inputs + outputs) as Tensor[];
    const predictions = [model.call(data.slice(0, inputs) as Tensor[], { training })].flat();
    const losses = model.lossFunctions.map((loss, i) => {
      const value = loss(targets[i]!, predictions[i]!);
      return mean(
        weighted(owner, value, data[inputs + outputs + i] ?? null, isOurs(loss)),
      ) as Scalar;
    });
    const own = outputs > 1 ? losses : [];
    const metrics = model.metricsTensors
      .slice(own.length)
      .map(([metric, i]) => mean(metric(targets[i]!, predictions[i]!)) as Scalar);
    result = { losses, metrics: [...own, ...metrics] };
    return [];
  });
  return result!;
}

/** Losses of this package have their weights already. */
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
