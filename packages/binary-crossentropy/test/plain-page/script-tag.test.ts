// TensorFlow.js from a script tag beside the package's own tfjs-core: one page with two copies of
// it.

import type * as TensorFlow from "@tensorflow/tfjs";
import type { TrainsWithWeights } from "binary-crossentropy/tfjs";
import { beforeAll, expect, test } from "vitest";

let tf: typeof TensorFlow;

beforeAll(async () => {
  const script = document.createElement("script");
  script.src = "/node_modules/@tensorflow/tfjs/dist/tf.min.js";
  const loaded = new Promise((resolve, reject) => {
    script.onload = resolve;
    script.onerror = reject;
  });
  document.head.append(script);
  await loaded;
  tf = (globalThis as unknown as { tf: typeof TensorFlow }).tf;
  await tf.setBackend("cpu");
}, 60_000);

test("weights of classes and samples reach the loss", async () => {
  const { BinaryCrossentropy } = await import("binary-crossentropy/tfjs");
  const layer = tf.layers.dense({
    units: 1,
    inputShape: [1],
    kernelInitializer: "ones",
    biasInitializer: "zeros",
  });
  const model = tf.sequential({ layers: [layer] }) as TensorFlow.Sequential & TrainsWithWeights;
  model.compile({ optimizer: tf.train.sgd(0), loss: new BinaryCrossentropy({ fromLogits: true }) });
  const [x, y, sampleWeight] = [tf.zeros([2, 1]), tf.tensor2d([[0], [1]]), tf.tensor1d([1, 3])];
  // At logits of 0 each weight costs log 2.
  const { history } = await model.fit(x, y, { epochs: 1, verbose: 0, classWeight: { 0: 3, 1: 5 } });
  expect(history["loss"]![0]).toBeCloseTo(4 * Math.LN2, 5);
  expect(await model.trainOnBatch(x, y, sampleWeight)).toBeCloseTo(2 * Math.LN2, 5);
  expect((model.evaluate(x, y, { sampleWeight }) as TensorFlow.Scalar).dataSync()[0]).toBeCloseTo(
    2 * Math.LN2,
    5,
  );
});
