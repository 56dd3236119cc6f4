// The line `model.fit(x, y, class_weight=…, sample_weight=w, validation_data=(xv, yv, wv))` of Keras,
// with the same data and initial weights: the histories that TensorFlow has.

import { readGolden } from "@binary-crossentropy/test/golden";
import * as tf from "@tensorflow/tfjs";
import type { Dialect } from "binary-crossentropy";
import { BinaryCrossentropy, BinaryFocalCrossentropy, losses } from "binary-crossentropy/tfjs";
import { expect, test } from "vitest";
import { onEachBackend } from "./backends.js";

type Data = Record<"x" | "y" | "w", number[]>;

interface Run {
  dialect: Dialect;
  loss: "binary_crossentropy" | "BinaryCrossentropy" | "logits" | "BinaryFocalCrossentropy";
  class_weight: boolean;
  sample_weight: boolean;
  weighted_metrics: boolean;
  history: Record<string, number[]>;
  weights: number[][];
}

const golden = readGolden<{
  batch_size: number;
  epochs: number;
  learning_rate: number;
  class_weight: Record<string, number>;
  start: { shape: number[]; data: number[] }[];
  train: Data;
  validation: Data;
  runs: Run[];
}>("fit.json");

const lossOf = ({ loss, dialect }: Run, byName: boolean) => {
  switch (loss) {
    case "binary_crossentropy":
      return byName ? "binaryCrossentropy" : losses.get(loss);
    case "BinaryCrossentropy":
      return new BinaryCrossentropy({ dialect });
    case "logits":
      return new BinaryCrossentropy({ fromLogits: true, labelSmoothing: 0.1 });
    case "BinaryFocalCrossentropy":
      return new BinaryFocalCrossentropy({ dialect, applyClassBalancing: true });
  }
};

function modelOf(run: Run, byName: boolean): tf.Sequential {
  const [first] = golden.start;
  const [features, units] = first!.shape as [number, number];
  const isOfLogits = run.loss === "logits";
  const model = tf.sequential({
    layers: [
      tf.layers.dense({ units, inputShape: [features], activation: "tanh" }),
      tf.layers.dense({ units: 1, activation: isOfLogits ? "linear" : "sigmoid" }),
    ],
  });
  model.compile({
    optimizer: tf.train.sgd(golden.learning_rate),
    loss: lossOf(run, byName),
    metrics: isOfLogits ? [] : ["accuracy"],
    ...(run.weighted_metrics && { weightedMetrics: ["accuracy"] }),
  } as tf.ModelCompileArgs);
  model.setWeights(golden.start.map(({ data, shape }) => tf.tensor(data, shape)));
  return model;
}

const tensorsOf = ({ x, y, w }: Data) => {
  const samples = y.length;
  return [
    tf.tensor2d(x, [samples, x.length / samples]),
    tf.tensor2d(y, [samples, 1]),
    tf.tensor1d(w),
  ] as const;
};

/** Keras 3 lists its numbers by the alphabet; "accuracy" is `acc` in TensorFlow.js. */
const nameOf = (name: string) => name.replace("accuracy", "acc");

onEachBackend(() => {
  test.each(
    golden.runs
      .flatMap((run) =>
        (run.loss === "binary_crossentropy" ? [false, true] : [false]).map(
          (byName) => [run, byName] as const,
        ),
      )
      .map(([run, byName]) => {
        const given = [
          ...(run.class_weight ? ["classes"] : []),
          ...(run.sample_weight ? ["samples"] : []),
        ];
        const loss = `${run.loss}${byName ? " by TensorFlow.js's name" : ""}`;
        const metrics = run.weighted_metrics ? ", weighted metrics" : "";
        const title = `${run.dialect}, ${loss}, weights of ${given.join(" and ")}${metrics}`;
        return [title, run, byName] as const;
      }),
  )("%s", async (_, run, byName) => {
    const model = modelOf(run, byName);
    const [x, y, w] = tensorsOf(golden.train);
    const { history } = await model.fit(x, y, {
      batchSize: golden.batch_size,
      epochs: golden.epochs,
      shuffle: false,
      verbose: 0,
      validationData: tensorsOf(golden.validation) as never,
      ...(run.class_weight && { classWeight: golden.class_weight as never }),
      ...(run.sample_weight && { sampleWeight: w }),
    });
    expect(Object.keys(history).sort()).toEqual(Object.keys(run.history).map(nameOf).sort());
    const close = (actual: ArrayLike<unknown>, expected: readonly number[], what: string) => {
      expect(actual.length).toBe(expected.length);
      expected.forEach((value, i) => {
        const difference = Math.abs((actual[i] as number) - value);
        expect(difference, `${what} ${i}`).toBeLessThanOrEqual(1e-5);
      });
    };
    for (const [name, expected] of Object.entries(run.history))
      close(history[nameOf(name)]!, expected, name);
    for (const [i, weight] of model.getWeights().entries())
      close(weight.dataSync(), run.weights[i]!, `weight ${i}`);
  });
});
