// weightedMetrics over the batches of an epoch or an evaluation: Σ w v / Σ w of them all, in callbacks
// of those so far, whatever other batches of the model come between them.

import { describeInTiers } from "@binary-crossentropy/test/tiers";
import * as tf from "@tensorflow/tfjs";
import { metrics } from "binary-crossentropy/tfjs";
import { expect, test } from "vitest";
import { column, onEachBackend } from "./backends.js";
import {
  byClass,
  classWeight,
  close,
  fitArgs,
  labels,
  logits,
  number,
  times,
  values,
  weights,
} from "./models.js";
import { compiled, mean, right, w, x, y } from "./weighted-models.js";

const dataset = (size: number) =>
  tf.data.array(
    Array.from({ length: Math.ceil(labels.length / size) }, (_, i) => {
      const [from, to] = [i * size, (i + 1) * size];
      return {
        xs: column(logits.slice(from, to)),
        ys: column(labels.slice(from, to)),
        sampleWeight: tf.tensor1d(weights.slice(from, to)),
      };
    }),
  ) as tf.data.Dataset<{ xs: tf.Tensor; ys: tf.Tensor }>;

onEachBackend(() => {
  const sizes = [1, 2, 4, 6].map((size) => [`in batches of ${size}`, size] as const);
  describeInTiers(sizes, ["in batches of 4"], (_, batchSize) => {
    const args = { ...fitArgs, epochs: 2, batchSize };

    test("fit has the weighted mean of each epoch, and of its validation", async () => {
      const model = compiled(["accuracy"], { metrics: ["accuracy"] });
      const { history } = await model.fit(x(), y(), {
        ...args,
        sampleWeight: w(),
        classWeight,
        validationData: [x(), y(), w()],
      });
      for (const epoch of [0, 1]) {
        close(history["acc"]![epoch], mean(right));
        close(history["weighted_acc"]![epoch], mean(right, times(byClass, weights)));
        close(history["val_acc"]![epoch], mean(right));
        close(history["val_weighted_acc"]![epoch], mean(right, weights));
      }
    });

    test("datasets and evaluations too", async () => {
      const model = compiled("accuracy");
      const { history } = await model.fitDataset(dataset(batchSize), {
        epochs: 2,
        verbose: 0,
        validationData: dataset(batchSize),
      });
      for (const name of ["acc", "val_acc"])
        for (const epoch of [0, 1]) close(history[name]![epoch], mean(right, weights));
      const ofDataset = (await model.evaluateDataset(dataset(batchSize), {})) as tf.Scalar[];
      close(number(ofDataset[1]), mean(right, weights));
      const evaluated = model.evaluate(x(), y(), { batchSize, sampleWeight: w() });
      close(values(evaluated as tf.Scalar[])[1], mean(right, weights));
      const unweighted = model.evaluate(x(), y(), { batchSize });
      close(values(unweighted as tf.Scalar[])[1], mean(right));
    });

    test("callbacks see the mean of the batches so far", async () => {
      const model = compiled(["accuracy"]);
      const seen: number[] = [];
      const see = async (_: number, logs?: tf.Logs) => void seen.push(logs!["acc"] as number);
      const byFunction = { onBatchEnd: see };
      class Seeing extends tf.Callback {
        override async onBatchEnd(_: number, logs?: object): Promise<void> {
          seen.push(number(Reflect.get(logs!, "acc")));
        }
        override async onEpochEnd(_: number, logs?: object): Promise<void> {
          close(number(Reflect.get(logs!, "acc")), mean(right, weights));
        }
      }
      const soFar = Array.from({ length: Math.ceil(6 / batchSize) }, (_, i) => {
        const end = (i + 1) * batchSize;
        return mean(right.slice(0, end), weights.slice(0, end));
      });
      for (const callbacks of [byFunction, [{}, byFunction], new Seeing(), [new Seeing()]]) {
        seen.length = 0;
        await model.fit(x(), y(), { ...args, sampleWeight: w(), callbacks: callbacks as never });
        expect(seen).toHaveLength(2 * soFar.length);
        for (const [i, value] of [...soFar, ...soFar].entries()) close(seen[i], value);
      }
    });
  });

  test("one batch alone is weighted by itself", async () => {
    const model = compiled(["accuracy"]);
    for (const _ of [1, 2]) {
      const [, accuracy] = (await model.trainOnBatch(x(), y(), w())) as number[];
      close(accuracy, mean(right, weights));
    }
    const [, unweighted] = (await model.trainOnBatch(x(), y())) as number[];
    close(unweighted, mean(right));
  });

  test("an evaluation in a callback, and a batch, leave a training's sums alone", async () => {
    const model = compiled(["accuracy"]);
    const onBatchEnd = async () => {
      tf.dispose(model.evaluate(x(), y()));
      await model.trainOnBatch(x(), y());
      tf.dispose(await model.evaluateDataset(dataset(3), {}));
    };
    const args = { ...fitArgs, batchSize: 4, sampleWeight: w(), callbacks: { onBatchEnd } };
    const { history } = await model.fit(x(), y(), args as never);
    close(history["acc"]![0], mean(right, weights));
  });

  test("a batch that begins while a training begins leaves its sums alone", async () => {
    const model = compiled(["accuracy"]);
    const unweighted = { validationData: [x(), y()] as [tf.Tensor, tf.Tensor] };
    const args = { ...fitArgs, ...unweighted, batchSize: 4, sampleWeight: w() };
    const trainings = [
      () => model.fit(x(), y(), args),
      () => model.fitDataset(dataset(4), { epochs: 1, verbose: 0 }),
    ];
    for (const train of trainings) {
      const before = model.trainOnBatch(x(), y());
      const training = train();
      const [, alone] = (await model.trainOnBatch(x(), y())) as number[];
      await before;
      close((await training).history["acc"]![0], mean(right, weights));
      close(alone, mean(right));
    }
  });

  test("early stopping sees it", async () => {
    const model = compiled(["accuracy"]);
    const callbacks = tf.callbacks.earlyStopping({ monitor: "acc", patience: 0 });
    const args = { ...fitArgs, epochs: 5, batchSize: 4, sampleWeight: w(), callbacks };
    expect((await model.fit(x(), y(), args)).history["acc"]).toHaveLength(2);
  });

  test("batches without any weight add nothing", async () => {
    const model = compiled(["accuracy"]);
    const some = [0, 0, 0, 0, 1, 2];
    const args = { ...fitArgs, batchSize: 2, sampleWeight: tf.tensor1d(some) };
    close((await model.fit(x(), y(), args)).history["acc"]![0], mean(right, some));
    const none = { ...args, sampleWeight: tf.zeros([6]) as tf.Tensor1D };
    expect((await model.fit(x(), y(), none)).history["acc"]![0]).toBe(0);
  });

  test("an infinite loss stays infinite", () => {
    const metric = new metrics.BinaryCrossentropy({ dialect: "exact" });
    const model = compiled([metric]);
    const p = column([1, 0.5, 0.5, 0.5]);
    const zeros = tf.zeros([4, 1]);
    const [, infinite] = values(model.evaluate(p, zeros, { batchSize: 1 }) as tf.Scalar[]);
    expect(infinite).toBe(Infinity);
  });

  test("leaves no tensor behind", async () => {
    const model = compiled(["accuracy", "crossentropy"]);
    const [inputs, targets, sampleWeight] = [x(), y(), w()];
    const args = { ...fitArgs, batchSize: 4, sampleWeight };
    const validationData = [inputs, targets, sampleWeight] as never;
    const before = tf.memory().numTensors;
    for (const callbacks of [
      undefined,
      { onBatchEnd: () => {} },
      new (class extends tf.Callback {})(),
    ])
      await model.fit(inputs, targets, { ...args, validationData, callbacks } as never);
    await model.trainOnBatch(inputs, targets, sampleWeight);
    tf.dispose(model.evaluate(inputs, targets, { sampleWeight }));
    expect(tf.memory().numTensors).toBe(before);
    const broken = { ...args, sampleWeight: tf.tensor1d([1]) };
    await expect(model.fit(inputs, targets, broken)).rejects.toThrow("sampleWeight");
    broken.sampleWeight.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
