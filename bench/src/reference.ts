// The right answer, in double precision and without this package: the formulas of the textbook. The
// data keeps away from where they overflow or cancel.

import type { Data, FloatArray } from "./data.js";
import { smoothingOf, type Workload } from "./workloads.js";

/**
 * Whether a logarithm is of p + ε, as in tf.keras 2 and TensorFlow.js, or of p. Without a
 * difference for logits.
 */
export type Formula = "epsilon inside" | "exact";

export interface Reference {
  readonly mean: number;
  /** The gradient of the mean, where it is part of the workload. */
  readonly grad: Float64Array | undefined;
}

const blockLength = 1024;

export function referenceOf(workload: Workload, data: Data, formula: Formula): Reference {
  const { labels } = data;
  const { length } = labels;
  const predictions = data[workload.input];
  const weights = workload.weights === "none" ? undefined : data.weights;
  const eps = formula === "exact" ? 0 : 1e-7;
  const { loss, slope } = workload.input === "logits" ? ofLogits : ofProbabilities(eps);
  const smoothing = smoothingOf(workload);
  const grad = workload.quantity === "value" ? undefined : new Float64Array(length);
  let sum = 0;
  // In blocks, or the roundings of a sum of millions would be as large as those that are looked
  // for.
  for (let start = 0; start < length; start += blockLength) {
    let block = 0;
    for (let i = start; i < Math.min(start + blockLength, length); i++) {
      const t = labels[i]! * (1 - smoothing) + smoothing / 2;
      const w = weightAt(weights, i);
      block += w * loss(t, predictions[i]!);
      if (grad) grad[i] = (w * slope(t, predictions[i]!)) / length;
    }
    sum += block;
  }
  return { mean: sum / length, grad };
}

function weightAt(weights: FloatArray | undefined, i: number): number {
  return weights === undefined ? 1 : weights[i]!;
}

const ofLogits = {
  loss: (t: number, z: number): number =>
    Math.max(z, 0) - z * t + Math.log1p(Math.exp(-Math.abs(z))),
  slope: (t: number, z: number): number => 1 / (1 + Math.exp(-z)) - t,
};

function ofProbabilities(eps: number) {
  return {
    loss: (t: number, p: number): number =>
      -(t * Math.log(p + eps) + (1 - t) * Math.log(1 - p + eps)),
    slope: (t: number, p: number): number => (1 - t) / (1 - p + eps) - t / (p + eps),
  };
}
