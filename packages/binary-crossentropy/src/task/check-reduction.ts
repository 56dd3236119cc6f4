// The rule of tf.keras for losses among several replicas.

import { replicaContext } from "../ambient.js";
import { refuse, show } from "../errors.js";
import { dividesBy, type Reduction } from "../semantics/reduction.js";

/**
 * Among several replicas, outside a built-in loop, a loss must not divide by its own batch, since
 * the sum over the replicas would be too large by their number.
 *
 * @throws ValueError for the reductions `"auto"`, `"sum_over_batch_size"` and `"mean"` there.
 */
export function checkReduction(owner: string, reduction: Reduction): void {
  const context = replicaContext();
  if (context === undefined || context.isBuiltInLoop || context.numReplicasInSync === 1) return;
  if (dividesBy(reduction) !== "cells") return;
  refuse(
    owner,
    "reduction",
    `be "sum" or "none" under a strategy of ${context.numReplicasInSync} replicas, outside a built-in training loop`,
    show(reduction),
    'Pass reduction: "none" and divide by the global batch size with computeAverageLoss(losses, { globalBatchSize }).',
  );
}
