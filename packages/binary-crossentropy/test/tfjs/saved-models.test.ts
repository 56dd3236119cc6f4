// Models that are saved with their optimizer, and loaded again: the loss comes back with its options.

import * as tf from "@tensorflow/tfjs";
import { BinaryCrossentropy, binaryCrossentropy, Loss, losses } from "binary-crossentropy/tfjs";
import { describe, expect, test } from "vitest";
import { column, onEachBackend } from "./backends.js";
import {
  close,
  fitArgs,
  identityModel,
  labels,
  logits,
  number,
  trainableEcho,
  weights,
} from "./models.js";
import { loaded, saved } from "./saving.js";

const options = { fromLogits: true, labelSmoothing: 0.1, posWeight: 2, name: "cost" };

onEachBackend(() => {
  test.each([
    ["an instance", () => new BinaryCrossentropy(options)],
    ["the function", () => binaryCrossentropy],
  ])("%s", async (_, loss) => {
    const model = identityModel(loss() as never, {
      optimizer: tf.train.adam(0.1),
      metrics: ["accuracy"],
    });
    const [x, y] = [column(logits), column(labels)];
    await model.fit(x, y, fitArgs);
    const again = await loaded(model);
    const [before, after] = [model, again].map((one) => one.evaluate(x, y) as tf.Scalar[]);
    expect(after!.map(number)).toEqual(before!.map(number));
    const sampleWeight = tf.tensor1d(weights);
    const [a, b] = [
      await model.fit(x, y, { ...fitArgs, sampleWeight }),
      await again.fit(x, y, { ...fitArgs, sampleWeight }),
    ];
    close(b.history["loss"]![0], a.history["loss"]![0] as number);
    expect(losses.get((await saved(again)).trainingConfig!)).toEqual(expect.any(Function));
  });

  test("several outputs, by name, beside a loss of TensorFlow.js", async () => {
    const loss = { a: new BinaryCrossentropy(options), b: "meanSquaredError" };
    const model = trainableEcho(2, { loss: loss as never });
    const again = await loaded(model);
    const evaluated = [model, again].map((one) =>
      (
        one.evaluate(
          [column(logits), column(logits)],
          [column(labels), column(labels)],
        ) as tf.Scalar[]
      ).map(number),
    );
    expect(evaluated[1]).toEqual(evaluated[0]);
  });

  test("a model without a loss of this package is saved and loaded as ever", async () => {
    const again = await loaded(identityModel("meanSquaredError"));
    expect(again.loss).toBe("meanSquaredError");
  });
});

describe("what cannot be saved is refused", () => {
  class Own extends Loss<"auto"> {
    call(yTrue: tf.Tensor, yPred: tf.Tensor): tf.Tensor {
      return tf.mean(tf.sub(yPred, yTrue), -1);
    }
  }
  test.each([
    ["lossWeights", () => identityModel(new BinaryCrossentropy(), { lossWeights: [2] } as never)],
    [
      "weightedMetrics",
      () => identityModel(new BinaryCrossentropy(), { weightedMetrics: ["accuracy"] } as never),
    ],
    [
      "findLogits: false",
      () => identityModel(new BinaryCrossentropy(), { findLogits: false } as never),
    ],
  ] as const)("%s", async (option, model) => {
    await expect(saved(model())).rejects.toThrow(
      `LayersModel.save: includeOptimizer must be false for a model that was compiled with ${option}, got true. Save without it, and compile the model again once it is loaded.`,
    );
  });

  test("a loss of one's own", async () => {
    await expect(saved(identityModel(new Own()))).rejects.toThrow(
      "LayersModel.save: includeOptimizer must be false for a model with a loss of your own, got",
    );
  });
});
