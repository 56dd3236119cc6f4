// Names, configurations and saved models of Keras, and the metric, on tensors.

import * as tf from "@tensorflow/tfjs";
import { losses as core } from "binary-crossentropy";
import { BinaryCrossentropy, binaryCrossentropy, losses, metrics } from "binary-crossentropy/tfjs";
import { describe, expect, test } from "vitest";
import { onEachBackend } from "./backends.js";

const isLoss = (loss: unknown): loss is BinaryCrossentropy => loss instanceof BinaryCrossentropy;

describe("losses.get", () => {
  test("names", () => {
    for (const name of ["binary_crossentropy", "bce", "BCE", "binaryCrossentropy"] as const)
      expect(losses.get(name)).toBe(binaryCrossentropy);
    expect(isLoss(losses.get("BinaryCrossentropy"))).toBe(true);
    const bce = new BinaryCrossentropy();
    expect(losses.get(bce)).toBe(bce);
    expect(losses.get(binaryCrossentropy)).toBe(binaryCrossentropy);
  });

  const keras2 = {
    class_name: "BinaryCrossentropy",
    config: {
      reduction: "auto",
      name: "binary_crossentropy",
      from_logits: true,
      label_smoothing: 0.1,
      axis: -1,
      fn: "binary_crossentropy",
    },
  };
  const keras3 = {
    module: "keras.losses",
    class_name: "BinaryCrossentropy",
    config: {
      name: "binary_crossentropy",
      reduction: "sum_over_batch_size",
      from_logits: true,
      label_smoothing: 0.1,
      axis: -1,
      dtype: null,
    },
    registered_name: null,
  };

  test.each([
    [
      "a training_config of Keras 2",
      {
        loss: keras2,
        metrics: null,
        weighted_metrics: null,
        loss_weights: null,
        optimizer_config: {},
      },
    ],
    ["a model.json with one", { training_config: { loss: keras2, metrics: ["accuracy"] } }],
    [
      "a compile_config of Keras 3",
      { compile_config: { optimizer: {}, loss: keras3, metrics: [] } },
    ],
    ["a loss of Keras 3", keras3],
    ["a loss of Keras 2", keras2],
  ])("%s", (_, saved) => {
    const loss = losses.get(JSON.parse(JSON.stringify(saved)));
    expect(isLoss(loss) && loss.getConfig()).toMatchObject({
      from_logits: true,
      label_smoothing: 0.1,
    });
  });

  test("several outputs", () => {
    const list = losses.get({ loss: [keras2, "binary_crossentropy"] }) as unknown[];
    expect([isLoss(list[0]), list[1]]).toEqual([true, binaryCrossentropy]);
    const byName = losses.get({
      loss: { a: keras3, b: "BinaryCrossentropy" },
    }) as unknown as Record<string, unknown>;
    expect([isLoss(byName["a"]), isLoss(byName["b"])]).toEqual([true, true]);
    expect(losses.get({ loss: "binary_crossentropy" })).toBe(binaryCrossentropy);
  });

  test("what is none of them is refused", () => {
    expect(() => losses.get({ loss: "no_such_loss" })).toThrow(
      'losses.get: identifier must be one of "binary_crossentropy"',
    );
    expect(() => losses.get({ class_name: "Hinge", config: {} })).toThrow(
      "losses.get: class_name must be one of BinaryCrossentropy",
    );
    expect(() => losses.deserialize({})).toThrow("losses.deserialize: class_name must be");
  });
});

test("configurations are those of the main entry, and come back", () => {
  const options = {
    fromLogits: true,
    labelSmoothing: 0.25,
    posWeight: 3,
    ignoreLabel: NaN,
    reduction: "none",
  } as const;
  const config = new BinaryCrossentropy(options).getConfig();
  expect(config).toEqual(new core.BinaryCrossentropy(options).getConfig());
  expect(BinaryCrossentropy.fromConfig(JSON.parse(JSON.stringify(config))).getConfig()).toEqual(
    config,
  );
  const serialized = losses.serialize(new BinaryCrossentropy(options));
  expect(serialized).toEqual(core.serialize(new core.BinaryCrossentropy(options)));
  expect((losses.deserialize(serialized) as BinaryCrossentropy).getConfig()).toEqual(config);
  expect(losses.serialize(binaryCrossentropy)).toBe("binary_crossentropy");
});

test("an instance is a function and of its class", () => {
  const bce = new BinaryCrossentropy({ name: "mine" });
  expect([typeof bce, bce.name, bce.reduction, bce.fromLogits]).toEqual([
    "function",
    "mine",
    "auto",
    false,
  ]);
  expect(bce.call).toBe(Function.prototype.call);
});

onEachBackend(() => {
  test("the metric streams over batches, merges, and holds no tensor", () => {
    const metric = new metrics.BinaryCrossentropy({ fromLogits: true });
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      metric.updateState(tf.tensor2d([[1], [0], [1]]), tf.tensor2d([[0], [0], [0]]));
      metric.updateState(
        tf.tensor2d([[1]], undefined, "bool"),
        tf.tensor2d([[100]]),
        tf.tensor1d([3]),
        {
          mask: tf.tensor1d([true], "bool"),
        },
      );
    });
    expect(tf.memory().numTensors).toBe(before);
    // Three losses of log 2 and three times one of e^-100.
    const result = metric.result();
    expect(result.shape).toEqual([]);
    expect(result.dataSync()[0]).toBeCloseTo(Math.LN2 / 2, 6);
    const other = metrics.BinaryCrossentropy.fromConfig(metric.getConfig());
    other.merge(metric);
    other.merge(metric.state());
    expect(other.state().count).toBe(12);
    expect(other.state().total).toBeCloseTo(6 * Math.LN2, 6);
    metric.resetState();
    expect(metric.result().dataSync()[0]).toBe(0);
    expect(metric([1, 0], [0, 0]).dataSync()[0]).toBeCloseTo(Math.LN2, 6);
  });

  test("labels of any kind, and plain data, give what tensors give", () => {
    const bce = new BinaryCrossentropy({ fromLogits: true });
    const x = tf.tensor2d([[2], [-1]]);
    const expected = (Math.log1p(Math.exp(-2)) + Math.log1p(Math.exp(-1))) / 2;
    const labels = [
      tf.tensor2d([[1], [0]]),
      tf.tensor2d([[1], [0]], undefined, "int32"),
      tf.tensor2d([[1], [0]], undefined, "bool"),
      [[true], [false]],
      [1, 0],
      Uint8Array.of(1, 0),
    ];
    for (const y of labels) {
      expect(bce(y, x).dataSync()[0]).toBeCloseTo(expected, 6);
      const grad = tf
        .grad((z: tf.Tensor) => bce(y, z))(x)
        .dataSync();
      expect(grad[0]).toBeCloseTo(-1 / (1 + Math.exp(2)) / 2, 6);
    }
    expect(bce([[1], [0]], [[2], [-1]], [1, 0]).dataSync()[0]).toBeCloseTo(
      Math.log1p(Math.exp(-2)) / 2,
      6,
    );
  });

  test("a tensor of another backend is brought over", async () => {
    const active = tf.getBackend();
    await tf.setBackend(active === "cpu" ? "wasm" : "cpu");
    const [y, x, w] = [tf.tensor1d([1, 0]), tf.tensor1d([0, 0]), tf.tensor1d([1, 3])];
    await tf.setBackend(active);
    const bce = new BinaryCrossentropy({ fromLogits: true });
    expect(bce(y, x, w).dataSync()[0]).toBeCloseTo(2 * Math.LN2, 6);
    expect(
      Array.from(
        tf
          .grad((z: tf.Tensor) => bce(y, z, w))(x)
          .dataSync(),
      ),
    ).toEqual([-0.25, 0.75]);
  });

  test("a step of loss and gradient launches four kernels, two of which only count a reference", async () => {
    const [y, x] = [tf.tensor2d([[1], [0]]), tf.tensor2d([[2], [-1]])];
    const bce = new BinaryCrossentropy({ fromLogits: true });
    const { kernels } = await tf.profile(() => tf.grad((z: tf.Tensor) => bce(y, z))(x));
    expect(kernels.map(({ name }) => name).sort()).toEqual([
      "BinaryCrossentropy",
      "BinaryCrossentropyGrad",
      "Identity",
      "Identity",
    ]);
  });
});

test("a number as yTrue is that label everywhere", () => {
  const bce = new BinaryCrossentropy({ fromLogits: true });
  const fake = tf.tensor2d([
    [0.5, -1],
    [2, 0],
  ]);
  for (const label of [0, 1, 0.9]) {
    expect(bce(label, fake).dataSync()).toEqual(bce(tf.fill([2, 2], label), fake).dataSync());
  }
});
