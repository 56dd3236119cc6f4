// The total weight of a batch on tensors: by what a weighted mean over a part of it counts.

import type { Tensor } from "@tensorflow/tfjs-core";
import { totalWeight as totalWeightOnHost } from "../loss/total-weight.js";
import { configuredOf, type ElementwiseLoss } from "./elementwise-loss.js";
import { Loss } from "./loss.js";

/**
 * Σ w over the loss cells of labels, or the number of the cells without a weight, read back from
 * the device. Cells of ignored labels do not count. For a loss of one's own it is Σ w over the
 * weights, or the number of rows: only the loss knows how many cells have one of them, which is the
 * same for all parts of a batch.
 */
export function totalWeight(
  loss: ElementwiseLoss | Loss,
  yTrue: Tensor,
  sampleWeight: Tensor | null,
): number {
  if (loss instanceof Loss) {
    if (!sampleWeight) return yTrue.shape[0]!;
    let sum = 0;
    for (const weight of sampleWeight.dataSync()) sum += weight;
    return sum;
  }
  const onHost = (tensor: Tensor) => ({ data: tensor.dataSync(), shape: tensor.shape });
  const { owner, configured } = configuredOf(loss);
  return totalWeightOnHost(owner, configured, {
    yTrue: onHost(yTrue),
    sampleWeight: sampleWeight && onHost(sampleWeight),
  });
}
