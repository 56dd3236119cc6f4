// Models of TensorFlow.js with a loss of this package: weights of classes and samples reach the loss, in all ways to train
// and to evaluate, and models with other losses stay as they were. Expected losses come from the oracle.

import * as tf from "@tensorflow/tfjs";
import type { Reduction } from "binary-crossentropy";
import { BinaryCrossentropy, metrics, type TrainsWithWeights } from "binary-crossentropy/tfjs";
import { beforeEach, describe, expect, test } from "vitest";
import { solve } from "../support/oracle.js";
import { column, onEachBackend } from "./backends.js";

const labels = [1, 0, 1, 1, 0, 0];
const logits = [0.5, -1, 2, -0.25, 1.5, 0];
const weights = [1, 2, 0.5, 0, 3, 1.25];
const classWeight = { 0: 2, 1: 0.5 };
const byClass = labels.map((label) => classWeight[label as 0 | 1]);

/** The loss of samples of one logit each. */
function expected(y: number[], z: number[], weight?: number[], reduction: Reduction = "auto"): number {
  const shared = { fromLogits: true, labelSmoothing: 0, axis: -1, posWeight: 1 };
  const given = weight && { perElement: false, data: weight };
  return solve({ ...shared, shape: [y.length, 1], yTrue: y, yPred: z, reduction, weight: given }).value;
}

const times = (a: number[], b: number[]) => a.map((x, i) => x * b[i]!);

/** A model that gives its input: y = 1 x + 0. */
function identityModel(loss: tf.ModelCompileArgs["loss"], extra: Partial<tf.ModelCompileArgs> = {}, rate = 0): tf.Sequential {
  const layer = tf.layers.dense({ units: 1, inputShape: [1], kernelInitializer: "ones", biasInitializer: "zeros" });
  const model = tf.sequential({ layers: [layer] });
  model.compile({ optimizer: tf.train.sgd(rate), loss, ...extra });
  return model;
}

/** A model of two inputs that gives both. */
function twoOutputs(loss: tf.ModelCompileArgs["loss"]): tf.LayersModel {
  const inputs = ["a", "b"].map((name) => tf.input({ shape: [1], name: `in_${name}` }));
  const outputs = inputs.map((input, i) => {
    const layer = tf.layers.dense({ units: 1, name: `out_${"ab"[i]}`, kernelInitializer: "ones", biasInitializer: "zeros" });
    return layer.apply(input) as tf.SymbolicTensor;
  });
  const model = tf.model({ inputs, outputs });
  model.compile({ optimizer: tf.train.sgd(0), loss });
  return model;
}

const reductions = ["auto", "sum", "mean_with_sample_weight"] as const;
const close = (actual: unknown, value: number) =>
  expect(Math.abs((actual as number) - value)).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(value)));
const number = (scalar: unknown) => (scalar as tf.Scalar).dataSync()[0]!;

let bce: BinaryCrossentropy;
beforeEach(() => {
  bce = new BinaryCrossentropy({ fromLogits: true });
});

onEachBackend(() => {
  const [x, y, w] = [() => column(logits), () => column(labels), () => tf.tensor1d(weights)];
  const fitArgs = { epochs: 1, shuffle: false, verbose: 0 as const };

  describe("fit", () => {
    test.each(reductions)("hands sample weights to the reduction %s", async (reduction) => {
      const model = identityModel(new BinaryCrossentropy({ fromLogits: true, reduction }));
      const { history } = await model.fit(x(), y(), { ...fitArgs, batchSize: 6, sampleWeight: w() });
      close(history["loss"]![0], expected(labels, logits, weights, reduction));
    });

    test.each(reductions)("hands class weights to the reduction %s", async (reduction) => {
      const model = identityModel(new BinaryCrossentropy({ fromLogits: true, reduction }));
      const { history } = await model.fit(x(), y(), { ...fitArgs, batchSize: 6, classWeight });
      close(history["loss"]![0], expected(labels, logits, byClass, reduction));
    });

    test("multiplies class and sample weights", async () => {
      const { history } = await identityModel(bce).fit(x(), y(), { ...fitArgs, batchSize: 6, classWeight, sampleWeight: w() });
      close(history["loss"]![0], expected(labels, logits, times(byClass, weights)));
    });

    test("slices weights with their samples, when it shuffles too", async () => {
      const { history } = await identityModel(bce).fit(x(), y(), { epochs: 3, shuffle: true, verbose: 0, batchSize: 4, sampleWeight: w() });
      // Batches of 4 and of 2, weighted by their sizes: the mean over all samples.
      for (const loss of history["loss"]!) close(loss, expected(labels, logits, weights));
    });

    test("leaves the samples that are split off for validation unweighted", async () => {
      const args = { ...fitArgs, batchSize: 4, validationSplit: 1 / 3, sampleWeight: w() };
      const { history } = await identityModel(bce).fit(x(), y(), args);
      close(history["loss"]![0], expected(labels.slice(0, 4), logits.slice(0, 4), weights.slice(0, 4)));
      close(history["val_loss"]![0], expected(labels.slice(4), logits.slice(4)));
    });

    test("updates by the gradient of the weighted loss", async () => {
      const model = identityModel(bce, {}, 1);
      await model.fit(x(), y(), { ...fitArgs, batchSize: 6, sampleWeight: w() });
      const { grad } = solve({
        ...{ shape: [6, 1], yTrue: labels, yPred: logits, fromLogits: true, labelSmoothing: 0, axis: -1, reduction: "auto", posWeight: 1 },
        weight: { perElement: false, data: weights },
      });
      const [kernel, bias] = model.getWeights();
      close(number(kernel), 1 - grad.reduce((sum, g, i) => sum + g * logits[i]!, 0));
      close(number(bias), -grad.reduce((sum, g) => sum + g, 0));
    });

    test("keeps the caller's tensors and leaks none", async () => {
      const model = identityModel(bce);
      const own = [x(), y(), w()] as const;
      const train = () => model.fit(own[0], own[1], { ...fitArgs, batchSize: 4, sampleWeight: own[2], classWeight });
      await train();
      const before = tf.memory().numTensors;
      await train();
      expect(tf.memory().numTensors).toBe(before);
      expect(own.some((tensor) => tensor.isDisposed)).toBe(false);
    });
  });

  test("weights of [batch, time] weight the times of a sequence", async () => {
    const model = tf.sequential({ layers: [tf.layers.activation({ activation: "linear", inputShape: [3, 1] })] });
    model.compile({ optimizer: tf.train.sgd(0), loss: bce });
    const shape = [2, 3, 1] as [number, number, number];
    const args = { sampleWeight: tf.tensor2d(weights, [2, 3]) };
    const trained = (await model.evaluate(tf.tensor3d(logits, shape), tf.tensor3d(labels, shape), args)) as tf.Scalar;
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
      const byClassAlone = await model.fitDataset(batches(4, false), { epochs: 1, verbose: 0, classWeight });
      close(byClassAlone.history["loss"]![0], expected(labels, logits, byClass));
    });

    test("validates on a weighted dataset", async () => {
      const { history } = await identityModel(bce).fitDataset(batches(4, false), { epochs: 1, verbose: 0, validationData: batches(4) });
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
      close(number(model.evaluate(x(), targets(), { batchSize: 4, sampleWeight: w() })), expected(labels, logits, weights));
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

  describe("several outputs", () => {
    const other = logits.map((z) => -z);
    const targets = { out_a: labels, out_b: labels.map((label) => 1 - label) };
    const data = () => ({ x: [x(), column(other)], y: [y(), column(targets.out_b)] });
    const sumOf = (a?: number[], b?: number[]) => expected(labels, logits, a) + expected(targets.out_b, other, b);

    test.each([
      ["one loss for all", () => bce],
      ["an array of losses", () => [bce, new BinaryCrossentropy({ fromLogits: true })]],
      ["a dictionary of losses", () => ({ out_a: bce, out_b: new BinaryCrossentropy({ fromLogits: true }) })],
    ])("%s: each gets its own weights", async (_, losses) => {
      const model = twoOutputs(losses() as tf.ModelCompileArgs["loss"]);
      const given = data();
      const args = { ...fitArgs, batchSize: 4 };
      const [wa, wb] = [w(), tf.tensor1d(byClass)];
      const plain = await model.fit(given.x, given.y, args);
      close(plain.history["loss"]![0], sumOf());
      const sampleWeight = { out_a: wa, out_b: wb } as unknown as tf.Tensor;
      const weighted = await model.fit(given.x, given.y, { ...args, sampleWeight });
      close(weighted.history["loss"]![0], sumOf(weights, byClass));
      close(weighted.history["out_a_loss"]![0], expected(labels, logits, weights));
      const one = await model.fit(given.x, given.y, { ...args, classWeight: { out_a: classWeight } });
      close(one.history["loss"]![0], sumOf(byClass));
    });

    test("one tensor as the target of both has a weight for each", async () => {
      const model = twoOutputs(bce) as tf.LayersModel & TrainsWithWeights;
      const target = y();
      const losses = (await model.trainOnBatch([x(), column(other)], [target, target], [w(), tf.tensor1d(byClass)])) as number[];
      close(losses[0], expected(labels, logits, weights) + expected(labels, other, byClass));
      expect(target.isDisposed).toBe(false);
    });

    test("evaluate and validation give the total, and each output's own loss", async () => {
      const model = twoOutputs(bce) as tf.LayersModel & TrainsWithWeights;
      const given = data();
      const [ofA, ofB] = [expected(labels, logits), expected(targets.out_b, other)];
      const plain = (model.evaluate(given.x, given.y, { batchSize: 4 }) as tf.Scalar[]).map(number);
      expect(model.metricsNames).toEqual(["loss", "out_a_loss", "out_b_loss"]);
      for (const [i, value] of [ofA + ofB, ofA, ofB].entries()) close(plain[i], value);
      const sampleWeight = { out_a: w(), out_b: tf.tensor1d(byClass) };
      const weighted = (model.evaluate(given.x, given.y, { batchSize: 6, sampleWeight }) as tf.Scalar[]).map(number);
      for (const [i, value] of [
        sumOf(weights, byClass),
        expected(labels, logits, weights),
        expected(targets.out_b, other, byClass),
      ].entries()) {
        close(weighted[i], value);
      }
      const before = tf.memory().numTensors;
      const { history } = await model.fit(given.x, given.y, { ...fitArgs, epochs: 3, validationData: [given.x, given.y] });
      expect(tf.memory().numTensors - before).toBeLessThan(3);
      close(history["val_loss"]![0], ofA + ofB);
      close(history["val_out_b_loss"]![0], ofB);
    });

    test("an output with a loss of TensorFlow.js takes no sample weights, and says so", async () => {
      const model = twoOutputs([bce, "meanSquaredError"] as unknown as tf.ModelCompileArgs["loss"]);
      const given = data();
      const sampleWeight = [w(), w()] as unknown as tf.Tensor;
      await expect(model.fit(given.x, given.y, { ...fitArgs, sampleWeight })).rejects.toThrow(
        'LayersModel: sampleWeight must be for outputs whose loss takes it, got "out_b". Leave its weight out, or use a BinaryCrossentropy of this package as its loss.',
      );
      const first = { out_a: w() } as unknown as tf.Tensor;
      const { history } = await model.fit(given.x, given.y, { ...fitArgs, batchSize: 6, sampleWeight: first });
      const squares = targets.out_b.map((label, i) => (label - other[i]!) ** 2);
      close(history["loss"]![0], expected(labels, logits, weights) + squares.reduce((a, b) => a + b, 0) / 6);
    });
  });

  test("a weight under a mistyped name in a dataset is refused", async () => {
    const element = { xs: x(), ys: y(), sample_weight: w() };
    const dataset = tf.data.array([element as unknown as { xs: tf.Tensor; ys: tf.Tensor }]);
    await expect(identityModel(bce).fitDataset(dataset, { epochs: 1, verbose: 0 })).rejects.toThrow(
      'LayersModel: a dataset\'s element must have no other keys than xs, ys, sampleWeight, got "sample_weight". Did you mean sampleWeight?',
    );
  });

  describe("other models", () => {
    test("refuse sample weights as before", async () => {
      const model = identityModel("meanSquaredError");
      await expect(model.fit(x(), y(), { ...fitArgs, sampleWeight: w() })).rejects.toThrow("sample weight is not supported yet.");
    });

    test("have their class weights as before", async () => {
      const { history } = await identityModel("meanSquaredError").fit(x(), y(), { ...fitArgs, batchSize: 6, classWeight });
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
    const model = identityModel(bce, { metrics: [new BinaryCrossentropy({ fromLogits: true, name: "plain" })] });
    const { history } = await model.fit(x(), y(), { ...fitArgs, batchSize: 4, sampleWeight: w() });
    close(history["loss"]![0], expected(labels, logits, weights));
    close(history["plain"]![0], expected(labels, logits));
  });

  describe("weights that do not fit", () => {
    const messages: [string, () => tf.Tensor, string][] = [
      [
        "too few",
        () => tf.tensor1d([1, 2]),
        "LayersModel: sampleWeight must have one weight or row for each of the 6 samples, got shape [2].",
      ],
      ["a scalar", () => tf.scalar(2), "LayersModel: sampleWeight must have one weight or row for each of the 6 samples, got shape []."],
      [
        "of another output",
        () => ({ nowhere: tf.tensor1d(weights) }) as unknown as tf.Tensor,
        'LayersModel: sampleWeight must be a tensor for each of the outputs ["OUT"], got one for "nowhere".',
      ],
      [
        "numbers",
        () => [1, 2, 3] as unknown as tf.Tensor,
        'LayersModel: sampleWeight must be a tensor for each of the outputs ["OUT"], got [1, 2, 3]. Pass tf.tensor1d(weights).',
      ],
    ];
    test.each(messages)("%s", async (_, sampleWeight, message) => {
      const model = identityModel(bce);
      const sentence = message.replace("OUT", model.outputNames[0]!);
      await expect(model.fit(x(), y(), { ...fitArgs, sampleWeight: sampleWeight() })).rejects.toThrow(sentence);
    });
  });

  test("a model with an instance as its loss is not saved with half of its loss", async () => {
    const save = identityModel(bce).save(
      tf.io.withSaveHandler(async () => ({ modelArtifactsInfo: {} as never })),
      { includeOptimizer: true },
    );
    await expect(save).rejects.toThrow("Serialization of non-string loss is not supported.");
  });
});
