// Models with losses of every reduction, with weights, metrics and regularizers, whose training by
// several ranks must give what TensorFlow.js gives on one machine.

import * as tf from "@tensorflow/tfjs";
import type { Reduction } from "binary-crossentropy";
import { BinaryCrossentropy, type BinaryCrossentropyOptions, Loss } from "binary-crossentropy/tfjs";
import { rowsOf } from "./network.js";

export interface Data {
  readonly x: tf.Tensor;
  readonly y: tf.Tensor | tf.Tensor[];
  readonly sampleWeight?: tf.Tensor;
  readonly validation?: [tf.Tensor, tf.Tensor];
}

export interface Comparison {
  readonly make: () => tf.LayersModel;
  readonly data: () => Data;
  readonly fit?: object;
}

/** Of 81 rows in batches of 20 the last has one: most ranks have nothing of it. */
const count = 81;

const rows = (): Data => {
  const [x, y] = rowsOf(0, count);
  return { x, y, validation: rowsOf(count, 150) };
};

const weighted = (): Data => ({
  ...rows(),
  sampleWeight: tf.tensor1d(Float32Array.from({ length: count }, (_, i) => (i * 7) % 5)),
});

/** Every third label is one that counts for nothing. */
const partly = (): Data => {
  const { x, y } = rows();
  const labels = (y as tf.Tensor).dataSync().map((label, i) => (i % 3 === 1 ? -1 : label));
  return { x, y: tf.tensor2d(Float32Array.from(labels), [count, 1]) };
};

function dense(
  loss: unknown,
  options: { optimizer?: tf.Optimizer; metrics?: string[]; l2?: number } = {},
): tf.LayersModel {
  const kernelRegularizer = options.l2 ? tf.regularizers.l2({ l2: options.l2 }) : undefined;
  const model = tf.sequential();
  model.add(
    tf.layers.dense({
      units: 3,
      inputShape: [30],
      activation: "tanh",
      ...(kernelRegularizer && { kernelRegularizer }),
    }),
  );
  model.add(tf.layers.dense({ units: 1, activation: "sigmoid" }));
  model.compile({
    optimizer: options.optimizer ?? tf.train.sgd(0.05),
    loss: loss as string,
    metrics: options.metrics ?? ["accuracy"],
  });
  return model;
}

function twoOutputs(): tf.LayersModel {
  const input = tf.input({ shape: [30] });
  const hidden = tf.layers
    .dense({ units: 3, activation: "tanh" })
    .apply(input) as tf.SymbolicTensor;
  const outputs = ["a", "b"].map((name) =>
    tf.layers.dense({ units: 1, activation: "sigmoid", name }).apply(hidden),
  );
  const model = tf.model({ inputs: input, outputs: outputs as tf.SymbolicTensor[] });
  const losses = [
    new BinaryCrossentropy({ ignoreLabel: -1 }),
    new BinaryCrossentropy({ reduction: "sum" }),
  ];
  model.compile({ optimizer: tf.train.sgd(0.01), loss: losses as never });
  return model;
}

class SquaredError extends Loss {
  call(yTrue: tf.Tensor, yPred: tf.Tensor): tf.Tensor {
    return tf.mean(tf.squaredDifference(yTrue, yPred), -1);
  }
}

const own = (reduction: Reduction): Comparison => ({
  make: () => dense(new SquaredError({ reduction }), { optimizer: tf.train.sgd(0.002) }),
  data: weighted,
});

const ours = <R extends Reduction>(
  options: BinaryCrossentropyOptions<R>,
  data = rows,
): Comparison => ({
  make: () => dense(new BinaryCrossentropy(options)),
  data,
});

export const comparisons: { readonly [name: string]: Comparison } = {
  auto: ours({}),
  "auto, weighted": ours({}, weighted),
  mean: ours({ reduction: "mean", labelSmoothing: 0.1 }, weighted),
  sum: {
    ...ours({ reduction: "sum" }, weighted),
    make: () =>
      dense(new BinaryCrossentropy({ reduction: "sum" }), { optimizer: tf.train.sgd(0.002) }),
  },
  none: ours({ reduction: "none" }),
  mean_with_sample_weight: ours({ reduction: "mean_with_sample_weight" }, weighted),
  "an ignored label": {
    make: () =>
      dense(new BinaryCrossentropy({ ignoreLabel: -1 }), { metrics: ["accuracy", "crossentropy"] }),
    data: partly,
  },
  "class weights": { ...ours({}), fit: { classWeight: { 0: 0.5, 1: 3 } } },
  "a loss of one's own": own("auto"),
  "the sum of a loss of one's own": own("sum"),
  "the weighted mean of a loss of one's own": own("mean_with_sample_weight"),
  "TensorFlow.js's own loss": { make: () => dense("binaryCrossentropy"), data: rows },
  "TensorFlow.js's own loss, class weights": {
    make: () => dense("binaryCrossentropy"),
    data: rows,
    fit: { classWeight: { 0: 0.5, 1: 3 } },
  },
  "a regularizer": { make: () => dense(new BinaryCrossentropy(), { l2: 0.1 }), data: rows },
  "a part of the rows to validate with": {
    ...ours({}),
    data: () => ({ ...rows(), validation: undefined as never }),
    fit: { validationSplit: 0.25 },
  },
  Adam: {
    make: () => dense(new BinaryCrossentropy(), { optimizer: tf.train.adam(0.01) }),
    data: rows,
  },
  "two outputs, of which one ignores a label": {
    make: twoOutputs,
    data: () => ({ x: partly().x, y: [partly().y as tf.Tensor, rows().y as tf.Tensor] }),
  },
};
