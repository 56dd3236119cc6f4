// What is refused, with its whole message; nothing has changed then.

import { anything } from "@binary-crossentropy/test/failure";
import * as tf from "@tensorflow/tfjs";
import { BinaryCrossentropy } from "binary-crossentropy/tfjs";
import { CheckpointFile } from "binary-crossentropy-distribute/checkpoint";
import * as distribute from "binary-crossentropy-distribute/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { makeNetwork, rowsOf } from "./network.js";

const rows = rowsOf(0, 40);
const { fit: train } = distribute;

async function message(run: () => unknown): Promise<string> {
  try {
    await run();
  } catch (error) {
    return (error as Error).message;
  }
  return "nothing was thrown";
}

describe("fit", () => {
  test.each<[string, object, string]>([
    ["batchSize", { batchSize: 0 }, "fit: batchSize must be a whole number of at least 1, got 0."],
    ["epochs", { epochs: 1.5 }, "fit: epochs must be a whole number of at least 1, got 1.5."],
    ["seed", { seed: -1 }, "fit: seed must be a whole number of at least 0, got -1."],
    ["shuffle", { shuffle: "batch" }, 'fit: shuffle must be true or false, got "batch".'],
    [
      "strategy",
      { strategy: {} },
      "fit: strategy must be a Strategy, got an object with the keys [].",
    ],
    [
      "validationSplit",
      { validationSplit: 1 },
      "fit: validationSplit must be a number between 0 and 1, got 1.",
    ],
    [
      "validationData",
      { validationData: [1] },
      "fit: validationData must be an array of inputs, labels and perhaps weights, got [1].",
    ],
    [
      "callbacks",
      { callbacks: [null] },
      "fit: callbacks must be an object of functions, a tf.Callback, or an array of them, got null.",
    ],
    ["verbose", { verbose: 2 }, "fit: verbose must be 0 or 1, got 2."],
    [
      "checkpoint",
      { checkpoint: "a/path" },
      'fit: checkpoint must have the methods read and write, got "a/path". In Node pass new CheckpointFile(path).',
    ],
  ])("%s", async (_, options, expected) => {
    expect(await message(() => train(makeNetwork(), ...rows, options))).toBe(expected);
  });

  test("an option of another name", async () => {
    expect(await message(() => train(makeNetwork(), ...rows, anything({ epoch: 2 })))).toMatch(
      /^fit: options must have no other keys than strategy, .*, got "epoch"\. Did you mean epochs\?$/,
    );
  });

  test("what is no compiled model", async () => {
    expect(await message(() => train(anything({}), ...rows))).toBe(
      "fit: model must be a tf.LayersModel, got an object with the keys [].",
    );
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [30] })] });
    expect(await message(() => train(model, ...rows))).toBe(
      "fit: model must be compiled, got one without optimizer and loss. Call model.compile({ optimizer, loss }) before.",
    );
  });

  test("weights of losses, which would be left out", async () => {
    const model = makeNetwork();
    const loss = new BinaryCrossentropy({ fromLogits: true });
    model.compile({ optimizer: "sgd", loss, lossWeights: [2] } as tf.ModelCompileArgs);
    expect(await message(() => train(model, ...rows))).toBe(
      "fit: model must be compiled without lossWeights, which replicas do not share out, got one with them. Scale the losses by a sampleWeight.",
    );
  });

  test("weighted metrics", async () => {
    const model = makeNetwork();
    const loss = new BinaryCrossentropy({ fromLogits: true });
    const weightedMetrics = ["accuracy"];
    model.compile({ optimizer: "sgd", loss, weightedMetrics } as tf.ModelCompileArgs);
    expect(await message(() => train(model, ...rows))).toBe(
      "fit: model must be compiled without weightedMetrics, which replicas do not add up, got one with them. Compile with them afterwards, for model.evaluate.",
    );
  });

  test("a scalar loss with weights of classes", async () => {
    const model = makeNetwork();
    model.compile({ optimizer: "sgd", loss: (y, p) => tf.losses.meanSquaredError(y, p) });
    expect(await message(() => train(model, ...rows, { classWeight: { 0: 1, 1: 2 } }))).toBe(
      "fit: model must have a loss that gives one number per sample, for the weights of classes, got a scalar.",
    );
  });

  test("a NaN, which changes no weight", async () => {
    const model = makeNetwork({ batchNormalization: true });
    const before = model.getWeights().map((weight) => [...weight.dataSync()]);
    const x = rows[0].mul(tf.scalar(NaN));
    expect(await message(() => train(model, x, rows[1]))).toBe(
      "fit: loss and gradients in step 1 of epoch 1 must be finite, got NaN or an infinite value on replica 0. The weights are those before it.",
    );
    expect(model.getWeights().map((weight) => [...weight.dataSync()])).toEqual(before);
  });

  test("an optimizer that hides its state, where it must be saved", async () => {
    class Hidden extends tf.Optimizer {
      static readonly className = "Hidden";
      applyGradients() {}
      getConfig() {
        return {};
      }
    }
    const model = makeNetwork();
    model.compile({ optimizer: new Hidden(), loss: "meanSquaredError" });
    const checkpoint = { read: async () => undefined, write: async () => {} };
    expect(await message(() => train(model, ...rows))).toBe("nothing was thrown");
    expect(await message(() => train(model, ...rows, { checkpoint }))).toBe(
      "fit: optimizer must give its state by getWeights, got Hidden without it. Give it getWeights and setWeights.",
    );
  });
});

describe("a checkpoint", () => {
  const options = { batchSize: 10, epochs: 1 };
  let bytes: Uint8Array;
  const keep = async (written: Uint8Array) => {
    bytes = written.slice();
  };
  beforeAll(async () => {
    await train(makeNetwork(), ...rows, {
      ...options,
      checkpoint: { read: async () => undefined, write: keep },
    });
  });
  const take = (given: Uint8Array, model = makeNetwork(), more = {}) =>
    message(() =>
      train(model, ...rows, {
        ...options,
        ...more,
        checkpoint: { read: async () => given, write: async () => {} },
      }),
    );

  test("that is damaged, wherever", async () => {
    for (const length of [0, 7, 100, bytes.length - 1]) {
      expect(await take(bytes.slice(0, length))).toMatch(
        /^fit: checkpoint must be whole, got a damaged one: .*\. Remove it to start anew\.$/,
      );
    }
    const flipped = bytes.slice();
    flipped[bytes.length - 3]! ^= 1;
    expect(await take(flipped)).toBe(
      "fit: checkpoint must be whole, got a damaged one: its checksum does not fit. Remove it to start anew.",
    );
  });

  test("of another model, optimizer or run", async () => {
    const remedy = "Use another one, or remove it to start anew.";
    expect(await take(bytes, makeNetwork({ units: 5 }))).toBe(
      `fit: checkpoint must be of this training, which has layer 1 (Dense): units 5, got layer 1 (Dense): units 4. ${remedy}`,
    );
    expect(await take(bytes, makeNetwork({ optimizer: "sgd" }))).toBe(
      `fit: checkpoint must be of this training, which has optimizer (SGD), got optimizer (Adam). ${remedy}`,
    );
    expect(await take(bytes, makeNetwork(), { seed: 2 })).toBe(
      `fit: checkpoint must be of this training, which has seed: 2, got seed: 0. ${remedy}`,
    );
  });

  test("that cannot be read or written", async () => {
    const fails = async () => {
      throw new Error("the disk is full");
    };
    const none = async () => undefined;
    expect(
      await message(() =>
        train(makeNetwork(), ...rows, { checkpoint: { read: fails, write: none } }),
      ),
    ).toBe("fit: checkpoint must be readable, got an error on replica 0: the disk is full.");
    expect(
      await message(() =>
        train(makeNetwork(), ...rows, { checkpoint: { read: none, write: fails } }),
      ),
    ).toBe("fit: checkpoint must be writable, got an error on replica 0: the disk is full.");
  });

  test("without a path", () => {
    expect(() => new CheckpointFile("")).toThrow(
      'CheckpointFile: path must be the path of a file, got "".',
    );
  });
});

describe("the pieces of a custom loop", () => {
  test.each<[() => unknown, string]>([
    [
      () => distribute.computeAverageLoss(anything([1])),
      "computeAverageLoss: perExampleLoss must be a tensor, got [1].",
    ],
    [
      () => distribute.computeAverageLoss(tf.scalar(1)),
      'computeAverageLoss: perExampleLoss must have a batch axis, got shape []. Pass what a loss with reduction: "none" gives.',
    ],
    [
      () => distribute.computeAverageLoss(tf.ones([3, 2]), { sampleWeight: tf.ones([2]) }),
      "computeAverageLoss: sampleWeight must fit the losses of shape [3, 2], got shape [2].",
    ],
    [
      () => distribute.computeAverageLoss(tf.ones([3]), { globalBatchSize: 1.5 }),
      "computeAverageLoss: globalBatchSize must be an integer >= 0, got 1.5.",
    ],
    [
      () => distribute.reduce(anything("max"), tf.scalar(1)),
      'Strategy.reduce: op must be "sum" or "mean", got "max".',
    ],
    [
      () => distribute.mergeMetric(anything({})),
      "mergeMetric: metric must be a metrics.BinaryCrossentropy, got an object with the keys [].",
    ],
    [
      () => distribute.globalBatches(anything({ batchSize: 3 })),
      "globalBatches: samples must be given, got undefined.",
    ],
    [
      () => distribute.globalBatches(anything(undefined)),
      "globalBatches: samples must be given, got undefined.",
    ],
    [
      () => distribute.globalBatches(anything(null)),
      "globalBatches: options must be an object, got null.",
    ],
    [
      () => distribute.globalBatches(anything({ samples: 3, batchSize: 3, epochs: 1 })),
      'globalBatches: options must have no other keys than samples, batchSize, shuffle, seed, autoShard, epoch, got "epochs".',
    ],
    [
      () => distribute.globalBatches({ samples: 3, batchSize: 3, epoch: -1 }),
      "globalBatches: epoch must be a whole number of at least 0, got -1.",
    ],
    [
      () => distribute.globalBatches({ samples: 0, batchSize: 3 }),
      "globalBatches: x must have a row for every replica, got 0 rows for 1 replicas, which leaves replica 0 without any.",
    ],
    [
      () => distribute.evaluate(makeNetwork(), ...rows, { batchSize: -1 }),
      "evaluate: batchSize must be a whole number of at least 1, got -1.",
    ],
    [
      () => distribute.applyGradients(tf.train.sgd(1), { a: tf.tensor1d([NaN]) }),
      "applyGradients: loss and gradients in this step must be finite, got NaN or an infinite value on replica 0. The weights are those before it.",
    ],
  ])("%s", async (run, expected) => {
    expect(await message(run)).toBe(expected);
  });

  test("average as TensorFlow does", () => {
    expect(
      distribute
        .computeAverageLoss(
          tf.tensor2d([
            [1, 2],
            [3, 4],
          ]),
        )
        .dataSync()[0],
    ).toBe(5);
    expect(
      distribute
        .computeAverageLoss(
          tf.tensor2d([
            [1, 2],
            [3, 4],
          ]),
          { sampleWeight: tf.tensor1d([1, 0]), globalBatchSize: 3 },
        )
        .dataSync()[0],
    ).toBe(1);
    expect(distribute.computeAverageLoss(tf.zeros([0]), { globalBatchSize: 0 }).dataSync()[0]).toBe(
      0,
    );
    const gradient = tf.grad((losses) =>
      distribute.computeAverageLoss(losses, { globalBatchSize: 8 }),
    )(tf.ones([2]));
    expect([...gradient.dataSync()]).toEqual([0.125, 0.125]);
  });
});
