// The gradients of a custom training loop, summed over the replicas and applied.

import { dispose, type NamedTensorMap, type Optimizer, tensor } from "@tensorflow/tfjs-core";
import { showShape } from "binary-crossentropy/internal";
import { getStrategy } from "../../current-strategy.js";
import { describeOptimizer } from "../describe/describe-model.js";
import { FusedBuffer } from "../messages/fused-buffer.js";
import { readTensor } from "../read.js";

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
    named.map(async ({ gradient }, i) => buffer.sections[i]!.set(await gradient.data())),
  );
  buffer.allReduce(owner, "this step");
  const summed = named.map(({ name, gradient }, i) => ({
    name,
    tensor: tensor(buffer.sections[i]!, gradient.shape, "float32"),
  }));
  optimizer.applyGradients(summed);
  dispose(summed.map(({ tensor }) => tensor));
}
