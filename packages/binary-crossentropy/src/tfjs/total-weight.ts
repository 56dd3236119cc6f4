// The total weight of a batch on tensors.

import type { Tensor } from "@tensorflow/tfjs-core";
import { totalWeight as totalWeightOnHost } from "../loss/total-weight.js";
import type { Reduction } from "../semantics/reduction.js";
import { type BinaryCrossentropy, configuredOf } from "./binary-crossentropy.js";

/**
 * Σ w over the loss cells of labels, or the number of the cells without a weight, read back from
 * the device. Cells of ignored labels do not count.
 */
export function totalWeight(
  loss: BinaryCrossentropy<Reduction>,
  yTrue: Tensor,
  sampleWeight: Tensor | null,
): number {
  const onHost = (tensor: Tensor) => ({ data: tensor.dataSync(), shape: tensor.shape });
  return totalWeightOnHost("BinaryCrossentropy", configuredOf(loss), {
    yTrue: onHost(yTrue),
    sampleWeight: sampleWeight && onHost(sampleWeight),
  });
}
