// What the tests of models share: six samples with their weights, what they cost by the oracle, and
// a model that gives its input.

import * as tf from "@tensorflow/tfjs";
import type { Reduction } from "binary-crossentropy";
import { expect } from "vitest";
import { solve } from "../support/oracle.js";

export const labels = [1, 0, 1, 1, 0, 0];
export const logits = [0.5, -1, 2, -0.25, 1.5, 0];
export const weights = [1, 2, 0.5, 0, 3, 1.25];
export const classWeight = { 0: 2, 1: 0.5 };
export const byClass = labels.map((label) => classWeight[label as 0 | 1]);

/** The loss of samples of one logit each. */
export function expected(
  y: number[],
  z: number[],
  weight?: number[],
  reduction: Reduction = "auto",
): number {
  const shared = { fromLogits: true, labelSmoothing: 0, axis: -1, posWeight: 1 };
  const given = weight && { perElement: false, data: weight };
  return solve({ ...shared, shape: [y.length, 1], yTrue: y, yPred: z, reduction, weight: given })
    .value;
}

export const times = (a: number[], b: number[]) => a.map((x, i) => x * b[i]!);

/** A model that gives its input: y = 1 x + 0. */
export function identityModel(
  loss: tf.ModelCompileArgs["loss"],
  extra: Partial<tf.ModelCompileArgs> = {},
  rate = 0,
): tf.Sequential {
  const layer = tf.layers.dense({
    units: 1,
    inputShape: [1],
    kernelInitializer: "ones",
    biasInitializer: "zeros",
  });
  const model = tf.sequential({ layers: [layer] });
  model.compile({ optimizer: tf.train.sgd(rate), loss, ...extra });
  return model;
}

export const close = (actual: unknown, value: number) =>
  expect(Math.abs((actual as number) - value)).toBeLessThanOrEqual(
    1e-6 * Math.max(1, Math.abs(value)),
  );
export const number = (scalar: unknown) => (scalar as tf.Scalar).dataSync()[0]!;

export const fitArgs = { epochs: 1, shuffle: false, verbose: 0 as const };
