// A checkpoint of another training is refused, and the first difference named.

import * as tf from "@tensorflow/tfjs";
import { BinaryCrossentropy } from "binary-crossentropy/tfjs";
import * as distribute from "binary-crossentropy-distribute/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { goOn, makeCheckpoint, makeModel, memory, options, x, y } from "./training.js";

let bytes: Uint8Array;
beforeAll(async () => {
  bytes = await makeCheckpoint();
});

describe("a checkpoint of another training names the first difference", () => {
  const got = (wanted: string, saved: string) =>
    `ValueError: fit: checkpoint must be of this training, which has ${wanted}, got ${saved}. Use another one, or remove it to start anew.`;
  const withMetrics = (metrics: string[]) => {
    const model = makeModel();
    model.compile({
      optimizer: tf.train.adam(0.01),
      loss: new BinaryCrossentropy({ fromLogits: true }),
      metrics,
    });
    return model;
  };
  const config = (more = "") =>
    `{"reduction":"auto","from_logits":true,"label_smoothing":0,"axis":-1${more}}`;
  const others: [string, () => Promise<string>, string | RegExp][] = [
    [
      "the reduction",
      () => goOn(bytes, makeModel(new BinaryCrossentropy({ fromLogits: true, reduction: "sum" }))),
      got(
        `loss of output 0: BinaryCrossentropy ${config().replace("auto", "sum")}`,
        `loss of output 0: BinaryCrossentropy ${config()}`,
      ),
    ],
    [
      "the smoothing",
      () =>
        goOn(bytes, makeModel(new BinaryCrossentropy({ fromLogits: true, labelSmoothing: 0.1 }))),
      /which has loss of output 0: .*"label_smoothing":0\.1,.*, got loss of output 0: .*"label_smoothing":0,/,
    ],
    [
      "TensorFlow.js's own loss",
      () => goOn(bytes, makeModel("meanSquaredError")),
      got("loss of output 0: meanSquaredError", `loss of output 0: BinaryCrossentropy ${config()}`),
    ],
    [
      "a function as loss",
      () =>
        goOn(
          bytes,
          makeModel((t: tf.Tensor, p: tf.Tensor) => tf.losses.meanSquaredError(t, p, undefined, 0)),
        ),
      /which has loss of output 0: a function, whose source has the checksum \w{8}, got loss of output 0: BinaryCrossentropy /,
    ],
    [
      "a metric",
      () => goOn(bytes, withMetrics(["mse"])),
      got("metric mse of output 0: mse", "metric acc of output 0: acc"),
    ],
    [
      "a metric more",
      () => goOn(bytes, withMetrics(["acc", "mse"])),
      got("metric mse of output 0: mse", "optimizer (Adam)"),
    ],
    [
      "the learning rate",
      () => goOn(bytes, makeModel(undefined, tf.train.adam(0.02))),
      got("optimizer (Adam): learningRate 0.02", "optimizer (Adam): learningRate 0.01"),
    ],
    [
      "class weights",
      () => goOn(bytes, makeModel(), { classWeight: { 0: 1, 1: 2 } }),
      got('class weights: {"0":1,"1":2}', "class weights: none"),
    ],
    [
      "sample weights",
      () => goOn(bytes, makeModel(), { sampleWeight: tf.ones([12]) }),
      got("sample weights: given", "sample weights: none"),
    ],
    [
      "the rows to validate with",
      () => goOn(bytes, makeModel(), { validationSplit: 0.5 }),
      got("validation: a share of 0.5", "validation: none"),
    ],
    [
      "where it begins",
      () => goOn(bytes, makeModel(), { initialEpoch: 1 }),
      got("initialEpoch: 1", "initialEpoch: 0"),
    ],
  ];
  test.each(others)("%s", async (_, run, message) => {
    if (typeof message === "string") expect(await run()).toBe(message);
    else expect(await run()).toMatch(message);
  });

  test("the data, by their checksums", async () => {
    const checkpoint = { read: async () => bytes, write: async () => {} };
    const take = (inputs: tf.Tensor, labels: tf.Tensor) =>
      distribute.fit(makeModel(), inputs, labels, { ...options, checkpoint });
    await expect(take(x.neg(), y)).rejects.toThrow(
      /which has inputs: those with the checksum \w{8}, got inputs: /,
    );
    await expect(take(x, tf.sub(1, y))).rejects.toThrow(
      /which has labels: those with the checksum \w{8}, got labels: /,
    );
    const weighted = memory();
    await distribute.fit(makeModel(), x, y, {
      ...options,
      checkpoint: weighted,
      sampleWeight: tf.ones([12]),
    });
    const others = distribute.fit(makeModel(), x, y, {
      ...options,
      checkpoint: weighted,
      sampleWeight: tf.fill([12], 2),
    });
    await expect(others).rejects.toThrow(
      /which has weights of rows: those with the checksum \w{8}, got weights of rows: /,
    );
  });
});
