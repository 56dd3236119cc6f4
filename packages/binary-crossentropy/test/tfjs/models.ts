// What the tests of models share: six samples with their weights, what they cost by the oracle, and
// models that give their inputs.

import * as tf from "@tensorflow/tfjs";
import type { Reduction } from "binary-crossentropy";
import { BinaryCrossentropy } from "binary-crossentropy/tfjs";
import { expect } from "vitest";
import { solve } from "../support/oracle.js";

export * from "./samples.js";

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

export const logitsLoss = () => new BinaryCrossentropy({ fromLogits: true });

export const times = (a: number[], b: number[]) => a.map((x, i) => x * b[i]!);

/** A model that gives its input, of so many columns, by a layer that can be trained. */
export function identityModel(
  loss: tf.ModelCompileArgs["loss"],
  extra: Partial<tf.ModelCompileArgs> = {},
  columns = 1,
): tf.Sequential {
  const layer = tf.layers.dense({
    units: columns,
    inputShape: [columns],
    kernelInitializer: "identity",
    biasInitializer: "zeros",
  });
  const model = tf.sequential({ layers: [layer] });
  model.compile({ optimizer: tf.train.sgd(0), loss, ...extra });
  return model;
}

export const outputNames = ["a", "b", "c"];

/** A model that gives each of its inputs, of so many columns. */
export function echo(
  outputs: number,
  columns: number,
  compile: Omit<tf.ModelCompileArgs, "optimizer">,
): tf.LayersModel {
  const inputs = outputNames
    .slice(0, outputs)
    .map((name) => tf.input({ shape: [columns], name: `in_${name}` }));
  const layers = inputs.map((input, i) =>
    tf.layers.activation({ activation: "linear", name: outputNames[i]! }).apply(input),
  );
  const model = tf.model({ inputs, outputs: layers as tf.SymbolicTensor[] });
  model.compile({ optimizer: tf.train.sgd(0), ...compile });
  return model;
}

/** A model that gives each of its inputs of one column, by layers that can be trained. */
export function trainableEcho(
  outputs: number,
  compile: Omit<tf.ModelCompileArgs, "optimizer">,
): tf.LayersModel {
  const inputs = outputNames
    .slice(0, outputs)
    .map((name) => tf.input({ shape: [1], name: `in_${name}` }));
  const layers = inputs.map((input, i) =>
    tf.layers.dense({ units: 1, kernelInitializer: "ones", name: outputNames[i]! }).apply(input),
  );
  const model = tf.model({ inputs, outputs: layers as tf.SymbolicTensor[] });
  model.compile({ optimizer: tf.train.sgd(0), ...compile });
  return model;
}

export const close = (actual: unknown, value: number) =>
  expect(Math.abs((actual as number) - value)).toBeLessThanOrEqual(
    1e-6 * Math.max(1, Math.abs(value)),
  );
export const number = (scalar: unknown) => (scalar as tf.Scalar).dataSync()[0]!;
export const values = (evaluated: tf.Scalar | tf.Scalar[]) => [evaluated].flat().map(number);

export const fitArgs = { epochs: 1, shuffle: false, verbose: 0 as const };
