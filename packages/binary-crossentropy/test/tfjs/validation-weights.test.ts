// Weights of the samples that a training validates on, and weights that are arrays.

import * as tf from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { column, onEachBackend } from "./backends.js";
import {
  close,
  expected,
  fitArgs,
  identityModel,
  labels,
  logits,
  logitsLoss,
  number,
  trainableEcho,
  weights,
} from "./models.js";

const other = logits.map((z) => 1 - z);
const forms: [string, () => unknown][] = [
  ["a tensor", () => tf.tensor1d(weights)],
  ["an array", () => weights],
  ["a typed array", () => Float32Array.from(weights)],
  ["rows of an array", () => weights.map((weight) => [weight])],
];

onEachBackend(() => {
  test.each(forms)("validationData with weights that are %s", async (_, given) => {
    const model = identityModel(logitsLoss());
    const weight = given();
    const validationData = [column(other), column(labels), weight] as never;
    const [x, y] = [column(logits), column(labels)];
    const before = tf.memory().numTensors;
    // The last batch of 2 counts by its size.
    const args = { ...fitArgs, epochs: 2, batchSize: 4, validationData };
    const { history } = await model.fit(x, y, args);
    expect(tf.memory().numTensors).toBe(before);
    for (const loss of history["val_loss"]!) close(loss, expected(labels, other, weights));
    for (const loss of history["loss"]!) close(loss, expected(labels, logits));
    // They are those of that training alone.
    close(number(model.evaluate(column(other), column(labels))), expected(labels, other));
    const unweighted = [column(other), column(labels)] as [tf.Tensor, tf.Tensor];
    const next = await model.fit(x, y, { ...fitArgs, validationData: unweighted });
    close(next.history["val_loss"]![0], expected(labels, other));
  });

  test.each(forms)("validationData of fitDataset with weights that are %s", async (_, given) => {
    const model = identityModel(logitsLoss());
    const weight = given();
    const validationData = [column(other), column(labels), weight] as never;
    const dataset = tf.data.array([{ xs: column(logits), ys: column(labels) }]);
    const before = tf.memory().numTensors;
    for (const size of [{}, { validationBatchSize: 4 }]) {
      const args = { epochs: 2, verbose: 0 as const, validationData, ...size };
      const { history } = await model.fitDataset(dataset, args);
      for (const loss of history["val_loss"]!) close(loss, expected(labels, other, weights));
      for (const loss of history["loss"]!) close(loss, expected(labels, logits));
    }
    expect(tf.memory().numTensors).toBe(before);
    const none = [column(other), column(labels), null] as never;
    const args = { epochs: 1, verbose: 0 as const, validationData: none };
    const { history } = await model.fitDataset(dataset, args);
    close(history["val_loss"]![0], expected(labels, other));
  });

  test("validationData of fitDataset: weights that are none are refused", async () => {
    const model = identityModel(logitsLoss());
    const dataset = tf.data.array([{ xs: column(logits), ys: column(labels) }]);
    const validationData = [column(other), column(labels), [1, 2]] as never;
    await expect(
      model.fitDataset(dataset, { epochs: 1, verbose: 0, validationData }),
    ).rejects.toThrow("sampleWeight must have one weight or row for each of the 6 samples");
  });

  test.each([
    [
      "a batch size of 0",
      { validationBatchSize: 0 },
      labels,
      "batchSize is required to be a positive integer",
    ],
    ["more labels", {}, [...labels, 1], "6 input sample(s) and 7 target sample(s)"],
    ["fewer labels", {}, labels.slice(1), "6 input sample(s) and 5 target sample(s)"],
  ])("validationData of fitDataset: %s is refused as without weights", async (_, args, y, said) => {
    const model = identityModel(logitsLoss());
    const dataset = tf.data.array([{ xs: column(logits), ys: column(labels) }]);
    for (const weight of [[], [weights]]) {
      const validationData = [column(other), column(y), ...weight] as never;
      await expect(
        model.fitDataset(dataset, { epochs: 1, verbose: 0, validationData, ...args }),
      ).rejects.toThrow(said);
    }
  });

  test("validationData of fitDataset: the caller's evaluations have no weights", async () => {
    for (const [loss, z] of [
      [logitsLoss(), other],
      ["binaryCrossentropy", other.map((value) => 1 / (1 + Math.exp(-value)))],
    ] as const) {
      const model = identityModel(loss as never);
      const dataset = tf.data.array([{ xs: column(z), ys: column(labels) }]);
      const [x, y] = [column(z), column(labels)];
      const evaluated: number[] = [];
      const onEpochEnd = async () => void evaluated.push(number(model.evaluate(x, y)));
      const validationData = [x, y, weights] as never;
      const args = { epochs: 2, verbose: 0 as const, validationData, callbacks: { onEpochEnd } };
      const { history } = await model.fitDataset(dataset, args);
      expect(evaluated).toHaveLength(2);
      for (const loss of [...evaluated, ...history["loss"]!])
        expect(loss).toBeCloseTo(expected(labels, other), 5);
      for (const loss of history["val_loss"]!)
        expect(loss).toBeCloseTo(expected(labels, other, weights), 5);
    }
  });

  test("an evaluation in a callback has its own weights", async () => {
    const model = identityModel(logitsLoss());
    const evaluated: number[] = [];
    const onEpochEnd = async () => {
      evaluated.push(number(model.evaluate(column(other), column(labels))));
    };
    const validationData = [column(other), column(labels), weights] as never;
    const args = { ...fitArgs, validationData, callbacks: { onEpochEnd } };
    const { history } = await model.fit(column(logits), column(labels), args);
    close(history["val_loss"]![0], expected(labels, other, weights));
    close(evaluated[0], expected(labels, other));
  });

  test("a second training, which TensorFlow.js refuses, leaves the first one its weights", async () => {
    const model = identityModel(logitsLoss());
    const validationData = [column(other), column(labels), weights] as never;
    const args = { ...fitArgs, epochs: 2, validationData };
    const first = model.fit(column(logits), column(labels), args);
    await expect(model.fit(column(logits), column(labels), args)).rejects.toThrow(
      "another fit() call is ongoing",
    );
    for (const loss of (await first).history["val_loss"]!)
      close(loss, expected(labels, other, weights));
  });

  test("of several outputs, by name", async () => {
    const model = trainableEcho(2, { loss: logitsLoss() });
    const both = (data: number[]) => [column(data), column(data)];
    const validationData = [both(other), both(labels), { b: weights }] as never;
    const args = { ...fitArgs, validationData };
    const { history } = await model.fit(both(logits), both(labels), args);
    close(history["val_a_loss"]![0], expected(labels, other));
    close(history["val_b_loss"]![0], expected(labels, other, weights));
  });

  test("of several outputs, as nested arrays, one for each", async () => {
    const model = trainableEcho(2, { loss: logitsLoss() });
    const both = (data: number[]) => [column(data), column(data)];
    const ones = weights.map(() => 1);
    const args = {
      ...fitArgs,
      sampleWeight: [weights, ones] as never,
      validationData: [both(other), both(labels), [ones, weights]] as never,
    };
    const { history } = await model.fit(both(logits), both(labels), args);
    close(history["a_loss"]![0], expected(labels, logits, weights));
    close(history["b_loss"]![0], expected(labels, logits));
    close(history["val_a_loss"]![0], expected(labels, other));
    close(history["val_b_loss"]![0], expected(labels, other, weights));
  });

  test.each([
    ["an array with null", [null, weights]],
    ["an object with null", { a: null, b: weights }],
    ["an object of one", { b: weights }],
  ])("of one of several outputs, as %s, in fit and fitDataset", async (_, weight) => {
    const model = trainableEcho(2, { loss: logitsLoss() });
    const both = (data: number[]) => [column(data), column(data)];
    const validationData = [both(other), both(labels), weight] as never;
    const dataset = tf.data.array([
      {
        xs: { in_a: column(logits), in_b: column(logits) },
        ys: { a: column(labels), b: column(labels) },
      },
    ]) as unknown as tf.data.Dataset<tf.TensorContainer>;
    for (const { history } of [
      await model.fit(both(logits), both(labels), { ...fitArgs, validationData }),
      await model.fitDataset(dataset, { epochs: 1, verbose: 0, validationData }),
    ]) {
      close(history["val_a_loss"]![0], expected(labels, other));
      close(history["val_b_loss"]![0], expected(labels, other, weights));
    }
  });

  test("booleans are weights of 0 and 1", () => {
    const given = labels.map((_, i) => i % 2 === 0);
    const sampleWeight = given as unknown as tf.Tensor;
    const args = { sampleWeight } as never;
    const evaluated = identityModel(logitsLoss()).evaluate(column(logits), column(labels), args);
    close(number(evaluated), expected(labels, logits, given.map(Number)));
  });

  test.each(forms)("fit, evaluate and trainOnBatch take %s", async (_, given) => {
    const model = identityModel(logitsLoss());
    const [x, y, weight] = [column(logits), column(labels), given()];
    const before = tf.memory().numTensors;
    const sampleWeight = weight as tf.Tensor;
    const { history } = await model.fit(x, y, { ...fitArgs, batchSize: 6, sampleWeight });
    close(history["loss"]![0], expected(labels, logits, weights));
    const evaluated = model.evaluate(x, y, { sampleWeight } as never) as tf.Scalar;
    close(number(evaluated), expected(labels, logits, weights));
    evaluated.dispose();
    const trains = model as unknown as { trainOnBatch(...args: unknown[]): Promise<number> };
    close(await trains.trainOnBatch(x, y, weight), expected(labels, logits, weights));
    expect(tf.memory().numTensors).toBe(before);
  });

  test("weights of validation that do not fit are refused before anything is trained", async () => {
    const model = identityModel(logitsLoss());
    const validationData = [column(other), column(labels), [1, 2]] as never;
    await expect(
      model.fit(column(logits), column(labels), { ...fitArgs, validationData }),
    ).rejects.toThrow(
      "LayersModel: sampleWeight must have one weight or row for each of the 6 samples, got shape [2].",
    );
    const { history } = await model.fit(column(logits), column(labels), fitArgs);
    close(history["loss"]![0], expected(labels, logits));
  });
});
