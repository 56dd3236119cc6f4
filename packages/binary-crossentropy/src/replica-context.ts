// What the losses know of a strategy: how many replicas compute at once, and whether a built-in
// training loop divides their losses. binary-crossentropy-distribute says it; without that entry
// nothing is asked.

import { refuse, show } from "./errors.js";

export interface ReplicaContext {
  readonly numReplicasInSync: number;
  /**
   * Whether what calls the loss is a training loop of the package, which divides by the global
   * batch size itself.
   */
  readonly isBuiltInLoop: boolean;
}

let contextInForce: (() => ReplicaContext | undefined) | null = null;

/** Sets what is asked for the context of a call. */
export function setReplicaContext(ask: () => ReplicaContext | undefined): void {
  contextInForce = ask;
}

/**
 * The rule of tf.keras: among several replicas, outside a built-in loop, a loss must not divide by
 * its own batch, since the sum over the replicas would be too large by their number.
 *
 * @throws ValueError for the reductions `"auto"`, `"sum_over_batch_size"` and `"mean"` there.
 */
export function checkReduction(owner: string, reduction: string | null): void {
  const context = contextInForce?.();
  if (context === undefined || context.isBuiltInLoop || context.numReplicasInSync === 1) return;
  if (reduction !== "auto" && reduction !== "sum_over_batch_size" && reduction !== "mean") return;
  refuse(
    owner,
    "reduction",
    `be "sum" or "none" under a strategy of ${context.numReplicasInSync} replicas, outside a built-in training loop`,
    show(reduction),
    'Pass reduction: "none" and divide by the global batch size with computeAverageLoss(losses, { globalBatchSize }).',
  );
}
