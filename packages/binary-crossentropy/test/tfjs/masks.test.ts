// Masks of masking layers reach the losses of the outputs that have them: what is padding counts for
// nothing, as in Keras.

import * as tf from "@tensorflow/tfjs";
import { BinaryCrossentropy, binaryCrossentropy } from "binary-crossentropy/tfjs";
import { expect, test } from "vitest";
import { onEachBackend } from "./backends.js";
import { close, expected, fitArgs, logitsLoss, number, values } from "./models.js";

// Two sequences of three times; a time of zeros is padding.
const x = () =>
  tf.tensor3d([
    [[1], [2], [0]],
    [[-1], [0], [0]],
  ]);
const y = () =>
  tf.tensor3d([
    [[1], [0], [1]],
    [[1], [1], [1]],
  ]);

function sequences(loss: unknown, isMasked: boolean): tf.Sequential {
  const masking = tf.layers.masking({ maskValue: 0, inputShape: [3, 1] });
  const linear = tf.layers.activation({ activation: "linear", inputShape: [3, 1] });
  const dense = tf.layers.dense({ units: 1, kernelInitializer: "ones", useBias: false });
  const model = tf.sequential({ layers: [isMasked ? masking : linear, dense] });
  model.compile({ optimizer: tf.train.sgd(0.1), loss: loss as never });
  return model;
}

// By the sequences' own three times.
const kept = { y: [1, 0, 1], z: [1, 2, -1] };

onEachBackend(() => {
  test("the loss is the mean over what is not masked", async () => {
    const model = sequences(logitsLoss(), true);
    close(number(model.evaluate(x(), y())), expected(kept.y, kept.z));
    const { history } = await model.fit(x(), y(), fitArgs);
    close(history["loss"]![0], expected(kept.y, kept.z));
    const plain = sequences(logitsLoss(), false);
    const all = expected([1, 0, 1, 1, 1, 1], [1, 2, 0, -1, 0, 0]);
    close(number(plain.evaluate(x(), y())), all);
  });

  test("weights of samples come beside it", async () => {
    const model = sequences(logitsLoss(), true);
    const sampleWeight = tf.tensor1d([3, 0.5]);
    const { history } = await model.fit(x(), y(), { ...fitArgs, sampleWeight });
    close(history["loss"]![0], expected(kept.y, kept.z, [3, 3, 0.5]));
  });

  test("the function and other reductions are masked too", () => {
    const sum = new BinaryCrossentropy({ fromLogits: true, reduction: "sum" });
    close(number(sequences(sum, true).evaluate(x(), y())), 3 * expected(kept.y, kept.z));
    // TensorFlow.js takes the mean of its losses, those of padding are 0.
    const model = sequences(binaryCrossentropy, true);
    const p = tf.sigmoid(x());
    const losses = binaryCrossentropy(y(), p).dataSync();
    const mean = (losses[0]! + losses[1]! + losses[3]!) / 6;
    const sigmoid = tf.layers.activation({ activation: "sigmoid" });
    model.add(sigmoid);
    model.compile({ optimizer: "sgd", loss: binaryCrossentropy as never });
    expect(Math.abs(number(model.evaluate(x(), y())) - mean)).toBeLessThan(1e-6);
  });

  test("outputs that one layer gives have a mask each", () => {
    const inputs = ["a", "b"].map((name) => tf.input({ shape: [3, 1], name }));
    const masking = tf.layers.masking({ maskValue: 0 });
    const dense = tf.layers.dense({ units: 1, kernelInitializer: "ones", useBias: false });
    const outputs = inputs.map((input) => dense.apply(masking.apply(input)) as tf.SymbolicTensor);
    const model = tf.model({ inputs, outputs });
    model.compile({ optimizer: "sgd", loss: logitsLoss() });
    const [a, b] = [tf.tensor3d([[[1], [2], [0]]]), tf.tensor3d([[[-1], [0], [0]]])];
    const ones = tf.ones([1, 3, 1]);
    const [total, ofA, ofB] = values(model.evaluate([a, b], [ones, ones]) as tf.Scalar[]);
    close(ofA, expected([1, 1], [1, 2]));
    close(ofB, expected([1], [-1]));
    close(total, expected([1, 1], [1, 2]) + expected([1], [-1]));
  });

  test("leaves no tensor behind", async () => {
    const model = sequences(logitsLoss(), true);
    const [inputs, targets] = [x(), y()];
    await model.fit(inputs, targets, fitArgs);
    const before = tf.memory().numTensors;
    await model.fit(inputs, targets, fitArgs);
    tf.dispose(model.evaluate(inputs, targets));
    expect(tf.memory().numTensors).toBe(before);
  });
});
