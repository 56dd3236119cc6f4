// lossWeights of compile: the total is the weighted sum, and the outputs report their own losses.

import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import { column, onEachBackend } from "./backends.js";
import {
  close,
  expected,
  fitArgs,
  labels,
  logits,
  logitsLoss,
  trainableEcho,
  values,
  weights,
} from "./models.js";

const other = logits.map((z) => 2 * z - 1);
const [ofA, ofB] = [expected(labels, logits), expected(labels, other)];

const compileWith = (lossWeights: unknown, extra: object = {}) =>
  trainableEcho(2, { loss: logitsLoss(), ...extra, lossWeights } as never);

onEachBackend(() => {
  const data = () =>
    [
      [column(logits), column(other)],
      [column(labels), column(labels)],
    ] as const;

  test.each([
    ["by position", [3, 0.5], 3, 0.5],
    ["by name", { a: 3, b: 0.5 }, 3, 0.5],
    ["of some outputs", { b: 0.25 }, 1, 0.25],
    ["of 0", [0, 1], 0, 1],
  ] as const)("%s", async (_, lossWeights, a, b) => {
    const model = compileWith(lossWeights, { metrics: ["accuracy"] });
    const [x, y] = data();
    const validationData = [[...x], [...y]] as [tf.Tensor[], tf.Tensor[]];
    const args = { ...fitArgs, batchSize: 6, validationData };
    const before = tf.memory().numTensors;
    const { history } = await model.fit([...x], [...y], args);
    expect(tf.memory().numTensors).toBe(before);
    for (const prefix of ["", "val_"]) {
      close(history[`${prefix}loss`]![0], a * ofA + b * ofB);
      close(history[`${prefix}a_loss`]![0], ofA);
      close(history[`${prefix}b_loss`]![0], ofB);
    }
    const evaluated = values(model.evaluate([...x], [...y]) as tf.Scalar[]);
    for (const [i, value] of [a * ofA + b * ofB, ofA, ofB].entries()) close(evaluated[i], value);
    expect(evaluated).toHaveLength(model.metricsNames.length);
  });

  test("weights of samples are multiplied in", async () => {
    const model = compileWith([2, 1]);
    const [x, y] = data();
    const sampleWeight = { a: tf.tensor1d(weights) } as never;
    const args = { ...fitArgs, batchSize: 6, sampleWeight };
    const { history } = await model.fit([...x], [...y], args);
    close(history["loss"]![0], 2 * expected(labels, logits, weights) + ofB);
  });

  test("of losses by TensorFlow.js's names", async () => {
    const squared = (z: number[]) => z.reduce((sum, v, i) => sum + (v - labels[i]!) ** 2, 0) / 6;
    const loss = { a: "meanSquaredError", b: "binaryCrossentropy" };
    const model = trainableEcho(2, { loss, lossWeights: { a: 2, b: 3 } } as never);
    const p = logits.map((z) => 1 / (1 + Math.exp(-z)));
    const [x, y] = [
      [column(logits), column(p)],
      [column(labels), column(labels)],
    ];
    const total = 2 * squared(logits) + 3 * ofA;
    const { history } = await model.fit(x, y, { ...fitArgs, batchSize: 6 });
    const evaluated = values(model.evaluate(x, y) as tf.Scalar[]);
    for (const [i, value] of [total, squared(logits), ofA].entries()) {
      expect(history[model.metricsNames[i]!]![0]).toBeCloseTo(value, 5);
      expect(evaluated[i]).toBeCloseTo(value, 5);
    }
  });

  test("a model of one output is trained by the weighted loss", async () => {
    const layer = () => tf.layers.dense({ units: 1, inputShape: [1], kernelInitializer: "ones" });
    const trained = async (rate: number, lossWeights?: number[]) => {
      const model = tf.sequential({ layers: [layer()] });
      const compiled = { optimizer: tf.train.sgd(rate), loss: logitsLoss(), lossWeights };
      model.compile(compiled as never);
      await model.fit(column(logits), column(labels), { ...fitArgs, batchSize: 6 });
      return model.getWeights().map((weight) => weight.dataSync()[0]!);
    };
    const [weighted, plain] = [await trained(0.1, [5]), await trained(0.5)];
    for (const [i, value] of weighted.entries()) close(value, plain[i]!);
  });

  describe("what is no weight of the outputs is refused", () => {
    test.each([
      [[1], "an array of 1"],
      [[1, Number.NaN], "NaN"],
      [{ a: 1, c: 2 }, '"c"'],
      [{ a: "1" }, '"1"'],
      [2, "2"],
      [new Map([["a", 2]]), "an instance of Map"],
    ])("%j", (given, received) => {
      expect(() => compileWith(given)).toThrow(
        `LayersModel.compile: lossWeights must have a finite number for each of the outputs ["a","b"], got ${received}.`,
      );
    });
  });
});
