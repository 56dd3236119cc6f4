// The losses of this package, as models meet them: functions among others, of which this page knows
// what they compute.

import type { Tensor } from "@tensorflow/tfjs-core";

export interface PackageLoss {
  readonly fromLogits: boolean;
  /** Labels that count for nothing. */
  readonly ignoreLabel: number | undefined;
  /**
   * The mean cross-entropy of a batch with neither weights nor label smoothing: what the metric of
   * that name reports.
   */
  crossentropy(yTrue: Tensor, yPred: Tensor): Tensor;
}

const known = new WeakMap<object, PackageLoss>();

/** Makes a loss known to models. */
export function registerLoss(loss: object, own: PackageLoss): void {
  known.set(loss, own);
}

/** What is known of a loss; undefined for one of others. */
export function packageLoss(loss: unknown): PackageLoss | undefined {
  return typeof loss === "function" ? known.get(loss) : undefined;
}

/** Whether it is a loss of this package, which weights are handed to. */
export function isPackageLoss(loss: unknown): boolean {
  return packageLoss(loss) !== undefined;
}
