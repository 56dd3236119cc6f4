// Models that end in a sigmoid: their losses are computed of the logits behind it, as in tf.keras, and
// so they train as models of logits do.

import * as tf from "@tensorflow/tfjs";
import { BinaryCrossentropy, binaryCrossentropy, metrics } from "binary-crossentropy/tfjs";
import { describe, expect, test } from "vitest";
import { column, onEachBackend } from "./backends.js";
import { close, expected, fitArgs, labels, logits, logitsLoss, number, values } from "./models.js";

const dense = (activation: "linear" | "sigmoid") =>
  tf.layers.dense({ units: 1, inputShape: [1], kernelInitializer: "ones", activation });

/** The models whose last operation is a sigmoid. */
const heads: [string, () => tf.Sequential][] = [
  ["a dense layer", () => tf.sequential({ layers: [dense("sigmoid")] })],
  [
    "an activation",
    () =>
      tf.sequential({ layers: [dense("linear"), tf.layers.activation({ activation: "sigmoid" })] }),
  ],
  [
    "a model in a model",
    () => tf.sequential({ layers: [tf.sequential({ layers: [dense("sigmoid")] })] }),
  ],
];

function compiled(model: tf.Sequential, loss: unknown, extra: object = {}): tf.Sequential {
  model.compile({ optimizer: tf.train.sgd(0.5), loss: loss as never, ...extra });
  return model;
}

const parameters = (model: tf.Sequential) => model.getWeights().map(number);

onEachBackend(() => {
  describe.each(heads)("%s", (_, head) => {
    test.each([
      ["an instance", () => new BinaryCrossentropy()],
      ["the function", () => binaryCrossentropy],
    ])("with %s trains as a model of logits", async (_, loss) => {
      const [x, y] = [column([40, -40, 3, -3, 0, 1]), column([0, 1, 1, 0, 1, 0])];
      const args = { epochs: 3, shuffle: false, verbose: 0 as const, sampleWeight: tf.ones([6]) };
      const found = compiled(head(), loss());
      const model = compiled(tf.sequential({ layers: [dense("linear")] }), logitsLoss());
      const [a, b] = [await found.fit(x, y, args), await model.fit(x, y, args)];
      // The function's losses are averaged by TensorFlow.js.
      for (const [i, value] of a.history["loss"]!.entries())
        close(value, b.history["loss"]![i] as number);
      for (const [i, value] of parameters(found).entries()) close(value, parameters(model)[i]!);
    });

    test("evaluates the loss of logits", () => {
      const found = compiled(head(), new BinaryCrossentropy());
      close(number(found.evaluate(column([20]), column([0]))), 20);
    });

    test("does not stall at a logit of 20", async () => {
      const found = compiled(head(), new BinaryCrossentropy());
      await found.trainOnBatch(column([20]), column([0]));
      close(parameters(found)[0], 1 - 0.5 * 20);
    });
  });

  test("metrics by name, and losses as metrics, find the same logits", () => {
    const all = [new BinaryCrossentropy(), new metrics.BinaryCrossentropy(), "crossentropy"];
    const found = compiled(heads[0]![1](), new BinaryCrossentropy(), { metrics: all });
    const evaluated = values(found.evaluate(column(logits), column(labels)) as tf.Scalar[]);
    for (const value of evaluated) close(value, expected(labels, logits));
    expect(evaluated).toHaveLength(4);
  });

  test("compile({ findLogits: false }) leaves probabilities as they are", async () => {
    const model = heads[0]![1]();
    const found = compiled(model, new BinaryCrossentropy(), { findLogits: false });
    close(number(found.evaluate(column([40]), column([0]))), 15.333239);
    await found.trainOnBatch(column([40]), column([0]));
    expect(parameters(found)[0]).toBe(1);
    compiled(model, new BinaryCrossentropy());
    close(number(found.evaluate(column([40]), column([0]))), 40);
    expect(() => compiled(model, new BinaryCrossentropy(), { findLogits: 1 })).toThrow(
      "LayersModel.compile: findLogits must be true or false, got 1.",
    );
  });

  test.each(["torch", "exact"] as const)("%s has the numbers of probabilities", (dialect) => {
    const found = compiled(heads[0]![1](), new BinaryCrossentropy({ dialect }));
    const bce = new BinaryCrossentropy({ dialect });
    const value = number(bce([[0]], tf.sigmoid(column([12]))));
    expect(number(found.evaluate(column([12]), column([0])))).toBe(value);
  });

  test("nothing is looked for outside models, or behind another layer's sigmoid", () => {
    const bce = new BinaryCrossentropy();
    close(number(bce([[0]], tf.sigmoid(column([40])))), 15.333239);
    const model = tf.sequential({
      layers: [dense("sigmoid"), tf.layers.activation({ activation: "linear" })],
    });
    const predicted = number(bce([[0]], tf.sigmoid(column([9]))));
    close(number(compiled(model, bce).evaluate(column([9]), column([0]))), predicted);
  });

  test("leaves no tensor behind", async () => {
    const found = compiled(heads[0]![1](), new BinaryCrossentropy());
    const [x, y] = [column(logits), column(labels)];
    await found.fit(x, y, fitArgs);
    const before = tf.memory().numTensors;
    await found.fit(x, y, fitArgs);
    tf.dispose(found.evaluate(x, y));
    await found.trainOnBatch(x, y);
    expect(tf.memory().numTensors).toBe(before);
  });
});
