// The losses of this package, as models meet them: functions among others, registered here with
// what they compute.

import type { Tensor } from "@tensorflow/tfjs-core";

export interface PackageLoss {
  readonly fromLogits: boolean;
  /** Whether it is computed of the logits behind a sigmoid where a model has them. */
  readonly findsLogits: boolean;
  /** The label that counts for nothing. */
  readonly ignoreLabel: number | undefined;
  /**
   * The mean cross-entropy of a batch without weights or label smoothing, which the metric of that
   * name reports.
   */
  crossentropy(yTrue: Tensor, yPred: Tensor): Tensor;
}

const known = new WeakMap<object, PackageLoss>();

/** Makes a loss known to models. */
export function registerLoss(loss: object, own: PackageLoss): void {
  known.set(loss, own);
}

/** What is known of a loss; undefined for a loss of another package. */
export function packageLoss(loss: unknown): PackageLoss | undefined {
  return typeof loss === "function" ? known.get(loss) : undefined;
}

/** Whether it is a loss of this package, which receives weights. */
export function isPackageLoss(loss: unknown): boolean {
  return packageLoss(loss) !== undefined;
}
