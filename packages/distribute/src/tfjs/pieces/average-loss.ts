// A replica's share of a mean loss, on tensors, as a custom training loop divides it.

import {
  div,
  mul,
  reshape,
  type Scalar,
  scalar,
  sum,
  type Tensor,
  tidy,
} from "@tensorflow/tfjs-core";
import { refuseShape, showShape } from "binary-crossentropy/internal";
import {
  type AverageLossOptions as Options,
  readAverageLossOptions,
} from "../../average-loss-options.js";
import { getStrategy } from "../../current-strategy.js";
import { readTensor } from "../read.js";

export interface AverageLossOptions extends Options<Tensor> {}

/**
 * This replica's share of the mean loss, as `tf.nn.compute_average_loss`: the sum of its losses
 * divided by the batch size of all replicas together. It can be differentiated. The sum of the
 * shares is the mean over that batch.
 *
 * *Defined as* Σ w L / globalBatchSize, and 0 where that is 0.
 *
 * @param perExampleLoss One loss per example, shape `[batch_size, d0, .. dN-1]`: what a loss with
 * the reduction `"none"` gives.
 * @param options The weights, of the shape of the losses or of their first axes, and the global
 * batch size.
 * @returns A scalar in nats.
 * @throws ValueError for values that are not tensors and for a bad size, ShapeError for losses
 * without a batch axis and for weights that do not fit.
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { computeAverageLoss } from "binary-crossentropy-distribute/tfjs";
 *
 * computeAverageLoss(tf.tensor1d([0.5, 1.5]), { globalBatchSize: 4 }).arraySync(); // 0.5
 * ```
 * Source: `tensorflow/python/ops/nn_impl_distribute.py` (compute_average_loss).
 */
export function computeAverageLoss(
  perExampleLoss: Tensor,
  options: AverageLossOptions = {},
): Scalar {
  const owner = "computeAverageLoss";
  const given = readAverageLossOptions<Tensor>(owner, options);
  const losses = readTensor(owner, "perExampleLoss", perExampleLoss);
  const size = given.sizeFor(losses.shape);
  return tidy(() => {
    if (size === 0) return scalar(0);
    const { sampleWeight } = given;
    const weighted =
      sampleWeight === undefined
        ? losses
        : mul(losses, fitted(owner, readTensor(owner, "sampleWeight", sampleWeight), losses));
    return div(sum(weighted), size) as Scalar;
  });
}

/**
 * This replica's share of a regularization loss, as `tf.nn.scale_regularization_loss`: its sum
 * divided by the number of replicas, each of which computes all of it.
 *
 * @param regularizationLoss A tensor of one loss or of several, which are summed.
 * @returns A scalar.
 * @throws ValueError for a value that is not a tensor.
 */
export function scaleRegularizationLoss(regularizationLoss: Tensor): Scalar {
  const losses = readTensor("scaleRegularizationLoss", "regularizationLoss", regularizationLoss);
  return tidy(() => div(sum(losses), getStrategy().numReplicasInSync) as Scalar);
}

/** The weight with axes of length 1 at its end, so that it is aligned from the batch axis on. */
function fitted(owner: string, weight: Tensor, losses: Tensor): Tensor {
  const fits =
    weight.rank <= losses.rank &&
    weight.shape.every((length, axis) => length === losses.shape[axis] || length === 1);
  if (!fits)
    refuseShape(
      owner,
      "sampleWeight",
      `fit the losses of shape ${showShape(losses.shape)}`,
      `shape ${showShape(weight.shape)}`,
    );
  return reshape(weight, [
    ...weight.shape,
    ...new Array<number>(losses.rank - weight.rank).fill(1),
  ]);
}
