// Two copies of TensorFlow.js in one program: the package's own tfjs-core, without layers, and a
// whole one of which the model is. Its weights reach the loss where its classes can be found, and
// elsewhere it is said that there are two copies.

import { createRequire } from "node:module";
import type * as TensorFlow from "@tensorflow/tfjs";
import { BinaryCrossentropy, type TrainsWithWeights } from "binary-crossentropy/tfjs";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { byClass, classWeight, labels, logits, weights } from "./samples.js";

const mean = (factors: number[]) =>
  labels.reduce(
    (sum, y, i) => sum + factors[i]! * Math.log1p(Math.exp(y === 1 ? -logits[i]! : logits[i]!)),
    0,
  ) / labels.length;
const weighted = mean(weights);
const weightedByClass = mean(byClass);

const page = globalThis as { tf?: unknown };
const sentence =
  "binary-crossentropy/tfjs: @tensorflow/tfjs-core must be the copy that tfjs-layers uses, got two copies. " +
  "The models of the other one would leave weights out: have both resolve to one, which `npm ls @tensorflow/tfjs-core` shows.";

let other: typeof TensorFlow;
let early: BinaryCrossentropy;

beforeAll(async () => {
  // Made when there are no layers yet: a loop of one's own needs none.
  early = new BinaryCrossentropy({ fromLogits: true });
  // The bundle of a script tag, which under Node sets no global.
  other = createRequire(import.meta.url)("@tensorflow/tfjs/dist/tf.js") as typeof TensorFlow;
  await other.setBackend("cpu");
});

test("a copy whose models cannot be found is said to be one", () => {
  expect(() => new BinaryCrossentropy()).toThrow(sentence);
  expect(() => early([1], [0])).toThrow(sentence);
});

describe("a copy that is the page's `tf`", () => {
  const column = (values: number[]) => other.tensor2d(values, [values.length, 1]);
  const dataset = () => {
    const element = {
      xs: column(logits),
      ys: column(labels),
      sampleWeight: other.tensor1d(weights),
    };
    return other.data.array([
      element as unknown as { xs: TensorFlow.Tensor; ys: TensorFlow.Tensor },
    ]);
  };

  function compiled(): TensorFlow.Sequential & TrainsWithWeights {
    page.tf = other;
    onTestFinished(() => {
      delete page.tf;
    });
    const layer = other.layers.dense({
      units: 1,
      inputShape: [1],
      kernelInitializer: "ones",
      biasInitializer: "zeros",
    });
    const model = other.sequential({ layers: [layer] });
    model.compile({
      optimizer: other.train.sgd(0),
      loss: new BinaryCrossentropy({ fromLogits: true }),
      metrics: ["accuracy"],
    });
    return model;
  }

  test("does not know a loss that was made before it was there", () => {
    compiled();
    expect(() => early([1], [0])).toThrow(
      "binary-crossentropy/tfjs: the loss must know the TensorFlow.js of the page, got one that was made before it was loaded. Make it after that: models that were compiled with it leave weights out.",
    );
  });

  test("takes class weights and sample weights in every way", async () => {
    const model = compiled();
    const [x, y, sampleWeight] = [column(logits), column(labels), other.tensor1d(weights)];
    const args = { epochs: 1, verbose: 0, shuffle: false, batchSize: 6 } as const;
    expect((await model.fit(x, y, { ...args, classWeight })).history["loss"]![0]).toBeCloseTo(
      weightedByClass,
      5,
    );
    expect((await model.fit(x, y, { ...args, sampleWeight })).history["loss"]![0]).toBeCloseTo(
      weighted,
      5,
    );
    expect(((await model.trainOnBatch(x, y, sampleWeight)) as number[])[0]).toBeCloseTo(
      weighted,
      5,
    );
    const [loss, accuracy] = model.evaluate(x, y, { sampleWeight }) as TensorFlow.Scalar[];
    expect(loss!.dataSync()[0]).toBeCloseTo(weighted, 5);
    expect(accuracy!.dataSync()[0]).toBeCloseTo(4 / 6, 5);
    const fitted = await model.fitDataset(dataset(), { epochs: 1, verbose: 0 });
    expect(fitted.history["loss"]![0]).toBeCloseTo(weighted, 5);
    const [evaluated] = (await model.evaluateDataset(dataset(), {})) as TensorFlow.Scalar[];
    expect(evaluated!.dataSync()[0]).toBeCloseTo(weighted, 5);
  });
});
