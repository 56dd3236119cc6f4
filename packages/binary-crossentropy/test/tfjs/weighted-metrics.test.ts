// weightedMetrics of compile: which metrics are weighted, by which weights, and under which names. The
// weights are those that the loss has, the names those of tf.keras, and plain metrics stay unweighted.
// Histories of TensorFlow itself are in fit.test.ts.

import * as tf from "@tensorflow/tfjs";
import { BinaryCrossentropy, binaryCrossentropy, Loss, metrics } from "binary-crossentropy/tfjs";
import { expect, test } from "vitest";
import { column, onEachBackend } from "./backends.js";
import {
  byClass,
  classWeight,
  close,
  echo,
  expected,
  fitArgs,
  labels,
  logits,
  logitsLoss,
  times,
  values,
  weights,
} from "./models.js";
import { compiled, mean, right, w, x, y } from "./weighted-models.js";

class SquaredError extends Loss<"auto"> {
  call(yTrue: tf.Tensor, yPred: tf.Tensor): tf.Tensor {
    return squares(yTrue, yPred);
  }
}

function squares(yTrue: tf.Tensor, yPred: tf.Tensor): tf.Tensor {
  return tf.mean(tf.squaredDifference(yTrue, yPred), -1);
}

onEachBackend(() => {
  const losses = logits.map((z, i) => expected([labels[i]!], [z]));
  test.each([
    ["crossentropy", "crossentropy", "ce", losses],
    ["a metric of this package", new metrics.BinaryCrossentropy({ fromLogits: true }), 1, losses],
    ["a loss of this package", new BinaryCrossentropy({ fromLogits: true }), 1, losses],
    ["a metric of TensorFlow.js", "mse", 1, logits.map((z, i) => (z - labels[i]!) ** 2)],
    ["a loss of one's own", new SquaredError(), 1, logits.map((z, i) => (z - labels[i]!) ** 2)],
    ["a function", squares, "squares", logits.map((z, i) => (z - labels[i]!) ** 2)],
  ] as const)("%s is weighted", async (_, metric, name, ofSamples) => {
    const model = compiled([metric]);
    const args = { ...fitArgs, batchSize: 4, sampleWeight: w() };
    const { history } = await model.fit(x(), y(), args);
    const names = model.metricsNames;
    if (typeof name === "string") expect(names[1]).toBe(name);
    close(history[names[1]!]![0], mean([...ofSamples], weights));
  });

  test("the model's own loss and the function are weighted once", async () => {
    const loss = logitsLoss();
    const model = compiled([loss], {}, loss);
    const { history } = await model.fit(x(), y(), { ...fitArgs, batchSize: 4, sampleWeight: w() });
    close(history["binary_crossentropy"]![0], mean(losses, weights));
    const byFunction = compiled([binaryCrossentropy], {}, binaryCrossentropy);
    const p = column(logits.map((z) => 1 / (1 + Math.exp(-z))));
    const fitted = await byFunction.fit(p, y(), { ...fitArgs, batchSize: 4, sampleWeight: w() });
    close(fitted.history["binaryCrossentropy"]![0], mean(losses, weights));
  });

  test("labels that are ignored, and masked times, count for nothing", () => {
    const some = [1, 0, -1, 1, -1, 0];
    const model = compiled(
      ["accuracy", "crossentropy"],
      {},
      new BinaryCrossentropy({ fromLogits: true, ignoreLabel: -1 }),
    );
    const counted = weights.map((weight, i) => (some[i] === -1 ? 0 : weight));
    const args = { batchSize: 4, sampleWeight: w() };
    const [, accuracy, crossentropy] = values(
      model.evaluate(x(), column(some), args) as tf.Scalar[],
    );
    close(accuracy, mean(right, counted));
    close(crossentropy, mean(losses, counted));
  });

  test("masking layers leave padding out", () => {
    const masking = tf.layers.masking({ maskValue: 0, inputShape: [3, 1] });
    const dense = tf.layers.dense({ units: 1, kernelInitializer: "ones", useBias: false });
    const model = tf.sequential({ layers: [masking, dense] });
    model.compile({
      optimizer: "sgd",
      loss: logitsLoss(),
      weightedMetrics: ["accuracy", "crossentropy"],
    } as never);
    const inputs = tf.tensor3d([
      [[1], [2], [0]],
      [[-1], [0], [0]],
    ]);
    const args = { sampleWeight: tf.tensor1d([3, 0.5]) };
    const [, accuracy, crossentropy] = values(
      model.evaluate(inputs, tf.ones([2, 3, 1]), args as never) as tf.Scalar[],
    );
    close(accuracy, 6 / 6.5);
    const [a, b, c] = [1, 2, -1].map((z) => expected([1], [z]));
    close(crossentropy, (3 * a! + 3 * b! + 0.5 * c!) / 6.5);
  });

  test("weights of times and of elements", () => {
    const model = tf.sequential({
      layers: [tf.layers.activation({ activation: "linear", inputShape: [3, 2] })],
    });
    model.compile({
      optimizer: "sgd",
      loss: logitsLoss(),
      weightedMetrics: ["accuracy", "crossentropy"],
    } as never);
    const z = [1, -2, 3, 4, -5, 6, -7, 8, 9, -1, 2, 3];
    const one = z.map(() => 1);
    const [ofLabels, ofLosses] = [
      z.map((logit) => Number(logit > 0)),
      z.map((logit) => expected([1], [logit])),
    ];
    const evaluate = (sampleWeight: tf.Tensor) =>
      values(
        model.evaluate(tf.tensor3d(z, [2, 3, 2]), tf.tensor3d(one, [2, 3, 2]), {
          sampleWeight,
        } as never) as tf.Scalar[],
      ).slice(1);
    const ofTimes = [1, 0, 2, 3, 4, 0.5];
    const byElement = ofTimes.flatMap((weight) => [weight, weight]);
    const elements = z.map((_, i) => (i % 5) / 2);
    for (const [weight, spread] of [
      [tf.tensor2d(ofTimes, [2, 3]), byElement],
      [tf.tensor3d(elements, [2, 3, 2]), elements],
    ] as const) {
      const [accuracy, crossentropy] = evaluate(weight);
      close(accuracy, mean(ofLabels, spread));
      close(crossentropy, mean(ofLosses, spread));
    }
  });

  test("several outputs have their own", async () => {
    const model = echo(2, 1, {
      loss: [logitsLoss(), "meanSquaredError"] as never,
      metrics: { b: "mse" },
      weightedMetrics: { a: ["accuracy"], b: ["mse"] },
    } as never);
    expect(model.metricsNames).toEqual([
      "loss",
      "a_loss",
      "b_loss",
      "a_acc",
      "b_mse",
      "b_weighted_mse",
    ]);
    const sampleWeight = { a: w() } as never;
    const evaluated = model.evaluate([x(), x()], [y(), y()], { batchSize: 4, sampleWeight });
    const [, , , accuracy, plain, weighted] = values(evaluated as tf.Scalar[]);
    close(accuracy, mean(right, weights));
    // An output whose loss is of another package has no weights of samples.
    close(weighted, plain!);
  });

  test("a loss by TensorFlow.js's name has weights of classes, and of samples", async () => {
    const model = compiled(["accuracy"], { metrics: ["accuracy"] }, "binaryCrossentropy");
    const p = () => column(logits.map((z) => 1 / (1 + Math.exp(-z))));
    const args = { ...fitArgs, batchSize: 4, classWeight };
    const byClasses = await model.fit(p(), y(), args);
    close(byClasses.history["weighted_acc"]![0], mean(right, byClass));
    close(byClasses.history["acc"]![0], mean(right));
    const byBoth = await model.fit(p(), y(), { ...args, sampleWeight: w() });
    close(byBoth.history["weighted_acc"]![0], mean(right, times(byClass, weights)));
  });
});

test("names are those of Keras: weighted_ where another metric has the name", () => {
  const names = (given: unknown, plain?: unknown) =>
    compiled(given, { metrics: plain }).metricsNames.slice(1);
  expect(names(["accuracy"])).toEqual(["acc"]);
  expect(names(["accuracy", "mse"], ["accuracy"])).toEqual(["acc", "weighted_acc", "mse"]);
  expect(names({}, ["accuracy"])).toEqual(["acc"]);
  const both = { metrics: ["accuracy"], weightedMetrics: ["accuracy"] };
  const model = echo(2, 1, { loss: logitsLoss(), ...both } as never);
  expect(model.metricsNames.slice(3)).toEqual([
    "a_acc",
    "a_weighted_acc",
    "b_acc",
    "b_weighted_acc",
  ]);
  expect(model.metrics).toEqual(["accuracy"]);
});

test("refuses what it cannot weight, and says why", () => {
  const hinge = (yTrue: tf.Tensor, yPred: tf.Tensor) => tf.losses.hingeLoss(yTrue, yPred);
  const number = "got one number. What is reduced already cannot be weighted: pass it as one of";
  for (const [name, metric, received] of [
    ['"hinge"', hinge, `${number} metrics.`],
    [
      "a function",
      (
        () =>
        (...args: Parameters<typeof hinge>) =>
          hinge(...args)
      )(),
      number,
    ],
    ['"nothing"', function nothing() {}, "got undefined."],
  ] as const)
    expect(() => compiled([metric]).evaluate(x(), y())).toThrow(
      `LayersModel: ${name} of weightedMetrics must give a number for each of the 6 samples, ${received}`,
    );
  const owner = "LayersModel.compile: weightedMetrics must";
  const compileEcho = (weightedMetrics: unknown) =>
    echo(2, 1, { loss: logitsLoss(), weightedMetrics } as never);
  expect(() => compileEcho({ c: "accuracy" })).toThrow(
    `${owner} have metrics for outputs of ["a","b"], got "c".`,
  );
  expect(() => compileEcho(1)).toThrow(
    `${owner} be names or functions, for all outputs or by output name, got 1.`,
  );
  for (const [given, received] of [
    [[1], "1 among them."],
    [[undefined], "undefined among them."],
    [{ b: [{}] }, "an object with the keys [] among them."],
    [new Map([["a", "accuracy"]]), "an instance of Map."],
    [[["accuracy"], ["mse"]], '["accuracy"] among them. Pass an object by output name.'],
  ])
    expect(() => compileEcho(given)).toThrow(
      `${owner} be names or functions, for all outputs or by output name, got ${received}`,
    );
});
