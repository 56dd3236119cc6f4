// What the tests of weighted metrics share: models that have some, their data, and weighted means.

import * as tf from "@tensorflow/tfjs";
import type { TrainsWithWeights } from "binary-crossentropy/tfjs";
import { identityModel, labels, logits, logitsLoss, times, weights } from "./models.js";
import { column } from "./tensors.js";

export const right: number[] = logits.map((z, i) => Number(z > 0 === (labels[i] === 1)));

/** Σ w v / Σ w; the mean without weights. */
export function mean(v: number[], w: number[] = v.map(() => 1)): number {
  const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0);
  return sum(w) === 0 ? 0 : sum(times(v, w)) / sum(w);
}

export const compiled = (
  weightedMetrics: unknown,
  extra: object = {},
  loss: unknown = logitsLoss(),
) =>
  identityModel(loss as never, { weightedMetrics, ...extra } as never) as tf.Sequential &
    TrainsWithWeights;

export const x = () => column(logits);
export const y = () => column(labels);
export const w = () => tf.tensor1d(weights);
