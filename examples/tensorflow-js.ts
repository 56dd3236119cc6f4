// Compiles and fits a TensorFlow.js model as Keras would: weights of classes, samples and the
// validation reach the loss and the weighted metrics, and accuracy takes predictions for logits.
//
// Run it: npx tsx examples/tensorflow-js.ts

import * as tf from "@tensorflow/tfjs";
import { BinaryCrossentropy, type TrainsWithWeights } from "binary-crossentropy/tfjs";

const x = tf.tensor2d([[-1.2], [-0.9], [-0.2], [-0.6], [0.4], [0.9]]);
const y = tf.tensor2d([[0], [0], [1], [0], [1], [1]]);
const layer = tf.layers.dense({ units: 1, inputShape: [1], kernelInitializer: "zeros" });
const model: tf.Sequential & TrainsWithWeights = tf.sequential({ layers: [layer] });
const loss = new BinaryCrossentropy({ fromLogits: true });
const accuracy = ["accuracy"];
model.compile({ optimizer: tf.train.sgd(0.5), loss, metrics: accuracy, weightedMetrics: accuracy });

const { history } = await model.fit(x, y, {
  epochs: 20,
  sampleWeight: [1, 1, 2, 1, 1, 1],
  classWeight: { 0: 1, 1: 3 },
  validationData: [tf.tensor2d([[-0.7], [-0.1], [0.6]]), tf.tensor2d([[0], [1], [1]]), [1, 4, 1]],
  verbose: 0,
});
for (const name of ["loss", "acc", "weighted_acc", "val_loss"])
  console.log(`${name}: ${(history[name]!.at(-1) as number).toFixed(4)}`);

// A logit above 0 says positive, so the fourth row, at 0.30, is wrong. Comparing it with 0.5, as
// TensorFlow.js does by itself, would call it right.
const logits = model.predict(x) as tf.Tensor;
console.log(`logits: ${[...logits.dataSync()].map((z) => z.toFixed(2)).join(", ")}`);

// Prints:
//   loss: 0.5726
//   acc: 0.8333
//   weighted_acc: 0.9333
//   val_loss: 0.5193
//   logits: -1.16, -0.43, 1.27, 0.30, 2.73, 3.94
