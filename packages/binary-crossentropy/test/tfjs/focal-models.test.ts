// Focal loss in models: what is said of binary cross-entropy in the other tests of models holds of it
// too, since both are losses of this package in the same way.

import * as tf from "@tensorflow/tfjs";
import {
  BinaryFocalCrossentropy as Core,
  losses as coreLosses,
  metrics as coreMetrics,
} from "binary-crossentropy";
import {
  BinaryCrossentropy,
  BinaryFocalCrossentropy,
  binaryCrossentropy,
  binaryFocalCrossentropy,
  ElementwiseLoss,
  losses,
  metrics,
} from "binary-crossentropy/tfjs";
import { fit as fitByReplicas } from "binary-crossentropy-distribute/tfjs";
import { describe, expect, test } from "vitest";
import { column, onEachBackend } from "./backends.js";
import { close, fitArgs, identityModel, labels, logits, number, times, weights } from "./models.js";
import { loaded, saved } from "./saving.js";

const options = { fromLogits: true, gamma: 1.5, alpha: 0.75, applyClassBalancing: true } as const;
const focalLoss = () => new BinaryFocalCrossentropy(options);

/** The loss of samples of one logit each. */
const expected = (weight?: number[], given: object = options) =>
  new Core(given)(column2(labels), column2(logits), weight) as number;
const column2 = (values: number[]) => values.map((value) => [value]);
const classes = labels.map((label) => (label === 1 ? 3 : 0.5));

onEachBackend(() => {
  test("weights of classes and samples reach it", async () => {
    const model = identityModel(focalLoss(), { metrics: ["accuracy"] });
    const args = { ...fitArgs, batchSize: 6, classWeight: { 0: 0.5, 1: 3 } };
    const sampleWeight = tf.tensor1d(weights);
    const [x, y] = [column(logits), column(labels)];
    const { history } = await model.fit(x, y, { ...args, sampleWeight });
    close(history["loss"]![0], expected(times(classes, weights)));
    const [loss] = model.evaluate(x, y, { sampleWeight } as never) as tf.Scalar[];
    close(number(loss), expected(weights));
    const byReplicas = await fitByReplicas(model, x, y, {
      batchSize: 6,
      sampleWeight,
      classWeight: { 0: 0.5, 1: 3 },
    });
    close(byReplicas.history["loss"]![0], expected(times(classes, weights)));
  });

  test("the function as the loss of a model", () => {
    const model = identityModel(binaryFocalCrossentropy);
    const p = logits.map((z) => 1 / (1 + Math.exp(-z)));
    const given = new Core()(column2(labels), column2(p)) as number;
    close(number(model.evaluate(column(p), column(labels))), given);
  });

  test("padding is left out", () => {
    const masking = tf.layers.masking({ inputShape: [3, 1], maskValue: -9 });
    const model = tf.sequential({ layers: [masking] });
    model.compile({ optimizer: "sgd", loss: focalLoss() });
    const x = tf.tensor3d([0.5, -1, -9, 2, -9, -9], [2, 3, 1]);
    const y = tf.tensor3d([1, 0, 0, 0, 1, 1], [2, 3, 1]);
    const value = new Core(options)([[1], [0], [0]], [[0.5], [-1], [2]]) as number;
    close(number(model.evaluate(x, y)), value);
  });

  test("logits behind a sigmoid are found", async () => {
    const layer = tf.layers.dense({
      ...{ units: 1, inputShape: [1], kernelInitializer: "ones", activation: "sigmoid" },
    });
    const model = tf.sequential({ layers: [layer] });
    model.compile({ optimizer: tf.train.sgd(0.5), loss: new BinaryFocalCrossentropy() });
    // 1 − p_t is 1 there.
    close(number(model.evaluate(column([20]), column([0]))), 20);
    await model.trainOnBatch(column([20]), column([0]));
    close(number(model.getWeights()[0]), 1 - 0.5 * 20);
  });

  test.each([
    ["an instance", focalLoss],
    ["the function", () => binaryFocalCrossentropy],
  ])("a model with %s is saved with it", async (_, loss) => {
    const model = identityModel(loss() as never, { optimizer: tf.train.adam(0.1) });
    const [x, y] = [column(logits), column(labels)];
    const again = await loaded(model);
    expect(number(again.evaluate(x, y))).toBe(number(model.evaluate(x, y)));
    const read = losses.get((await saved(again)).trainingConfig!);
    if (loss() === binaryFocalCrossentropy) expect(read).toBe(binaryFocalCrossentropy);
    else expect((read as BinaryFocalCrossentropy).getConfig()).toEqual(focalLoss().getConfig());
  });

  test("the metric streams, merges, and is the mean of a batch", () => {
    const metric = new metrics.BinaryFocalCrossentropy(options);
    metric.updateState(column(labels), column(logits), tf.tensor1d(weights));
    const core = new coreMetrics.BinaryFocalCrossentropy(options);
    core.updateState(column2(labels), column2(logits), weights);
    close(number(metric.result()), core.result());
    const other = metrics.BinaryFocalCrossentropy.fromConfig(metric.getConfig());
    other.merge(metric);
    close(number(other.result()), core.result());
    close(number(metric(column(labels), column(logits))), expected());
    const written = JSON.parse(JSON.stringify(metric));
    expect(written).toEqual({
      ...JSON.parse(JSON.stringify(core)),
      config: JSON.parse(JSON.stringify(metric.getConfig())),
    });
    const model = identityModel(focalLoss(), { metrics: [metric] });
    const evaluated = model.evaluate(column(logits), column(labels)) as tf.Scalar[];
    expect(model.metricsNames).toEqual(["loss", "binary_focal_crossentropy"]);
    close(number(evaluated[1]), expected());
  });
});

describe("names", () => {
  test("of the class and the function", () => {
    for (const name of ["binary_focal_crossentropy", "binaryFocalCrossentropy"] as const)
      expect(losses.get(name)).toBe(binaryFocalCrossentropy);
    const focal = losses.get("BinaryFocalCrossentropy");
    expect(focal).toBeInstanceOf(BinaryFocalCrossentropy);
    expect(focal).toBeInstanceOf(ElementwiseLoss);
    expect(focal).not.toBeInstanceOf(BinaryCrossentropy);
    expect(losses.get(focal)).toBe(focal);
    expect(losses.get(binaryFocalCrossentropy)).toBe(binaryFocalCrossentropy);
    expect([losses.BinaryFocalCrossentropy, losses.binaryFocalCrossentropy]).toEqual([
      BinaryFocalCrossentropy,
      binaryFocalCrossentropy,
    ]);
    expect(metrics.binaryFocalCrossentropy).toBe(binaryFocalCrossentropy);
  });

  test("of saved losses, beside others", () => {
    const serialized = losses.serialize(focalLoss());
    expect(serialized).toEqual(coreLosses.serialize(new Core(options)));
    expect(JSON.parse(JSON.stringify(focalLoss()))).toEqual(serialized);
    expect(losses.serialize(binaryFocalCrossentropy)).toBe("binary_focal_crossentropy");
    const list = losses.get({
      loss: [serialized, "bce", "binary_focal_crossentropy"],
    }) as unknown[];
    expect((list[0] as BinaryFocalCrossentropy).getConfig()).toEqual(focalLoss().getConfig());
    expect(list.slice(1)).toEqual([binaryCrossentropy, binaryFocalCrossentropy]);
    const inCamelCase = {
      loss: { className: "BinaryFocalCrossentropy", config: { applyClassBalancing: true } },
    };
    expect((losses.get(inCamelCase) as BinaryFocalCrossentropy).getConfig()).toMatchObject({
      apply_class_balancing: true,
    });
  });

  test("a γ of 0 is binary cross-entropy to the bit", () => {
    const [y, x] = [column(labels), column(logits)];
    const shared = { fromLogits: true, axis: [], reduction: "none" } as const;
    expect(new BinaryFocalCrossentropy({ ...shared, gamma: 0 })(y, x).dataSync()).toEqual(
      new BinaryCrossentropy(shared)(y, x).dataSync(),
    );
  });
});
