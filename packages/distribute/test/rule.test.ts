// The documented rule: among several replicas a loss does not divide by its own batch, outside of a
// built-in loop.

import { anything, failure } from "@binary-crossentropy/test/failure";
import * as tf from "@tensorflow/tfjs";
import { BinaryCrossentropy, Loss, type NdArray, type Reduction } from "binary-crossentropy";
import {
  BinaryCrossentropy as TensorLoss,
  metrics as tensorMetrics,
} from "binary-crossentropy/tfjs";
import { startThreads } from "binary-crossentropy/threads";
import {
  type Communicator,
  computeAverageLoss,
  Strategy,
  scaleRegularizationLoss,
} from "binary-crossentropy-distribute";
import { beforeAll, describe, expect, test } from "vitest";
import { runBuiltInLoop } from "../dist/current-strategy.js";

/** One rank of two, with nobody at the other end: the rule asks only for their number. */
const half: Communicator = {
  rank: 0,
  size: 2,
  allReduceSum() {},
  broadcast() {},
  allGather: (bytes) => [bytes, bytes],
  barrier() {},
  abort() {
    throw new Error("ended");
  },
};
const two = new Strategy(half);
const one = new Strategy();

const yTrue = [[1], [0]];
const yPred = [[2], [2]];
const refused: Reduction[] = ["auto", "sum_over_batch_size", "mean"];
const allowed: Reduction[] = ["sum", "none", null, "mean_with_sample_weight"];

const rule = (reduction: Reduction) =>
  `ValueError: BinaryCrossentropy: reduction must be "sum" or "none" under a strategy of 2 replicas, outside a built-in training loop, got ${JSON.stringify(reduction)}. Pass reduction: "none" and divide by the global batch size with computeAverageLoss(losses, { globalBatchSize }).`;

beforeAll(() => tf.setBackend("cpu"));

describe("a loss under two replicas", () => {
  test.each(refused)("%s is refused in every call", (reduction) => {
    const bce = new BinaryCrossentropy<Reduction>({ fromLogits: true, reduction });
    expect(failure(() => two.scope(() => bce(yTrue, yPred)))).toBe(rule(reduction));
    expect(failure(() => two.run(() => bce(Float32Array.of(1), Float32Array.of(2))))).toBe(
      rule(reduction),
    );
    expect(failure(() => two.scope(() => bce.valueAndGrad(yTrue, yPred)))).toBe(rule(reduction));
    expect(failure(() => two.scope(() => bce.hessian(yTrue, yPred)))).toBe(rule(reduction));
    const onTensors = new TensorLoss<Reduction>({ fromLogits: true, reduction });
    expect(failure(() => two.scope(() => onTensors(yTrue, yPred)))).toBe(rule(reduction));
  });

  test.each(refused)(
    "%s is allowed in a built-in loop, under one replica, and outside of the scope",
    (reduction) => {
      const bce = new BinaryCrossentropy<Reduction>({ fromLogits: true, reduction });
      const expected = bce(yTrue, yPred);
      expect(runBuiltInLoop(two, () => bce(yTrue, yPred))).toBe(expected);
      expect(one.scope(() => bce(yTrue, yPred))).toBe(expected);
      expect(failure(() => runBuiltInLoop(two, () => two.scope(() => bce(yTrue, yPred))))).toBe(
        rule(reduction),
      );
    },
  );

  test.each(allowed)("%s is allowed", (reduction) => {
    const bce = new BinaryCrossentropy<Reduction>({ fromLogits: true, reduction });
    expect(two.scope(() => bce(yTrue, yPred))).toEqual(bce(yTrue, yPred));
    expect(two.scope(() => bce.valueAndGrad(yTrue, yPred))).toEqual(bce.valueAndGrad(yTrue, yPred));
    const onTensors = new TensorLoss<Reduction>({ fromLogits: true, reduction });
    expect(two.scope(() => onTensors(yTrue, yPred).arraySync())).toEqual(
      onTensors(yTrue, yPred).arraySync(),
    );
  });

  test("the rule holds after an await, for losses of one's own, and with threads", async () => {
    class Absolute<const R extends Reduction = "auto"> extends Loss<R> {
      call(labels: NdArray, predictions: NdArray): number[] {
        return Array.from(predictions.data, (p, i) => Math.abs(p - labels.data[i]!));
      }
    }
    const absolute = new Absolute();
    await two.scope(async () => {
      await Promise.resolve();
      expect(failure(() => absolute([0, 1], [0, 1]))).toBe(
        rule("auto").replace("BinaryCrossentropy", "Absolute"),
      );
    });
    const threads = await startThreads({ count: 1 });
    const later = two.scope(() => threads.evaluate(new BinaryCrossentropy(), yTrue, yPred));
    await expect(later).rejects.toThrow('threads.evaluate: reduction must be "sum" or "none"');
    await threads.stop();
  });

  test("metrics, which merge by their sums, are free of it", () => {
    const metric = new tensorMetrics.BinaryCrossentropy({ fromLogits: true });
    expect(two.scope(() => metric(yTrue, yPred).arraySync())).toBeCloseTo(1.127, 3);
  });
});

describe("computeAverageLoss", () => {
  const losses = { data: Float64Array.of(1, 2, 3), shape: [3] };

  test("divides by the batch of all replicas", () => {
    expect(computeAverageLoss(losses)).toBe(2);
    expect(two.run(() => computeAverageLoss(losses))).toBe(1);
    expect(two.run(() => computeAverageLoss(losses, { globalBatchSize: 3 }))).toBe(2);
    expect(computeAverageLoss(losses, { globalBatchSize: 0 })).toBe(0);
    expect(computeAverageLoss([])).toBe(0);
  });

  test("the shares of replicas with batches of different sizes add up to the mean", () => {
    const first = computeAverageLoss([1, 2], { globalBatchSize: 3 });
    const second = computeAverageLoss([3], { globalBatchSize: 3 });
    expect(first + second).toBeCloseTo(2, 6);
  });

  test("sums losses of more axes and divides by the first", () => {
    expect(
      computeAverageLoss([
        [1, 2],
        [3, 4],
      ]),
    ).toBe(5);
  });

  test("weights as a loss does", () => {
    expect(computeAverageLoss(losses, { sampleWeight: [1, 0, 2] })).toBe(7 / 3);
    expect(computeAverageLoss(losses, { sampleWeight: [[1], [0], [2]] })).toBe(7 / 3);
    expect(
      computeAverageLoss(
        [
          [1, 2],
          [3, 4],
        ],
        { sampleWeight: [1, 10] },
      ),
    ).toBe(36.5);
    expect(computeAverageLoss(losses, { sampleWeight: null })).toBe(2);
  });

  test("rounds to float32, but not for float64 losses", () => {
    expect(computeAverageLoss([0.1], { globalBatchSize: 3 })).toBe(Math.fround(0.1 / 3));
    expect(computeAverageLoss(Float64Array.of(0.1), { globalBatchSize: 3 })).toBe(0.1 / 3);
  });

  const wrong: [string, () => unknown][] = [
    [
      'ShapeError: computeAverageLoss: perExampleLoss must have a batch axis, got shape []. Pass what a loss with reduction: "none" gives.',
      () => computeAverageLoss(1),
    ],
    [
      "ValueError: computeAverageLoss: globalBatchSize must be an integer >= 0, got 1.5.",
      () => computeAverageLoss(losses, { globalBatchSize: 1.5 }),
    ],
    [
      "ValueError: computeAverageLoss: globalBatchSize must be an integer >= 0, got -1.",
      () => computeAverageLoss(losses, { globalBatchSize: -1 }),
    ],
    [
      "ShapeError: computeAverageLoss: sampleWeight must fit the losses of shape [3], got shape [2]. What fits: a scalar, [3], [3, 1].",
      () => computeAverageLoss(losses, { sampleWeight: [1, 2] }),
    ],
    [
      'ValueError: computeAverageLoss: options must have no other keys than sampleWeight, globalBatchSize, got "batchSize".',
      () => computeAverageLoss(losses, anything({ batchSize: 1 })),
    ],
  ];
  test.each(wrong)("%s", (message, run) => expect(failure(run)).toBe(message));
});

describe("scaleRegularizationLoss", () => {
  test("is divided by the number of replicas", () => {
    expect(scaleRegularizationLoss(0.5)).toBe(0.5);
    expect(two.run(() => scaleRegularizationLoss([0.5, 0.25]))).toBe(0.375);
    expect(failure(() => scaleRegularizationLoss(anything("x")))).toBe(
      'ValueError: scaleRegularizationLoss: regularizationLoss must be a number, an array of numbers or booleans, a typed array, or { data, shape }, got "x".',
    );
  });
});
