// Compiles and fits a model of TensorFlow.js as Keras would: class weights and sample weights that
// reach the loss, weighted validation, and an accuracy that knows that the predictions are logits.
//
// Run it: npx tsx examples/tensorflow-js.ts

import * as tf from "@tensorflow/tfjs";
import { BinaryCrossentropy, metrics, type TrainsWithWeights } from "binary-crossentropy/tfjs";

const x = tf.tensor2d([[-1.2], [-0.9], [-0.2], [-0.6], [0.4], [0.9]]);
const y = tf.tensor2d([[0], [0], [1], [0], [1], [1]]);

const layer = tf.layers.dense({ units: 1, inputShape: [1], kernelInitializer: "zeros" });
const model: tf.Sequential & TrainsWithWeights = tf.sequential({ layers: [layer] });
model.compile({
  optimizer: tf.train.sgd(0.5),
  loss: new BinaryCrossentropy({ fromLogits: true }),
  metrics: ["accuracy", new metrics.BinaryCrossentropy({ fromLogits: true })],
});

// Weights of samples and of classes multiply.
const sampleWeight = tf.tensor1d([1, 1, 2, 1, 1, 1]);
const classWeight = { 0: 1, 1: 3 };
const fitted = await model.fit(x, y, {
  epochs: 20,
  shuffle: false,
  sampleWeight,
  classWeight,
  verbose: 0,
});
print("loss", fitted.history["loss"]!.at(-1) as number);
print("accuracy", fitted.history["acc"]!.at(-1) as number);

// A logit above 0 says positive, so the fourth row, at 0.30, is wrong. Comparing it with 0.5, as
// TensorFlow.js does by itself, would call it right.
const logits = model.predict(x) as tf.Tensor;
console.log(`logits: ${[...logits.dataSync()].map((z) => z.toFixed(2)).join(", ")}`);

const scores = model.evaluate(x, y, { sampleWeight, verbose: 0 }) as tf.Scalar[];
print("evaluated with sample weights", scores[0]!.dataSync()[0]!);

// Validation is weighted by a third array.
const validated = await model.fit(x, y, {
  epochs: 1,
  validationData: [
    tf.tensor2d([[-0.7], [-0.1], [0.6]]),
    tf.tensor2d([[0], [1], [1]]),
    tf.tensor1d([1, 4, 1]),
  ],
  verbose: 0,
});
print("validation loss, weighted", validated.history["val_loss"]!.at(-1) as number);

function print(name: string, value: number): void {
  console.log(`${name}: ${value.toFixed(4)}`);
}

// Prints:
//   loss: 0.5726
//   accuracy: 0.8333
//   logits: -1.16, -0.43, 1.27, 0.30, 2.73, 3.94
//   evaluated with sample weights: 0.3676
//   validation loss, weighted: 0.5185
