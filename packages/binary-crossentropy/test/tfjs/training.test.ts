// The five logistic regressions that TensorFlow trained, retraced by a model of TensorFlow.js with
// this package's loss.

import { testInTiers } from "@binary-crossentropy/test/tiers";
import { balancedWeights } from "@binary-crossentropy/tutorials/wdbc/class-balance";
import {
  describeRun,
  type ReferenceRun,
  readReferenceRuns,
  referenceData,
} from "@binary-crossentropy/tutorials/wdbc/retrace";
import * as tf from "@tensorflow/tfjs";
import { BinaryCrossentropy } from "binary-crossentropy/tfjs";
import { expect, test } from "vitest";
import { column, onEachBackend } from "./backends.js";

const { rows, labels } = referenceData();
const samples = labels.length;
const { runs } = readReferenceRuns();

function modelOf({ options, learning_rate }: ReferenceRun): tf.LayersModel {
  const { from_logits: fromLogits, label_smoothing: labelSmoothing, reduction } = options;
  const activation = fromLogits ? "linear" : "sigmoid";
  const layer = tf.layers.dense({
    units: 1,
    inputShape: [30],
    activation,
    kernelInitializer: "zeros",
    biasInitializer: "zeros",
  });
  const model = tf.sequential({ layers: [layer] });
  const loss = new BinaryCrossentropy({
    fromLogits,
    labelSmoothing,
    reduction: reduction ?? "auto",
  });
  model.compile({ optimizer: tf.train.sgd(learning_rate), loss });
  return model;
}

function worst(actual: ArrayLike<number>, expected: readonly number[]): number {
  expect(actual.length).toBe(expected.length);
  return Math.max(...expected.map((e, i) => Math.abs(actual[i]! - e) / Math.abs(e)));
}

onEachBackend(() => {
  const x = () => tf.tensor2d(Float32Array.from(rows.flatMap((row) => [...row])), [samples, 30]);

  testInTiers(
    runs.map((run) => [`${describeRun(run)}: every loss and weight within 1e-4`, run] as const),
    [`${describeRun(runs[0]!)}: every loss and weight within 1e-4`],
    async (_, run) => {
      const [xs, ys] = [x(), column(labels)];
      const model = modelOf(run);
      const weights =
        run.sample_weight === null
          ? {}
          : { sampleWeight: tf.tensor1d(Float32Array.from(balancedWeights(labels))) };
      const epochs = run.losses.length;
      const { history } = await model.fit(xs, ys, {
        epochs,
        batchSize: samples,
        shuffle: false,
        verbose: 0,
        ...weights,
      });
      expect(worst(history["loss"] as number[], run.losses)).toBeLessThanOrEqual(1e-4);
      const [w, b] = model.getWeights();
      expect(
        worst([...w!.dataSync(), ...b!.dataSync()], [...run.final_w, run.final_b]),
      ).toBeLessThanOrEqual(1e-4);
      tf.dispose([xs, ys]);
      model.dispose();
    },
  );

  test("balanced classes by classWeight are the same run", async () => {
    const run = runs.find(({ sample_weight }) => sample_weight !== null)!;
    const [xs, ys] = [x(), column(labels)];
    const weights = balancedWeights(labels);
    const classWeight = { 0: weights[labels.indexOf(0)]!, 1: weights[labels.indexOf(1)]! };
    const model = modelOf(run);
    const { history } = await model.fit(xs, ys, {
      epochs: 100,
      batchSize: samples,
      shuffle: false,
      verbose: 0,
      classWeight,
    });
    expect(worst(history["loss"] as number[], run.losses)).toBeLessThanOrEqual(1e-4);
    tf.dispose([xs, ys]);
    model.dispose();
  }, 60_000);
});
