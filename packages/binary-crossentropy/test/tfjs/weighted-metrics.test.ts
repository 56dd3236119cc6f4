// weightedMetrics of compile: Σ w v / Σ w over all batches of an epoch, by the weights that the loss
// has. The names are those of tf.keras, and plain metrics stay unweighted. Histories of TensorFlow
// itself are in fit.test.ts.

import { describeInTiers } from "@binary-crossentropy/test/tiers";
import * as tf from "@tensorflow/tfjs";
import {
  BinaryCrossentropy,
  binaryCrossentropy,
  Loss,
  metrics,
  type TrainsWithWeights,
} from "binary-crossentropy/tfjs";
import { expect, test } from "vitest";
import { column, onEachBackend } from "./backends.js";
import {
  byClass,
  classWeight,
  close,
  echo,
  expected,
  fitArgs,
  identityModel,
  labels,
  logits,
  logitsLoss,
  number,
  times,
  values,
  weights,
} from "./models.js";

const right: number[] = logits.map((z, i) => Number(z > 0 === (labels[i] === 1)));

/** Σ w v / Σ w; the mean without weights. */
function mean(v: number[], w: number[] = v.map(() => 1)): number {
  const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0);
  return sum(w) === 0 ? 0 : sum(times(v, w)) / sum(w);
}

class SquaredError extends Loss<"auto"> {
  call(yTrue: tf.Tensor, yPred: tf.Tensor): tf.Tensor {
    return squares(yTrue, yPred);
  }
}

function squares(yTrue: tf.Tensor, yPred: tf.Tensor): tf.Tensor {
  return tf.mean(tf.squaredDifference(yTrue, yPred), -1);
}

const compiled = (weightedMetrics: unknown, extra: object = {}, loss: unknown = logitsLoss()) =>
  identityModel(loss as never, { weightedMetrics, ...extra } as never) as tf.Sequential &
    TrainsWithWeights;

const x = () => column(logits);
const y = () => column(labels);
const w = () => tf.tensor1d(weights);
const element = (from = 0, to = labels.length) => ({
  xs: column(logits.slice(from, to)),
  ys: column(labels.slice(from, to)),
  sampleWeight: tf.tensor1d(weights.slice(from, to)),
});
const dataset = (size: number) =>
  tf.data.array(
    Array.from({ length: Math.ceil(labels.length / size) }, (_, i) =>
      element(i * size, (i + 1) * size),
    ),
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

  const losses = logits.map((z, i) => expected([labels[i]!], [z]));
  test.each([
    ["crossentropy", "crossentropy", "ce", losses],
    ["a metric of this package", new metrics.BinaryCrossentropy({ fromLogits: true }), 1, losses],
    ["a loss of this package", new BinaryCrossentropy({ fromLogits: true }), 1, losses],
    ["a metric of TensorFlow.js", "mse", 1, logits.map((z, i) => (z - labels[i]!) ** 2)],
    ["a loss of one's own", new SquaredError(), 1, logits.map((z, i) => (z - labels[i]!) ** 2)],
    ["a function", squares, "squares", logits.map((z, i) => (z - labels[i]!) ** 2)],
  ] as const)("%s is weighted", async (_, metric, name, ofSamples) => {
    const model = compiled([metric]);
    const args = { ...fitArgs, batchSize: 4, sampleWeight: w() };
    const { history } = await model.fit(x(), y(), args);
    const names = model.metricsNames;
    if (typeof name === "string") expect(names[1]).toBe(name);
    close(history[names[1]!]![0], mean([...ofSamples], weights));
  });

  test("the model's own loss and the function are weighted once", async () => {
    const loss = logitsLoss();
    const model = compiled([loss], {}, loss);
    const { history } = await model.fit(x(), y(), { ...fitArgs, batchSize: 4, sampleWeight: w() });
    close(history["binary_crossentropy"]![0], mean(losses, weights));
    const byFunction = compiled([binaryCrossentropy], {}, binaryCrossentropy);
    const p = column(logits.map((z) => 1 / (1 + Math.exp(-z))));
    const fitted = await byFunction.fit(p, y(), { ...fitArgs, batchSize: 4, sampleWeight: w() });
    close(fitted.history["binaryCrossentropy"]![0], mean(losses, weights));
  });

  test("labels that are ignored, and masked times, count for nothing", () => {
    const some = [1, 0, -1, 1, -1, 0];
    const model = compiled(
      ["accuracy", "crossentropy"],
      {},
      new BinaryCrossentropy({ fromLogits: true, ignoreLabel: -1 }),
    );
    const counted = weights.map((weight, i) => (some[i] === -1 ? 0 : weight));
    const args = { batchSize: 4, sampleWeight: w() };
    const [, accuracy, crossentropy] = values(
      model.evaluate(x(), column(some), args) as tf.Scalar[],
    );
    close(accuracy, mean(right, counted));
    close(crossentropy, mean(losses, counted));
  });

  test("masking layers leave padding out", () => {
    const masking = tf.layers.masking({ maskValue: 0, inputShape: [3, 1] });
    const dense = tf.layers.dense({ units: 1, kernelInitializer: "ones", useBias: false });
    const model = tf.sequential({ layers: [masking, dense] });
    model.compile({
      optimizer: "sgd",
      loss: logitsLoss(),
      weightedMetrics: ["accuracy", "crossentropy"],
    } as never);
    const inputs = tf.tensor3d([
      [[1], [2], [0]],
      [[-1], [0], [0]],
    ]);
    const args = { sampleWeight: tf.tensor1d([3, 0.5]) };
    const [, accuracy, crossentropy] = values(
      model.evaluate(inputs, tf.ones([2, 3, 1]), args as never) as tf.Scalar[],
    );
    close(accuracy, 6 / 6.5);
    const [a, b, c] = [1, 2, -1].map((z) => expected([1], [z]));
    close(crossentropy, (3 * a! + 3 * b! + 0.5 * c!) / 6.5);
  });

  test("weights of times and of elements", () => {
    const model = tf.sequential({
      layers: [tf.layers.activation({ activation: "linear", inputShape: [3, 2] })],
    });
    model.compile({
      optimizer: "sgd",
      loss: logitsLoss(),
      weightedMetrics: ["accuracy", "crossentropy"],
    } as never);
    const z = [1, -2, 3, 4, -5, 6, -7, 8, 9, -1, 2, 3];
    const one = z.map(() => 1);
    const [ofLabels, ofLosses] = [
      z.map((logit) => Number(logit > 0)),
      z.map((logit) => expected([1], [logit])),
    ];
    const evaluate = (sampleWeight: tf.Tensor) =>
      values(
        model.evaluate(tf.tensor3d(z, [2, 3, 2]), tf.tensor3d(one, [2, 3, 2]), {
          sampleWeight,
        } as never) as tf.Scalar[],
      ).slice(1);
    const ofTimes = [1, 0, 2, 3, 4, 0.5];
    const byElement = ofTimes.flatMap((weight) => [weight, weight]);
    const elements = z.map((_, i) => (i % 5) / 2);
    for (const [weight, spread] of [
      [tf.tensor2d(ofTimes, [2, 3]), byElement],
      [tf.tensor3d(elements, [2, 3, 2]), elements],
    ] as const) {
      const [accuracy, crossentropy] = evaluate(weight);
      close(accuracy, mean(ofLabels, spread));
      close(crossentropy, mean(ofLosses, spread));
    }
  });

  test("several outputs have their own", async () => {
    const model = echo(2, 1, {
      loss: [logitsLoss(), "meanSquaredError"] as never,
      metrics: { b: "mse" },
      weightedMetrics: { a: ["accuracy"], b: ["mse"] },
    } as never);
    expect(model.metricsNames).toEqual([
      "loss",
      "a_loss",
      "b_loss",
      "a_acc",
      "b_mse",
      "b_weighted_mse",
    ]);
    const sampleWeight = { a: w() } as never;
    const evaluated = model.evaluate([x(), x()], [y(), y()], { batchSize: 4, sampleWeight });
    const [, , , accuracy, plain, weighted] = values(evaluated as tf.Scalar[]);
    close(accuracy, mean(right, weights));
    // An output whose loss is of another package has no weights of samples.
    close(weighted, plain!);
  });

  test("a loss by TensorFlow.js's name has weights of classes, and of samples", async () => {
    const model = compiled(["accuracy"], { metrics: ["accuracy"] }, "binaryCrossentropy");
    const p = () => column(logits.map((z) => 1 / (1 + Math.exp(-z))));
    const args = { ...fitArgs, batchSize: 4, classWeight };
    const byClasses = await model.fit(p(), y(), args);
    close(byClasses.history["weighted_acc"]![0], mean(right, byClass));
    close(byClasses.history["acc"]![0], mean(right));
    const byBoth = await model.fit(p(), y(), { ...args, sampleWeight: w() });
    close(byBoth.history["weighted_acc"]![0], mean(right, times(byClass, weights)));
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

test("names are those of Keras: weighted_ where another metric has the name", () => {
  const names = (given: unknown, plain?: unknown) =>
    compiled(given, { metrics: plain }).metricsNames.slice(1);
  expect(names(["accuracy"])).toEqual(["acc"]);
  expect(names(["accuracy", "mse"], ["accuracy"])).toEqual(["acc", "weighted_acc", "mse"]);
  expect(names({}, ["accuracy"])).toEqual(["acc"]);
  const both = { metrics: ["accuracy"], weightedMetrics: ["accuracy"] };
  const model = echo(2, 1, { loss: logitsLoss(), ...both } as never);
  expect(model.metricsNames.slice(3)).toEqual([
    "a_acc",
    "a_weighted_acc",
    "b_acc",
    "b_weighted_acc",
  ]);
  expect(model.metrics).toEqual(["accuracy"]);
});

test("refuses what it cannot weight, and says why", () => {
  const hinge = (yTrue: tf.Tensor, yPred: tf.Tensor) => tf.losses.hingeLoss(yTrue, yPred);
  const number = "got one number. What is reduced already cannot be weighted: pass it as one of";
  for (const [name, metric, received] of [
    ['"hinge"', hinge, `${number} metrics.`],
    [
      "a function",
      (
        () =>
        (...args: Parameters<typeof hinge>) =>
          hinge(...args)
      )(),
      number,
    ],
    ['"nothing"', function nothing() {}, "got undefined."],
  ] as const)
    expect(() => compiled([metric]).evaluate(x(), y())).toThrow(
      `LayersModel: ${name} of weightedMetrics must give a number for each of the 6 samples, ${received}`,
    );
  const owner = "LayersModel.compile: weightedMetrics must";
  const compileEcho = (weightedMetrics: unknown) =>
    echo(2, 1, { loss: logitsLoss(), weightedMetrics } as never);
  expect(() => compileEcho({ c: "accuracy" })).toThrow(
    `${owner} have metrics for outputs of ["a","b"], got "c".`,
  );
  expect(() => compileEcho(1)).toThrow(
    `${owner} be names or functions, for all outputs or by output name, got 1.`,
  );
  for (const [given, received] of [
    [[1], "1 among them."],
    [[undefined], "undefined among them."],
    [{ b: [{}] }, "an object with the keys [] among them."],
    [new Map([["a", "accuracy"]]), "an instance of Map."],
    [[["accuracy"], ["mse"]], '["accuracy"] among them. Pass an object by output name.'],
  ])
    expect(() => compileEcho(given)).toThrow(
      `${owner} be names or functions, for all outputs or by output name, got ${received}`,
    );
});
