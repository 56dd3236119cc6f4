// The small network of the tests and its data: the breast-cancer rows, standardised.

import { referenceData } from "@binary-crossentropy/tutorials/wdbc/retrace";
import * as tf from "@tensorflow/tfjs";
import { BinaryCrossentropy } from "binary-crossentropy/tfjs";

// It would advertise its other packages.
tf.env().set("IS_TEST", true);

export const classWeight = { 0: 0.75, 1: 1.5 };

type Metric = string | ((yTrue: tf.Tensor, yPred: tf.Tensor) => tf.Tensor);

export type OptimizerName =
  | "sgd"
  | "momentum"
  | "adam"
  | "adamax"
  | "rmsprop"
  | "adagrad"
  | "adadelta";

const optimizers: { readonly [Name in OptimizerName]: () => tf.Optimizer } = {
  sgd: () => tf.train.sgd(0.1),
  momentum: () => tf.train.momentum(0.05, 0.9),
  adam: () => tf.train.adam(0.01),
  adamax: () => tf.train.adamax(0.01),
  rmsprop: () => tf.train.rmsprop(0.01, 0.9, 0.5),
  adagrad: () => tf.train.adagrad(0.05),
  adadelta: () => tf.train.adadelta(0.5),
};

export function makeNetwork({
  units = 4,
  batchNormalization = false,
  optimizer = "adam" as OptimizerName,
  metrics = ["acc"] as Metric[],
} = {}) {
  const kernel = (seed: number) => tf.initializers.glorotUniform({ seed });
  const kernelRegularizer = tf.regularizers.l2({ l2: 0.001 });
  const model = tf.sequential();
  model.add(
    tf.layers.dense({
      units,
      inputShape: [30],
      activation: "relu",
      kernelInitializer: kernel(1),
      kernelRegularizer,
    }),
  );
  if (batchNormalization) model.add(tf.layers.batchNormalization());
  model.add(tf.layers.dense({ units: 1, kernelInitializer: kernel(2) }));
  model.compile({
    optimizer: optimizers[optimizer](),
    loss: new BinaryCrossentropy({ fromLogits: true, labelSmoothing: 0.02 }),
    metrics: metrics as never,
  });
  return model;
}

/** Rows from one to another. */
export function rowsOf(start: number, end: number): [tf.Tensor2D, tf.Tensor2D] {
  const { rows, labels } = referenceData();
  const picked = rows.slice(start, end);
  const x = tf.tensor2d(Float32Array.from(picked.flatMap((row) => [...row])), [picked.length, 30]);
  return [x, tf.tensor2d(Float32Array.from(labels.slice(start, end)), [picked.length, 1])];
}

export const allRows = 569;
