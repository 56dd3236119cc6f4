// The pieces of a custom training loop on tensors, as TensorFlow's tutorial on custom training
// writes it.

import {
  dispose,
  div,
  mul,
  type NamedTensorMap,
  type Optimizer,
  reshape,
  type Scalar,
  scalar,
  sum,
  Tensor,
  tensor,
  tidy,
} from "@tensorflow/tfjs-core";
import { refuse, refuseShape, show, showShape } from "../../errors.js";
import { readKeys } from "../../options/read-options.js";
import { checkTensor } from "../../tfjs/operands.js";
import { readGlobalBatchSize } from "../average-loss.js";
import type { ReduceOp } from "../communicator.js";
import { getStrategy } from "../strategy.js";
import { expectSameLines } from "./agreement.js";
import { shareBytes } from "./checkpoint.js";
import { crc32 } from "./crc32.js";
import { describeLayers, describeOptimizer, describeOutputs } from "./describe-model.js";
import { FusedBuffer } from "./fused-buffer.js";
import { nothingDone } from "./progress.js";
import { compiledModel, type TrainableModel } from "./trainable-model.js";
import { restoreState, saveState } from "./training-state.js";

export interface AverageLossOptions {
  /** One weight per example: of the shape of the losses, or of its first axes. */
  readonly sampleWeight?: Tensor | null | undefined;
  /**
   * How many examples all replicas have together in this step. Default those of this replica × the
   * number of replicas.
   */
  readonly globalBatchSize?: number | undefined;
}

/**
 * This replica's share of the mean loss, as `tf.nn.compute_average_loss`: the sum of its losses
 * divided by the batch size of all replicas together. It can be differentiated; the sum of the
 * shares is the mean over that batch.
 *
 * *Defined as* Σ w L / globalBatchSize, and 0 where that is 0.
 *
 * @param perExampleLoss One loss per example, shape `[batch_size, d0, .. dN-1]`: what a loss with
 * the reduction `"none"` gives.
 * @param options The weights and the global batch size.
 * @returns A scalar in nats.
 * @throws ValueError for what is no tensor and for a size that is none, ShapeError for losses
 * without a batch axis and for weights that do not fit.
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { computeAverageLoss } from "binary-crossentropy/distribute/tfjs";
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
  const given = readKeys(owner, "options", options, ["sampleWeight", "globalBatchSize"]);
  const losses = readTensor(owner, "perExampleLoss", perExampleLoss);
  const [batchSize] = losses.shape;
  if (batchSize === undefined) {
    refuseShape(
      owner,
      "perExampleLoss",
      "have a batch axis",
      "shape []",
      'Pass what a loss with reduction: "none" gives.',
    );
  }
  const size =
    readGlobalBatchSize(owner, given.get("globalBatchSize")) ??
    batchSize * getStrategy().numReplicasInSync;
  const weight = given.get("sampleWeight") ?? undefined;
  return tidy(() => {
    if (size === 0) return scalar(0);
    const weighted =
      weight === undefined
        ? losses
        : mul(losses, fitted(owner, readTensor(owner, "sampleWeight", weight), losses));
    return div(sum(weighted), size) as Scalar;
  });
}

/**
 * This replica's share of a regularization loss, as `tf.nn.scale_regularization_loss`: its sum
 * divided by the number of replicas, each of which computes all of it.
 *
 * @param regularizationLoss A tensor of one loss or of several, which are summed.
 * @returns A scalar.
 * @throws ValueError for what is no tensor.
 */
export function scaleRegularizationLoss(regularizationLoss: Tensor): Scalar {
  const losses = readTensor("scaleRegularizationLoss", "regularizationLoss", regularizationLoss);
  return tidy(() => div(sum(losses), getStrategy().numReplicasInSync) as Scalar);
}

/**
 * A tensor summed, or averaged, over the replicas, as `strategy.reduce`. Every replica calls it
 * with a tensor of the same shape.
 *
 * @param op `"sum"` or `"mean"`.
 * @returns A new tensor of dtype float32, with the same bits on every replica.
 * @throws ValueError for what is no tensor, for another op, and on every replica where one has
 * another shape or op.
 */
export function reduce<T extends Tensor>(op: ReduceOp, value: T): T {
  const given = readTensor("reduce", "value", value);
  const strategy = getStrategy();
  const shape = showShape(given.shape);
  // After the values one slot per replica for the shape: others of as many elements would be added
  // without a word.
  const sent = new Float32Array(given.size + strategy.numReplicasInSync);
  sent.set(given.dataSync());
  sent[given.size + strategy.replicaIdInSyncGroup] =
    1 + (crc32(new TextEncoder().encode(shape)) % 2 ** 23);
  const sum = strategy.reduce(op, sent);
  const [first, ...others] = sum.subarray(given.size);
  if (others.some((other) => other !== first))
    expectSameLines("reduce", strategy, "value", [`shape ${shape}`]);
  return tensor(sum.slice(0, given.size), given.shape, "float32") as T;
}

/**
 * Sums the gradients over the replicas in one message and has the optimizer apply them:
 * `optimizer.apply_gradients` under a strategy. Every replica calls it with the gradients of the
 * same variables.
 *
 * @param gradients Those of this replica's share of the loss, by the names of the variables:
 * `grads` of `tf.variableGrads`.
 * @throws ValueError on every replica, with the number of the replica, where a gradient has a NaN
 * or an infinite value; no weight has changed then.
 */
export async function applyGradients(
  optimizer: Optimizer,
  gradients: NamedTensorMap,
): Promise<void> {
  const owner = "applyGradients";
  const named = Object.entries(gradients).map(([name, gradient]) => ({
    name,
    gradient: readTensor(owner, `gradients.${name}`, gradient),
  }));
  const lines = named.map(
    ({ name, gradient }) => `the gradient of ${name} of shape ${showShape(gradient.shape)}`,
  );
  const sizes = named.map(({ gradient }) => gradient.size);
  const buffer = new FusedBuffer(getStrategy(), sizes, [
    ...describeOptimizer({ optimizer }),
    ...lines,
  ]);
  await Promise.all(
    named.map(async ({ gradient }, i) => buffer.parts[i]!.set(await gradient.data())),
  );
  buffer.allReduce(owner, "this step");
  const summed = named.map(({ name, gradient }, i) => ({
    name,
    tensor: tensor(buffer.parts[i]!, gradient.shape, "float32"),
  }));
  optimizer.applyGradients(summed);
  dispose(summed.map(({ tensor }) => tensor));
}

/**
 * Gives every replica the weights of replica 0, and what its optimizer has gathered. Every replica
 * calls it, before a custom loop.
 *
 * @param model A compiled model, the same on every replica but for its weights.
 * @throws ValueError for what is no compiled model, and where a replica has another one than
 * replica 0.
 */
export async function broadcastWeights(model: TrainableModel): Promise<void> {
  const owner = "broadcastWeights";
  const compiled = compiledModel(owner, model);
  const strategy = getStrategy();
  const lines = [
    ...describeLayers(compiled),
    ...describeOutputs(compiled),
    ...describeOptimizer(compiled),
  ];
  expectSameLines(owner, strategy, "model", lines);
  const own =
    strategy.replicaIdInSyncGroup === 0
      ? await saveState(owner, compiled, lines, nothingDone)
      : undefined;
  await restoreState(owner, compiled, lines, shareBytes(strategy, own)!, "model");
}

declare const TextEncoder: new () => { encode(text: string): Uint8Array };

function readTensor(owner: string, argument: string, value: unknown): Tensor {
  if (!(value instanceof Tensor)) refuse(owner, argument, "be a tensor", show(value));
  return checkTensor(owner, argument, value);
}

/** The weight with axes of length 1 at its end, so that it is aligned from the batch on. */
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
