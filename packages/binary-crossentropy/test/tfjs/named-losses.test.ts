// Models with the function as their loss, or with a loss that was asked for by name: weights of
// classes and samples reach it too. Expected losses come from the oracle. No instance is made here
// before the function is in a model: it must do without.

import * as tf from "@tensorflow/tfjs";
import { binaryCrossentropy, losses, type TrainsWithWeights } from "binary-crossentropy/tfjs";
import { fit as fitByReplicas } from "binary-crossentropy-distribute/tfjs";
import { describe, expect, test, vi } from "vitest";
import { column, onEachBackend } from "./backends.js";
import {
  byClass,
  classWeight,
  expected,
  fitArgs,
  identityModel,
  labels,
  logits,
  number,
  times,
  trainableEcho,
  weights,
} from "./models.js";

onEachBackend(() => {
  const [y, w] = [() => column(labels), () => tf.tensor1d(weights)];

  describe.each([
    ["the function", () => binaryCrossentropy],
    ["the loss of a name", () => losses.get("binary_crossentropy")],
    [
      "the loss of a saved model",
      () => losses.get({ trainingConfig: { loss: "binary_crossentropy" } }) as never,
    ],
  ])("%s", (_, loss) => {
    const p = () => column(logits.map((z) => 1 / (1 + Math.exp(-z))));

    test("takes weights of classes and samples in every way", async () => {
      const model: tf.Sequential & TrainsWithWeights = identityModel(loss());
      const [byWeights, byBoth] = [
        expected(labels, logits, weights),
        expected(labels, logits, times(byClass, weights)),
      ];
      const args = { ...fitArgs, batchSize: 4, sampleWeight: w() };
      expect((await model.fit(p(), y(), args)).history["loss"]![0]).toBeCloseTo(byWeights, 5);
      expect((await model.fit(p(), y(), { ...args, classWeight })).history["loss"]![0]).toBeCloseTo(
        byBoth,
        5,
      );
      expect(await model.trainOnBatch(p(), y(), w())).toBeCloseTo(byWeights, 5);
      expect(number(model.evaluate(p(), y(), { sampleWeight: w() }))).toBeCloseTo(byWeights, 5);
      const byReplicas = await fitByReplicas(model, p(), y(), {
        batchSize: 6,
        sampleWeight: w(),
        classWeight,
      });
      expect(byReplicas.history["loss"]![0]).toBeCloseTo(byBoth, 5);
      const element = { xs: p(), ys: y(), sampleWeight: w() };
      const { history } = await model.fitDataset(
        tf.data.array([element as { xs: tf.Tensor; ys: tf.Tensor }]),
        { epochs: 1, verbose: 0 },
      );
      expect(history["loss"]![0]).toBeCloseTo(byWeights, 5);
    });

    test("takes weights for the times of a sequence", async () => {
      const model = tf.sequential({
        layers: [tf.layers.activation({ activation: "linear", inputShape: [3, 1] })],
      });
      model.compile({ optimizer: tf.train.sgd(0), loss: loss() });
      const [x3, y3] = [p().reshape([2, 3, 1]), y().reshape([2, 3, 1])];
      const weighted = (sampleWeight: tf.Tensor) =>
        number(model.evaluate(x3, y3, { sampleWeight }));
      expect(weighted(tf.tensor2d(weights, [2, 3]))).toBeCloseTo(
        expected(labels, logits, weights),
        5,
      );
      expect(weighted(tf.tensor1d([2, 0.5]))).toBeCloseTo(
        expected(labels, logits, [2, 2, 2, 0.5, 0.5, 0.5]),
        5,
      );
    });
  });

  describe("a loss by TensorFlow.js's name", () => {
    const p = () => column(logits.map((z) => 1 / (1 + Math.exp(-z))));
    const byWeights = expected(labels, logits, weights);

    test("takes weights in fit, its validation, evaluate and trainOnBatch", async () => {
      const model: tf.Sequential & TrainsWithWeights = identityModel("binaryCrossentropy");
      const args = { ...fitArgs, batchSize: 4, sampleWeight: w() };
      const { history } = await model.fit(p(), y(), {
        ...args,
        classWeight,
        validationData: [p(), y(), w()],
      });
      const byBoth = expected(labels, logits, times(byClass, weights));
      expect(history["loss"]![0]).toBeCloseTo(byBoth, 5);
      expect(history["val_loss"]![0]).toBeCloseTo(byWeights, 5);
      expect(number(model.evaluate(p(), y(), { sampleWeight: w() }))).toBeCloseTo(byWeights, 5);
      expect(await model.trainOnBatch(p(), y(), w())).toBeCloseTo(byWeights, 5);
    });

    test("is TensorFlow.js's own without weights, before and after", async () => {
      const model = identityModel("binaryCrossentropy");
      const inner = (model as unknown as { model: { lossFunctions: unknown[] } }).model;
      const before = [...inner.lossFunctions];
      await model.fit(p(), y(), { ...fitArgs, sampleWeight: w() });
      await expect(
        model.fit(p(), y(), { ...fitArgs, sampleWeight: tf.tensor1d([1]) }),
      ).rejects.toThrow("sampleWeight must have one weight or row for each of the 6 samples");
      expect(inner.lossFunctions).toEqual(before);
      expect(number(model.evaluate(p(), y()))).toBeCloseTo(expected(labels, logits), 5);
    });

    type Elements = tf.data.Dataset<{ xs: tf.Tensor; ys: tf.Tensor }>;
    const element = () => ({ xs: p(), ys: y() });
    const weighted = () => ({ ...element(), sampleWeight: w() });
    const once = { epochs: 1, verbose: 0 as const };

    test("takes weights of datasets, and is TensorFlow.js's own without", async () => {
      const model = identityModel("binaryCrossentropy");
      const inner = (model as unknown as { model: { lossFunctions: unknown[] } }).model;
      const before = [...inner.lossFunctions];
      const [plain, dataset] = [
        tf.data.array([element()]),
        tf.data.array([weighted(), weighted()]) as Elements,
      ];
      const ofPlain = expected(labels, logits);
      for (const [train, validation, loss, valLoss] of [
        [plain, plain, ofPlain, ofPlain],
        [dataset, plain, byWeights, ofPlain],
        [plain, dataset, ofPlain, byWeights],
        [dataset, dataset, byWeights, byWeights],
      ] as const) {
        const { history } = await model.fitDataset(train, {
          epochs: 2,
          verbose: 0,
          validationData: validation,
        });
        for (const epoch of [0, 1]) {
          expect(history["loss"]![epoch]).toBeCloseTo(loss, 5);
          expect(history["val_loss"]![epoch]).toBeCloseTo(valLoss, 5);
        }
        expect(inner.lossFunctions).toEqual(before);
      }
      expect(number(await model.evaluateDataset(dataset, {}))).toBeCloseTo(byWeights, 5);
      expect(number(await model.evaluateDataset(plain, {}))).toBeCloseTo(ofPlain, 5);
    });

    test("takes weights of classes beside those of a dataset", async () => {
      const model = identityModel("binaryCrossentropy");
      const dataset = tf.data.array([weighted()]) as Elements;
      const { history } = await model.fitDataset(dataset, { ...once, classWeight });
      const byBoth = expected(labels, logits, times(byClass, weights));
      expect(history["loss"]![0]).toBeCloseTo(byBoth, 5);
      const broken = { ...once, classWeight: { 0: NaN, 1: 1 } };
      await expect(model.fitDataset(dataset, broken)).rejects.toThrow(
        "classWeight must have a finite number for each class",
      );
    });

    test("takes weights of a dataset for several outputs", async () => {
      const model = trainableEcho(2, { loss: "binaryCrossentropy" });
      const both = () => ({ xs: [p(), p()], ys: [y(), y()], sampleWeight: { b: w() } });
      const dataset = tf.data.array([both(), both()] as never[]) as Elements;
      const evaluated = (await model.evaluateDataset(dataset, {})) as tf.Scalar[];
      expect(evaluated).toHaveLength(model.metricsNames.length);
      expect(number(evaluated[1])).toBeCloseTo(expected(labels, logits), 5);
      expect(number(evaluated[2])).toBeCloseTo(byWeights, 5);
    });

    test("takes none that come after elements without, and says so", async () => {
      const model = identityModel("binaryCrossentropy");
      const late = tf.data.array([element(), weighted()]) as Elements;
      for (const call of [
        () => model.fitDataset(late, once),
        () => model.evaluateDataset(late, {}),
      ])
        await expect(call()).rejects.toThrow(
          "LayersModel: sampleWeight of a dataset's element must be there from the first element on, for a loss by TensorFlow.js's name, got one after elements without. Compile with losses.get(\"binary_crossentropy\").",
        );
    });

    test("stays what a callback compiles the model with", async () => {
      const model = trainableEcho(1, { loss: "binaryCrossentropy" });
      const compile = () => model.compile({ optimizer: "sgd", loss: "meanSquaredError" });
      const callbacks = { onEpochEnd: async () => compile() };
      await model.fit(p(), y(), { ...fitArgs, sampleWeight: w(), callbacks } as typeof fitArgs);
      const squares = number(model.evaluate(p(), y()));
      compile();
      expect(squares).toBe(number(model.evaluate(p(), y())));
    });

    test("takes weights in a fit that began before trainOnBatch has ended", async () => {
      const model: tf.LayersModel & TrainsWithWeights = trainableEcho(1, {
        loss: "binaryCrossentropy",
      });
      const inner = model as unknown as { lossFunctions: unknown[] };
      const before = inner.lossFunctions;
      let open = () => {};
      const gate = new Promise<void>((resolve) => {
        open = resolve;
      });
      const { data } = tf.Tensor.prototype;
      const reading = vi.spyOn(tf.Tensor.prototype, "data");
      reading.mockImplementationOnce(async function (this: tf.Tensor) {
        await gate;
        return data.call(this) as never;
      });
      const onBatch = model.trainOnBatch(p(), y(), w());
      await vi.waitFor(() => expect(reading).toHaveBeenCalled());
      const onBatchBegin = async () => {
        open();
        await onBatch;
        expect(inner.lossFunctions).toEqual([binaryCrossentropy]);
      };
      const { history } = await model.fit(p(), y(), {
        ...fitArgs,
        sampleWeight: w(),
        callbacks: { onBatchBegin },
      });
      reading.mockRestore();
      expect(inner.lossFunctions).toBe(before);
      expect(await onBatch).toBeCloseTo(history["loss"]![0] as number, 5);
    });

    test("takes weights among several outputs, whose own losses are reported", async () => {
      const model = trainableEcho(2, { loss: { a: "binaryCrossentropy", b: "meanSquaredError" } });
      const evaluated = (model as typeof model & TrainsWithWeights).evaluate(
        [p(), p()],
        [y(), y()],
        {
          sampleWeight: { a: w() },
        },
      ) as tf.Scalar[];
      const squares = logits.reduce(
        (sum, z, i) => sum + (1 / (1 + Math.exp(-z)) - labels[i]!) ** 2 / labels.length,
        0,
      );
      expect(model.metricsNames).toEqual(["loss", "a_loss", "b_loss"]);
      expect(evaluated.map(number)[0]).toBeCloseTo(byWeights + squares, 5);
      expect(evaluated.map(number)[1]).toBeCloseTo(byWeights, 5);
      expect(evaluated.map(number)[2]).toBeCloseTo(squares, 5);
    });

    test("of another kind takes none", async () => {
      const model = identityModel("meanSquaredError");
      await expect(model.fit(p(), y(), { ...fitArgs, sampleWeight: w() })).rejects.toThrow(
        "not supported yet",
      );
    });
  });
});
