// The losses of a saved model, or of a list, of which some are not of this package: those are given
// as TensorFlow.js's names of them, so that `model.compile` takes what was read.

import * as tf from "@tensorflow/tfjs";
import { BinaryCrossentropy, binaryCrossentropy, losses } from "binary-crossentropy/tfjs";
import { beforeAll, expect, test } from "vitest";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

const config = { name: "binary_crossentropy", from_logits: true, label_smoothing: 0.1, axis: -1 };
const keras2 = {
  class_name: "BinaryCrossentropy",
  config: { ...config, reduction: "auto", fn: "binary_crossentropy" },
};
const keras3 = {
  ...{ module: "keras.losses", class_name: "BinaryCrossentropy", registered_name: null },
  config: { ...config, reduction: "sum_over_batch_size", dtype: null },
};
const isLoss = (loss: unknown): loss is BinaryCrossentropy => loss instanceof BinaryCrossentropy;

const saved = async (loss: unknown, outputs: number) => {
  const input = tf.input({ shape: [1] });
  const ends = ["first_out", "second_out"]
    .slice(0, outputs)
    .map((name) => tf.layers.dense({ units: 1, name }).apply(input));
  const model = tf.model({ inputs: input, outputs: ends as tf.SymbolicTensor[] });
  model.compile({ optimizer: "sgd", loss: loss as string, metrics: ["accuracy"] });
  let artifacts: tf.io.ModelArtifacts | undefined;
  const handler = tf.io.withSaveHandler(async (given) => {
    artifacts = given;
    return { modelArtifactsInfo: {} as never };
  });
  await model.save(handler, { includeOptimizer: true });
  const { weightData: _, ...json } = artifacts!;
  return JSON.parse(JSON.stringify(json)) as object;
};

test("TensorFlow.js's own model.json, which compile takes again", async () => {
  expect(losses.get(await saved("binaryCrossentropy", 1))).toBe(binaryCrossentropy);
  expect(losses.get(await saved("meanSquaredError", 1))).toBe("meanSquaredError");
  expect(losses.get(await saved(["binaryCrossentropy", "kullbackLeiblerDivergence"], 2))).toEqual([
    binaryCrossentropy,
    "kullbackLeiblerDivergence",
  ]);
  const byName = await saved(
    { first_out: "meanSquaredLogarithmicError", second_out: "binaryCrossentropy" },
    2,
  );
  for (const read of [losses.get, losses.deserialize]) {
    expect(read(byName)).toEqual({
      first_out: "meanSquaredLogarithmicError",
      second_out: binaryCrossentropy,
    });
  }
});

test("every name that TensorFlow.js has, and Keras's names of them", () => {
  const names = {
    meanSquaredError: ["mse", "MSE", "mean_squared_error", "MeanSquaredError"],
    meanAbsoluteError: ["mae", "mean_absolute_error", "MeanAbsoluteError"],
    meanAbsolutePercentageError: ["mape", "mean_absolute_percentage_error"],
    meanSquaredLogarithmicError: ["msle", "mean_squared_logarithmic_error"],
    squaredHinge: ["squared_hinge", "SquaredHinge"],
    hinge: ["hinge", "Hinge"],
    categoricalHinge: ["categorical_hinge"],
    logcosh: ["log_cosh", "LogCosh", "logcosh"],
    categoricalCrossentropy: ["categorical_crossentropy"],
    sparseCategoricalCrossentropy: ["sparse_categorical_crossentropy"],
    kullbackLeiblerDivergence: ["kl_divergence", "KLDivergence", "kullback_leibler_divergence"],
    poisson: ["poisson", "Poisson"],
    cosineProximity: ["cosine_proximity", "cosine_similarity", "CosineSimilarity"],
  };
  const output = tf.layers.dense({ units: 2 }).apply(tf.input({ shape: [1] })) as tf.SymbolicTensor;
  const model = tf.model({
    inputs: output.sourceLayer.inboundNodes[0]!.inputTensors[0]!,
    outputs: output,
  });
  for (const [name, others] of Object.entries(names)) {
    for (const one of [name, ...others]) {
      expect(losses.get({ loss: one })).toBe(name);
      expect(losses.get({ training_config: { loss: [one, "bce"] } })).toEqual([
        name,
        binaryCrossentropy,
      ]);
    }
    expect(() =>
      model.compile({ optimizer: "sgd", loss: losses.get({ loss: name }) as never }),
    ).not.toThrow();
  }
});

test.each([
  [
    "trainingConfig beside a topology",
    {
      modelTopology: { class_name: "Sequential", config: {} },
      trainingConfig: { loss: ["mse", keras2] },
    },
  ],
  [
    "training_config within the topology",
    { modelTopology: { model_config: {}, training_config: { loss: ["mse", keras2] } } },
  ],
  [
    "none beside the topology",
    { trainingConfig: null, modelTopology: { training_config: { loss: ["mse", keras2] } } },
  ],
  [
    "the whole model of Keras 3",
    { class_name: "Functional", config: {}, compile_config: { loss: ["mse", keras3] } },
  ],
  [
    "camelCase",
    {
      compileConfig: {
        loss: [
          "mse",
          { className: "BinaryCrossentropy", config: { fromLogits: true, labelSmoothing: 0.1 } },
        ],
      },
    },
  ],
  ["a list", ["mean_squared_error", keras3]],
  [
    "a class with the options that TensorFlow.js has",
    [
      {
        ...keras3,
        class_name: "MeanSquaredError",
        config: { name: "m", reduction: "sum_over_batch_size", dtype: null },
      },
      keras3,
    ],
  ],
  [
    "a function of Keras 3",
    [
      {
        module: "keras.losses",
        class_name: "function",
        config: "mean_squared_error",
        registered_name: "x",
      },
      keras3,
    ],
  ],
])("%s", (_, given) => {
  const [other, own] = losses.get(JSON.parse(JSON.stringify(given))) as unknown[];
  expect(other).toBe("meanSquaredError");
  expect(isLoss(own) && own.getConfig()).toMatchObject({ from_logits: true, label_smoothing: 0.1 });
});

test("an output without a loss stays without one", () => {
  expect(losses.get([null, "bce"])).toEqual([null, binaryCrossentropy]);
  expect(losses.get({ trainingConfig: { loss: { a: null, b: "bce" } } })).toEqual({
    a: null,
    b: binaryCrossentropy,
  });
});

test("an output of the name loss is one", () => {
  expect(losses.get({ trainingConfig: { loss: { loss: "mse", other: "bce" } } })).toEqual({
    loss: "meanSquaredError",
    other: binaryCrossentropy,
  });
});

test("what TensorFlow.js does not have is refused", () => {
  expect(() => losses.get({ loss: ["bce", "huber"] })).toThrow(
    "losses.get: identifier must be one of",
  );
  const smoothed = { class_name: "CategoricalCrossentropy", config: { from_logits: true } };
  expect(() => losses.get({ loss: [smoothed, "bce"] })).toThrow(
    'losses.get: from_logits of "CategoricalCrossentropy" must be what categoricalCrossentropy of TensorFlow.js has, which takes no options, got true.',
  );
  const sentence =
    "losses.get: identifier must be a model that was saved with its loss, got one without.";
  for (const none of [
    { trainingConfig: null },
    { modelTopology: {} },
    { training_config: { metrics: [] } },
    { loss: null },
  ]) {
    expect(() => losses.get(none)).toThrow(sentence);
  }
});
