// Models of several outputs: each has its own loss and its own weights.

import * as tf from "@tensorflow/tfjs";
import { BinaryCrossentropy, type TrainsWithWeights } from "binary-crossentropy/tfjs";
import { expect, test } from "vitest";
import { column, onEachBackend } from "./backends.js";
import {
  byClass,
  classWeight,
  close,
  expected,
  fitArgs,
  labels,
  logits,
  number,
  weights,
} from "./models.js";

const bce = new BinaryCrossentropy({ fromLogits: true });

/** A model of two inputs that gives both. */
function twoOutputs(loss: tf.ModelCompileArgs["loss"]): tf.LayersModel {
  const inputs = ["a", "b"].map((name) => tf.input({ shape: [1], name: `in_${name}` }));
  const outputs = inputs.map((input, i) => {
    const layer = tf.layers.dense({
      units: 1,
      name: `out_${"ab"[i]}`,
      kernelInitializer: "ones",
      biasInitializer: "zeros",
    });
    return layer.apply(input) as tf.SymbolicTensor;
  });
  const model = tf.model({ inputs, outputs });
  model.compile({ optimizer: tf.train.sgd(0), loss });
  return model;
}

onEachBackend(() => {
  const [x, y, w] = [() => column(logits), () => column(labels), () => tf.tensor1d(weights)];
  const other = logits.map((z) => -z);
  const targets = { out_a: labels, out_b: labels.map((label) => 1 - label) };
  const data = () => ({ x: [x(), column(other)], y: [y(), column(targets.out_b)] });
  const sumOf = (a?: number[], b?: number[]) =>
    expected(labels, logits, a) + expected(targets.out_b, other, b);

  test.each([
    ["one loss for all", () => bce],
    ["an array of losses", () => [bce, new BinaryCrossentropy({ fromLogits: true })]],
    [
      "a dictionary of losses",
      () => ({ out_a: bce, out_b: new BinaryCrossentropy({ fromLogits: true }) }),
    ],
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
    const losses = (await model.trainOnBatch(
      [x(), column(other)],
      [target, target],
      [w(), tf.tensor1d(byClass)],
    )) as number[];
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
    const weighted = (
      model.evaluate(given.x, given.y, { batchSize: 6, sampleWeight }) as tf.Scalar[]
    ).map(number);
    for (const [i, value] of [
      sumOf(weights, byClass),
      expected(labels, logits, weights),
      expected(targets.out_b, other, byClass),
    ].entries()) {
      close(weighted[i], value);
    }
    const before = tf.memory().numTensors;
    const { history } = await model.fit(given.x, given.y, {
      ...fitArgs,
      epochs: 3,
      validationData: [given.x, given.y],
    });
    expect(tf.memory().numTensors - before).toBeLessThan(3);
    close(history["val_loss"]![0], ofA + ofB);
    close(history["val_out_b_loss"]![0], ofB);
  });

  test("so they do for losses by TensorFlow.js's name", async () => {
    const model = twoOutputs("binaryCrossentropy" as never);
    const sigmoids = (z: number[]) => column(z.map((v) => 1 / (1 + Math.exp(-v))));
    const [xs, ys] = [[sigmoids(logits), sigmoids(other)], data().y];
    const [ofA, ofB] = [expected(labels, logits), expected(targets.out_b, other)];
    const evaluated = (model.evaluate(xs, ys, { batchSize: 4 }) as tf.Scalar[]).map(number);
    const args = { ...fitArgs, batchSize: 6, validationData: [xs, ys] as never };
    const { history } = await model.fit(xs, ys, args);
    expect(evaluated).toHaveLength(3);
    for (const [i, value] of [ofA + ofB, ofA, ofB].entries()) {
      expect(evaluated[i]).toBeCloseTo(value, 5);
      expect(history[`val_${model.metricsNames[i]}`]![0]).toBeCloseTo(value, 5);
    }
  });

  test("an output with a loss of TensorFlow.js takes no sample weights, and says so", async () => {
    const model = twoOutputs([bce, "meanSquaredError"] as unknown as tf.ModelCompileArgs["loss"]);
    const given = data();
    const sampleWeight = [w(), w()] as unknown as tf.Tensor;
    await expect(model.fit(given.x, given.y, { ...fitArgs, sampleWeight })).rejects.toThrow(
      'LayersModel: sampleWeight must be for outputs whose loss takes it, got "out_b". Leave its weight out, or use a BinaryCrossentropy of this package as its loss.',
    );
    const first = { out_a: w() } as unknown as tf.Tensor;
    const { history } = await model.fit(given.x, given.y, {
      ...fitArgs,
      batchSize: 6,
      sampleWeight: first,
    });
    const squares = targets.out_b.map((label, i) => (label - other[i]!) ** 2);
    close(
      history["loss"]![0],
      expected(labels, logits, weights) + squares.reduce((a, b) => a + b, 0) / 6,
    );
  });
});
