// What a model with a loss of this package refuses, since TensorFlow.js would leave it out: weights
// under another name and weights that do not fit.

import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import { column, onEachBackend } from "./backends.js";
import {
  classWeight,
  fitArgs,
  identityModel,
  labels,
  logits,
  logitsLoss,
  weights,
} from "./models.js";

onEachBackend(() => {
  const [x, y, w] = [() => column(logits), () => column(labels), () => tf.tensor1d(weights)];

  test("a weight under a mistyped name in a dataset is refused", async () => {
    const element = { xs: x(), ys: y(), sample_weight: w() };
    const dataset = tf.data.array([element as unknown as { xs: tf.Tensor; ys: tf.Tensor }]);
    await expect(
      identityModel(logitsLoss()).fitDataset(dataset, { epochs: 1, verbose: 0 }),
    ).rejects.toThrow(
      'LayersModel: a dataset\'s element must have no other keys than xs, ys, sampleWeight, got "sample_weight". Did you mean sampleWeight?',
    );
  });

  describe("weights under another name are refused, which would be left out", () => {
    const named: [string, (model: tf.Sequential) => unknown, string][] = [
      [
        "fit",
        (m) => m.fit(x(), y(), { ...fitArgs, sample_weight: w() } as never),
        '"sample_weight". Did you mean sampleWeight?',
      ],
      [
        "fit",
        (m) => m.fit(x(), y(), { ...fitArgs, classWeights: classWeight } as never),
        '"classWeights". Did you mean classWeight?',
      ],
      [
        "evaluate",
        async (m) => m.evaluate(x(), y(), { sampleWeights: w() } as never),
        '"sampleWeights". Did you mean sampleWeight?',
      ],
      ["evaluate", async (m) => m.evaluate(x(), y(), { classWeight } as never), '"classWeight".'],
    ];
    test.each(named)("%s", async (method, run, message) => {
      const names = method === "fit" ? "sampleWeight and classWeight" : "sampleWeight";
      const sentence = `LayersModel.${method}: args must have weights under ${names} alone, got ${message}`;
      for (const loss of [logitsLoss(), "binaryCrossentropy"])
        await expect(run(identityModel(loss as never))).rejects.toThrow(sentence);
    });

    test("datasets", async () => {
      const dataset = () => tf.data.array([{ xs: x(), ys: y() }]);
      const model = identityModel(logitsLoss());
      await expect(
        model.fitDataset(dataset(), { epochs: 1, sampleWeight: w() } as never),
      ).rejects.toThrow(
        'LayersModel.fitDataset: args must have weights under classWeight alone, got "sampleWeight".',
      );
      await expect(
        model.evaluateDataset(dataset(), { sampleWeight: w() } as never),
      ).rejects.toThrow(
        'LayersModel.evaluateDataset: args must have no weights, got "sampleWeight".',
      );
    });
  });

  test("weights that are not under a name", async () => {
    for (const loss of [logitsLoss(), "binaryCrossentropy"]) {
      const model = identityModel(loss as never);
      expect(() => model.evaluate(x(), y(), w() as never)).toThrow(
        /^LayersModel\.evaluate: args must be an object of options, got .*\. Weights are passed as { sampleWeight }\.$/,
      );
      await expect(model.fit(x(), y(), [weights] as never)).rejects.toThrow(
        "LayersModel.fit: args must be an object of options, got ",
      );
    }
  });

  test("validation data that is no array", async () => {
    const validationData = { x: x(), y: y(), sampleWeight: w() };
    for (const loss of [logitsLoss(), "binaryCrossentropy"])
      await expect(
        identityModel(loss as never).fit(x(), y(), { ...fitArgs, validationData } as never),
      ).rejects.toThrow(
        "LayersModel.fit: validationData must be an array of x and y, and weights if there are any, got an object with the keys",
      );
  });

  test("class weights behind the weights of samples of a batch", async () => {
    for (const sampleWeight of [w(), undefined]) {
      const model = identityModel(logitsLoss()) as never as {
        trainOnBatch(...args: unknown[]): Promise<number>;
      };
      await expect(model.trainOnBatch(x(), y(), sampleWeight, classWeight)).rejects.toThrow(
        "LayersModel.trainOnBatch: arguments must be x, y and sampleWeight, got an object with the keys",
      );
      await model.trainOnBatch(x(), y(), sampleWeight, undefined);
    }
  });

  test("an element without xs and ys is TensorFlow.js's to refuse", async () => {
    for (const element of [[x(), y()], { x: x(), y: y() }, { xs: x() }])
      for (const loss of [logitsLoss(), "meanSquaredError", "binaryCrossentropy"])
        await expect(
          identityModel(loss as never).fitDataset(tf.data.array([element as never]), {
            epochs: 1,
            verbose: 0,
          }),
        ).rejects.toThrow(/xs.*ys/s);
  });

  describe("weights that do not fit", () => {
    const messages: [string, () => tf.Tensor, string][] = [
      [
        "too few",
        () => tf.tensor1d([1, 2]),
        "LayersModel: sampleWeight must have one weight or row for each of the 6 samples, got shape [2].",
      ],
      [
        "a scalar",
        () => tf.scalar(2),
        "LayersModel: sampleWeight must have one weight or row for each of the 6 samples, got shape [].",
      ],
      [
        "of another output",
        () => ({ nowhere: tf.tensor1d(weights) }) as unknown as tf.Tensor,
        'LayersModel: sampleWeight must be a tensor for each of the outputs ["OUT"], got one for "nowhere".',
      ],
      [
        "a Map",
        () => new Map([["a", weights]]) as unknown as tf.Tensor,
        'LayersModel: sampleWeight must be a tensor for each of the outputs ["OUT"], got an instance of Map.',
      ],
      [
        "numbers",
        () => [1, 2, 3] as unknown as tf.Tensor,
        "LayersModel: sampleWeight must have one weight or row for each of the 6 samples, got shape [3].",
      ],
    ];
    test.each(messages)("%s", async (_, sampleWeight, message) => {
      const model = identityModel(logitsLoss());
      const sentence = message.replace("OUT", model.outputNames[0]!);
      await expect(
        model.fit(x(), y(), { ...fitArgs, sampleWeight: sampleWeight() }),
      ).rejects.toThrow(sentence);
    });
  });
});
