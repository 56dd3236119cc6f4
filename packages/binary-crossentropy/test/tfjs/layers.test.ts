// Models of TensorFlow.js with a loss of this package: weights of classes and samples reach the
// loss, in all ways to train and to evaluate, and models with other losses stay as they were.
// Expected losses come from the oracle.

import * as tf from "@tensorflow/tfjs";
import { BinaryCrossentropy, metrics, type TrainsWithWeights } from "binary-crossentropy/tfjs";
import { beforeEach, describe, expect, test } from "vitest";
import { solve } from "../support/oracle.js";
import { column, onEachBackend } from "./backends.js";
import {
  byClass,
  classWeight,
  close,
  expected,
  fitArgs,
  identityModel,
  labels,
  logits,
  number,
  times,
  weights,
} from "./models.js";

const reductions = ["auto", "sum", "mean_with_sample_weight"] as const;

let bce: BinaryCrossentropy;
beforeEach(() => {
  bce = new BinaryCrossentropy({ fromLogits: true });
});

onEachBackend(() => {
  const [x, y, w] = [() => column(logits), () => column(labels), () => tf.tensor1d(weights)];

  describe("fit", () => {
    test.each(reductions)("hands sample weights to the reduction %s", async (reduction) => {
      const model = identityModel(new BinaryCrossentropy({ fromLogits: true, reduction }));
      const { history } = await model.fit(x(), y(), {
        ...fitArgs,
        batchSize: 6,
        sampleWeight: w(),
      });
      close(history["loss"]![0], expected(labels, logits, weights, reduction));
    });

    test.each(reductions)("hands class weights to the reduction %s", async (reduction) => {
      const model = identityModel(new BinaryCrossentropy({ fromLogits: true, reduction }));
      const { history } = await model.fit(x(), y(), { ...fitArgs, batchSize: 6, classWeight });
      close(history["loss"]![0], expected(labels, logits, byClass, reduction));
    });

    test("multiplies class and sample weights", async () => {
      const { history } = await identityModel(bce).fit(x(), y(), {
        ...fitArgs,
        batchSize: 6,
        classWeight,
        sampleWeight: w(),
      });
      close(history["loss"]![0], expected(labels, logits, times(byClass, weights)));
    });

    test("slices weights with their samples, when it shuffles too", async () => {
      const { history } = await identityModel(bce).fit(x(), y(), {
        epochs: 3,
        shuffle: true,
        verbose: 0,
        batchSize: 4,
        sampleWeight: w(),
      });
      // Batches of 4 and of 2, weighted by their sizes: the mean over all samples.
      for (const loss of history["loss"]!) close(loss, expected(labels, logits, weights));
    });

    test("weights the samples that are split off for validation too, as Keras does", async () => {
      const args = { ...fitArgs, batchSize: 4, validationSplit: 1 / 3, sampleWeight: w() };
      const { history } = await identityModel(bce).fit(x(), y(), args);
      close(
        history["loss"]![0],
        expected(labels.slice(0, 4), logits.slice(0, 4), weights.slice(0, 4)),
      );
      close(history["val_loss"]![0], expected(labels.slice(4), logits.slice(4), weights.slice(4)));
    });

    test("updates by the gradient of the weighted loss", async () => {
      const model = identityModel(bce, { optimizer: tf.train.sgd(1) });
      await model.fit(x(), y(), { ...fitArgs, batchSize: 6, sampleWeight: w() });
      const { grad } = solve({
        ...{
          shape: [6, 1],
          yTrue: labels,
          yPred: logits,
          fromLogits: true,
          labelSmoothing: 0,
          axis: -1,
          reduction: "auto",
          posWeight: 1,
        },
        weight: { perElement: false, data: weights },
      });
      const [kernel, bias] = model.getWeights();
      close(number(kernel), 1 - grad.reduce((sum, g, i) => sum + g * logits[i]!, 0));
      close(number(bias), -grad.reduce((sum, g) => sum + g, 0));
    });

    test("keeps the caller's tensors and leaks none", async () => {
      const model = identityModel(bce);
      const own = [x(), y(), w()] as const;
      const train = () =>
        model.fit(own[0], own[1], { ...fitArgs, batchSize: 4, sampleWeight: own[2], classWeight });
      await train();
      const before = tf.memory().numTensors;
      await train();
      expect(tf.memory().numTensors).toBe(before);
      expect(own.some((tensor) => tensor.isDisposed)).toBe(false);
    });
  });

  test("weights of [batch, time] weight the times of a sequence", async () => {
    const model = tf.sequential({
      layers: [tf.layers.activation({ activation: "linear", inputShape: [3, 1] })],
    });
    model.compile({ optimizer: tf.train.sgd(0), loss: bce });
    const shape = [2, 3, 1] as [number, number, number];
    const args = { sampleWeight: tf.tensor2d(weights, [2, 3]) };
    const trained = (await model.evaluate(
      tf.tensor3d(logits, shape),
      tf.tensor3d(labels, shape),
      args,
    )) as tf.Scalar;
    close(number(trained), expected(labels, logits, weights));
  });

  describe("fitDataset", () => {
    const batches = (size: number, weighted = true) =>
      tf.data.generator(function* () {
        for (let i = 0; i < labels.length; i += size) {
          const part = (values: number[]) => values.slice(i, i + size);
          const element = { xs: column(part(logits)), ys: column(part(labels)) };
          yield weighted ? { ...element, sampleWeight: tf.tensor1d(part(weights)) } : element;
        }
      });

    test("takes the weights of the elements, with class weights or without", async () => {
      const model = identityModel(bce);
      const plain = await model.fitDataset(batches(4), { epochs: 2, verbose: 0 });
      for (const loss of plain.history["loss"]!) close(loss, expected(labels, logits, weights));
      const both = await model.fitDataset(batches(4), { epochs: 1, verbose: 0, classWeight });
      close(both.history["loss"]![0], expected(labels, logits, times(byClass, weights)));
      const byClassAlone = await model.fitDataset(batches(4, false), {
        epochs: 1,
        verbose: 0,
        classWeight,
      });
      close(byClassAlone.history["loss"]![0], expected(labels, logits, byClass));
    });

    test("validates on a weighted dataset", async () => {
      const { history } = await identityModel(bce).fitDataset(batches(4, false), {
        epochs: 1,
        verbose: 0,
        validationData: batches(4),
      });
      close(history["loss"]![0], expected(labels, logits));
      close(history["val_loss"]![0], expected(labels, logits, weights));
    });

    test("leaks no tensor", async () => {
      const model = identityModel(bce);
      const train = () => model.fitDataset(batches(4), { epochs: 1, verbose: 0, classWeight });
      await train();
      const before = tf.memory().numTensors;
      await train();
      expect(tf.memory().numTensors).toBe(before);
    });

    test("evaluateDataset takes them too", async () => {
      const model = identityModel(bce);
      close(number(await model.evaluateDataset(batches(4), {})), expected(labels, logits, weights));
      close(number(await model.evaluateDataset(batches(4, false), {})), expected(labels, logits));
    });
  });

  describe("trainOnBatch and evaluate", () => {
    test.each(["column", "flat"])("take sample weights beside %s labels", async (form) => {
      const model: tf.Sequential & TrainsWithWeights = identityModel(bce);
      const targets = () => (form === "flat" ? tf.tensor1d(labels) : y());
      close(await model.trainOnBatch(x(), targets(), w()), expected(labels, logits, weights));
      close(await model.trainOnBatch(x(), targets()), expected(labels, logits));
      close(
        number(model.evaluate(x(), targets(), { batchSize: 4, sampleWeight: w() })),
        expected(labels, logits, weights),
      );
      close(number(model.evaluate(x(), targets(), { batchSize: 4 })), expected(labels, logits));
    });

    test("leak no tensor and keep the caller's", async () => {
      const model: tf.Sequential & TrainsWithWeights = identityModel(bce);
      const own = [x(), y(), w()] as const;
      const both = async () => {
        await model.trainOnBatch(...own);
        tf.dispose(model.evaluate(own[0], own[1], { sampleWeight: own[2] }));
      };
      await both();
      const before = tf.memory().numTensors;
      await both();
      expect(tf.memory().numTensors).toBe(before);
      expect(own.some((tensor) => tensor.isDisposed)).toBe(false);
    });
  });

  describe("other models", () => {
    test("refuse sample weights as before", async () => {
      const model = identityModel("meanSquaredError");
      await expect(model.fit(x(), y(), { ...fitArgs, sampleWeight: w() })).rejects.toThrow(
        "sample weight is not supported yet.",
      );
    });

    test("have their class weights as before", async () => {
      const { history } = await identityModel("meanSquaredError").fit(x(), y(), {
        ...fitArgs,
        batchSize: 6,
        classWeight,
      });
      const squares = labels.map((label, i) => byClass[i]! * (label - logits[i]!) ** 2);
      close(history["loss"]![0], squares.reduce((a, b) => a + b, 0) / 6);
    });
  });

  test("a metric of compile counts a short last batch for what it is", async () => {
    const metric = new metrics.BinaryCrossentropy({ fromLogits: true, name: "bce" });
    const model = identityModel("meanSquaredError", { metrics: [metric] });
    const { history } = await model.fit(x(), y(), { ...fitArgs, batchSize: 4 });
    close(history["bce"]![0], expected(labels, logits));
    const [, evaluated] = model.evaluate(x(), y(), { batchSize: 4 }) as tf.Scalar[];
    close(number(evaluated), expected(labels, logits));
    expect(metric.state()).toEqual({ total: 0, count: 0 });
  });

  test("metrics are not weighted, as in Keras", async () => {
    const model = identityModel(bce, {
      metrics: [new BinaryCrossentropy({ fromLogits: true, name: "plain" })],
    });
    const { history } = await model.fit(x(), y(), { ...fitArgs, batchSize: 4, sampleWeight: w() });
    close(history["loss"]![0], expected(labels, logits, weights));
    close(history["plain"]![0], expected(labels, logits));
  });
});
