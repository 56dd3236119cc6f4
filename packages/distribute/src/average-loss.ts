// What a custom training loop divides by, as tf.nn has it: the batch of all replicas together, so
// that the sum over the replicas is the mean over that batch.

import type { TensorLike } from "binary-crossentropy";
import {
  cellsOf,
  createView,
  fitWeight,
  gather,
  readKeys,
  readTensor,
  refuse,
  refuseShape,
  roundTo,
  show,
  showShape,
  sizeOf,
  stridesAlong,
  type Tensor,
} from "binary-crossentropy/internal";
import { getStrategy } from "./strategy.js";

export interface AverageLossOptions {
  /**
   * One weight per example, or in another shape that a sample weight may have against the losses.
   */
  readonly sampleWeight?: TensorLike | null | undefined;
  /**
   * How many examples all replicas have together in this step. Default those of this replica × the
   * number of replicas.
   */
  readonly globalBatchSize?: number | undefined;
}

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
 * @throws ValueError for losses without a batch axis and for a size that is none, ShapeError for
 * weights that do not fit.
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
  const given = readKeys(owner, "options", options, ["sampleWeight", "globalBatchSize"]);
  const losses = readTensor(owner, "perExampleLoss", perExampleLoss);
  const [batchSize] = losses.shape;
  if (batchSize === undefined) {
    const remedy = 'Pass what a loss with reduction: "none" gives.';
    refuseShape(
      owner,
      "perExampleLoss",
      "have a batch axis",
      `shape ${showShape(losses.shape)}`,
      remedy,
    );
  }
  const size =
    readGlobalBatchSize(owner, given.get("globalBatchSize")) ??
    batchSize * getStrategy().numReplicasInSync;
  const sampleWeight = given.get("sampleWeight") ?? undefined;
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
 * @throws ValueError for what is no tensor.
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
  return roundTo(
    losses.dtype,
    weightedSum(owner, losses, undefined) / getStrategy().numReplicasInSync,
  );
}

/** @throws ValueError for what is no size of a batch. */
export function readGlobalBatchSize(owner: string, value: unknown): number | undefined {
  if (value === undefined || (Number.isSafeInteger(value) && (value as number) >= 0))
    return value as number | undefined;
  refuse(owner, "globalBatchSize", "be an integer >= 0", show(value));
}

function weightedSum(owner: string, losses: Tensor, weights: Tensor | undefined): number {
  const values = elements(losses, losses.shape, losses.strides);
  if (weights === undefined) return values.reduce((sum, loss) => sum + loss, 0);
  const cells = cellsOf(owner, losses.shape, []);
  const axes = fitWeight(owner, "sampleWeight", weights.shape, cells, losses.shape);
  const factors = elements(weights, losses.shape, stridesAlong(axes, weights.strides));
  return values.reduce((sum, loss, i) => sum + loss * factors[i]!, 0);
}

function elements(
  { data, offset }: Tensor,
  shape: readonly number[],
  strides: readonly number[],
): Float64Array {
  const values = new Float64Array(sizeOf(shape));
  gather(data, createView(shape, strides, offset), 0, values.length, values);
  return values;
}
