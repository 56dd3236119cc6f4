// What a custom training loop divides its losses by, as in tf.nn: the batch size of all replicas
// together, so that the sum over the replicas is the mean over that batch.

import type { TensorLike } from "binary-crossentropy";
import { readTensor, roundTo, weightedSum } from "binary-crossentropy/internal";
import {
  type AverageLossOptions as Options,
  readAverageLossOptions,
} from "./average-loss-options.js";
import { getStrategy } from "./current-strategy.js";

export interface AverageLossOptions extends Options<TensorLike> {}

/**
 * This replica's share of the mean loss, as `tf.nn.compute_average_loss`: the sum of its losses
 * divided by the batch size of all replicas together. The sum of the shares is the mean over that
 * batch.
 *
 * *Defined as* Σ w L / globalBatchSize, and 0 where that is 0.
 *
 * @param perExampleLoss One loss per example, shape `[batch_size, d0, .. dN-1]`: what a loss with
 * the reduction `"none"` gives.
 * @param options The weights and the global batch size.
 * @returns A number in nats.
 * @throws ValueError for a bad `globalBatchSize`, ShapeError for losses without a batch axis and
 * for weights that do not fit.
 * @example
 * ```ts
 * import { BinaryCrossentropy } from "binary-crossentropy";
 * import { computeAverageLoss } from "binary-crossentropy-distribute";
 *
 * const bce = new BinaryCrossentropy({ fromLogits: true, reduction: "none" });
 * const losses = bce([[1], [0]], [[2], [2]]);
 * computeAverageLoss(losses); // 1.127
 * computeAverageLoss(losses, { sampleWeight: [1, 0], globalBatchSize: 4 }); // 0.0317
 * ```
 * Source: `tensorflow/python/ops/nn_impl_distribute.py` (compute_average_loss).
 */
export function computeAverageLoss(
  perExampleLoss: TensorLike,
  options: AverageLossOptions = {},
): number {
  const owner = "computeAverageLoss";
  const { sampleWeight, sizeFor } = readAverageLossOptions<TensorLike>(owner, options);
  const losses = readTensor(owner, "perExampleLoss", perExampleLoss);
  const size = sizeFor(losses.shape);
  const weights =
    sampleWeight === undefined ? undefined : readTensor(owner, "sampleWeight", sampleWeight);
  const sum = weightedSum(owner, losses, weights);
  return size === 0 ? 0 : roundTo(losses.dtype, sum / size);
}

/**
 * This replica's share of a regularization loss, as `tf.nn.scale_regularization_loss`: its sum
 * divided by the number of replicas, each of which computes all of it.
 *
 * @param regularizationLoss A number, or a tensor of several losses, which are summed.
 * @returns A number.
 * @throws ValueError for a value that is not a tensor.
 * @example
 * ```ts
 * import { scaleRegularizationLoss, Strategy } from "binary-crossentropy-distribute";
 *
 * new Strategy().run(() => scaleRegularizationLoss([0.5, 0.25])); // 0.75
 * ```
 * Source: `tensorflow/python/ops/nn_impl_distribute.py` (scale_regularization_loss).
 */
export function scaleRegularizationLoss(regularizationLoss: TensorLike): number {
  const owner = "scaleRegularizationLoss";
  const losses = readTensor(owner, "regularizationLoss", regularizationLoss);
  return roundTo(losses.dtype, weightedSum(owner, losses) / getStrategy().numReplicasInSync);
}
