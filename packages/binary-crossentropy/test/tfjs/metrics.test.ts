// What models report beside their loss: metrics by name read labels and predictions as the model's
// loss does, stand under their own names, and have their own values, for one output and for
// several, in training, validation and evaluation.

import * as tf from "@tensorflow/tfjs";
import { BinaryCrossentropy, binaryCrossentropy } from "binary-crossentropy/tfjs";
import { evaluate as evaluateByReplicas } from "binary-crossentropy-distribute/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { column } from "./backends.js";
import {
  close,
  echo,
  expected,
  fitArgs,
  identityModel,
  labels,
  logits,
  logitsLoss,
  outputNames,
  values,
  weights,
} from "./models.js";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

const squares = (y: number[], z: number[]) =>
  y.reduce((sum, label, i) => sum + (label - z[i]!) ** 2, 0) / y.length;
const share = (rights: boolean[]) => rights.filter(Boolean).length / rights.length;
const others = labels.map((label) => 1 - label);
/** Labels and predictions of each output, so that no two of its numbers are the same. */
const outputs = [
  { y: labels, z: logits },
  { y: others, z: logits.map((z) => z / 2) },
  { y: labels, z: logits.map((z) => z + 0.75) },
];
const accuracyOf = ({ y, z }: (typeof outputs)[number], threshold = 0) =>
  share(y.map((label, i) => label === Number(z[i]! > threshold)));

describe("several outputs", () => {
  const ours = (i: number) => expected(outputs[i]!.y, outputs[i]!.z);
  const theirs = (i: number) => squares(outputs[i]!.y, outputs[i]!.z);
  const acc = (i: number) => accuracyOf(outputs[i]!);
  const cases: [string, Omit<tf.ModelCompileArgs, "optimizer">, Record<string, number>][] = [
    ["one output, no metric", { loss: logitsLoss() }, { loss: ours(0) }],
    [
      "one output",
      { loss: logitsLoss(), metrics: ["accuracy", "mse"] },
      { loss: ours(0), acc: acc(0), mse: theirs(0) },
    ],
    [
      "two outputs",
      { loss: logitsLoss(), metrics: ["accuracy"] },
      { loss: ours(0) + ours(1), a_loss: ours(0), b_loss: ours(1), a_acc: acc(0), b_acc: acc(1) },
    ],
    [
      "three outputs",
      { loss: logitsLoss(), metrics: ["acc"] },
      {
        ...{ loss: ours(0) + ours(1) + ours(2), a_loss: ours(0), b_loss: ours(1), c_loss: ours(2) },
        ...{ a_acc: acc(0), b_acc: acc(1), c_acc: acc(2) },
      },
    ],
    [
      "metrics by output, of which one has none",
      { loss: logitsLoss(), metrics: { c: ["mse", "accuracy"], a: "accuracy" } as never },
      {
        ...{ loss: ours(0) + ours(1) + ours(2), a_loss: ours(0), b_loss: ours(1), c_loss: ours(2) },
        ...{ a_acc: acc(0), c_mse: theirs(2), c_acc: acc(2) },
      },
    ],
    [
      "a loss of this package beside one of TensorFlow.js",
      { loss: ["meanSquaredError", logitsLoss()] as never, metrics: ["accuracy", "mse"] },
      {
        ...{ loss: theirs(0) + ours(1), a_loss: theirs(0), b_loss: ours(1) },
        ...{
          a_acc: accuracyOf(outputs[0]!, 0.5),
          a_mse: theirs(0),
          b_acc: acc(1),
          b_mse: theirs(1),
        },
      },
    ],
    [
      "a dictionary of losses, metrics without accuracy",
      {
        loss: { b: "meanSquaredError", a: logitsLoss() } as never,
        metrics: { b: ["mse"] } as never,
      },
      { loss: ours(0) + theirs(1), a_loss: ours(0), b_loss: theirs(1), b_mse: theirs(1) },
    ],
  ];

  test.each(cases)(
    "%s: evaluate, by dataset and by replicas too, gives what metricsNames says",
    async (_, compile, numbers) => {
      const count = Math.max(
        1,
        Object.keys(numbers).filter((name) => /^._loss$/.test(name)).length,
      );
      const model = echo(count, 1, compile);
      const x = outputs.slice(0, count).map(({ z }) => column(z));
      const y = outputs.slice(0, count).map((output) => column(output.y));
      expect(model.metricsNames).toEqual(Object.keys(numbers));
      const evaluated = values(model.evaluate(x, y, { batchSize: 4 }) as tf.Scalar[]);
      expect(evaluated.length).toBe(model.metricsNames.length);
      for (const [i, value] of Object.values(numbers).entries()) close(evaluated[i], value);
      const dataset = tf.data.generator(function* () {
        yield {
          xs: Object.fromEntries(x.map((one, i) => [`in_${outputNames[i]}`, one.clone()])),
          ys: Object.fromEntries(y.map((one, i) => [outputNames[i], one.clone()])),
        };
      });
      const byReplicas = await evaluateByReplicas(model, x, y, { batchSize: 4 });
      expect(Object.keys(byReplicas)).toEqual(model.metricsNames);
      for (const [name, value] of Object.entries(numbers)) close(byReplicas[name], value);
      const evaluatedByDataset = values(
        (await model.evaluateDataset(dataset as never, {})) as tf.Scalar[],
      );
      for (const [i, value] of Object.values(numbers).entries())
        close(evaluatedByDataset[i], value);
    },
  );

  test("fit has the values of validation under the names of training", async () => {
    const inputs = [0, 1].map((i) => tf.input({ shape: [1], name: `x${i}` }));
    const ends = inputs.map((input, i) =>
      tf.layers
        .dense({
          units: 1,
          name: outputNames[i]!,
          kernelInitializer: "ones",
          biasInitializer: "zeros",
        })
        .apply(input),
    );
    const model = tf.model({ inputs, outputs: ends as tf.SymbolicTensor[] });
    model.compile({ optimizer: tf.train.sgd(0), loss: logitsLoss(), metrics: ["accuracy"] });
    const [x, y] = [
      outputs.slice(0, 2).map(({ z }) => column(z)),
      outputs.slice(0, 2).map((output) => column(output.y)),
    ];
    const { history } = await model.fit(x, y, { ...fitArgs, batchSize: 4, validationData: [x, y] });
    const wanted = {
      loss: ours(0) + ours(1),
      a_loss: ours(0),
      b_loss: ours(1),
      a_acc: acc(0),
      b_acc: acc(1),
    };
    expect(Object.keys(history).sort()).toEqual(
      [...Object.keys(wanted), ...Object.keys(wanted).map((name) => `val_${name}`)].sort(),
    );
    for (const [name, value] of Object.entries(wanted)) {
      close(history[name]![0], value);
      close(history[`val_${name}`]![0], value);
    }
  });
});

test.each(["crossentropy", "ce"])(
  "the metric %s reads logits as the loss does, without its smoothing",
  (metric) => {
    const loss = new BinaryCrossentropy({
      fromLogits: true,
      labelSmoothing: 0.2,
      reduction: "sum",
    });
    const model = echo(1, 1, { loss, metrics: [metric] });
    close(
      values(model.evaluate(column(logits), column(labels)) as tf.Scalar[])[1],
      expected(labels, logits),
    );
    const columns = echo(1, 3, { loss: logitsLoss(), metrics: [metric] });
    const [x, y] = [tf.tensor2d(logits, [2, 3]), tf.tensor2d(labels, [2, 3])];
    close(values(columns.evaluate(x, y) as tf.Scalar[])[1], expected(labels, logits));
  },
);

test("the model's own loss among its metrics is not weighted", async () => {
  const loss = logitsLoss();
  const model = identityModel(loss, { metrics: [loss] });
  const args = { ...fitArgs, batchSize: 6, sampleWeight: tf.tensor1d(weights) };
  const { history } = await model.fit(column(logits), column(labels), args);
  close(history["loss"]![0], expected(labels, logits, weights));
  close(history["binary_crossentropy"]![0], expected(labels, logits));
});

test.each([
  ["loss_weights", "Did you mean lossWeights?"],
  ["weighted_metrics", "Did you mean weightedMetrics?"],
  ["metric", "Did you mean metrics?"],
])("compile refuses %s, which would be left out in silence", (key, remedy) => {
  const sentence = `LayersModel.compile: options must have no other keys than optimizer, loss, weightedMetrics, metrics, lossWeights, findLogits, got "${key}".`;
  const model = identityModel(logitsLoss());
  const before = model.loss;
  const compile = (loss: unknown) => model.compile({ optimizer: "sgd", loss, [key]: [1] } as never);
  for (const loss of [
    logitsLoss(),
    [logitsLoss()],
    { [model.outputNames[0]!]: binaryCrossentropy },
  ]) {
    expect(() => compile(loss)).toThrow(remedy ? `${sentence} ${remedy}` : sentence);
  }
  expect(model.loss).toBe(before);
  expect(() => compile("meanSquaredError")).not.toThrow();
});
