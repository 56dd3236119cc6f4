// Losses of one's own on tensors: the base class weights, masks and reduces what `call` gives, and
// models pass weights to them.

import { failure } from "@binary-crossentropy/test/failure";
import * as tf from "@tensorflow/tfjs";
import { Loss as CoreLoss, type NdArray, type Reduction } from "binary-crossentropy";
import { Loss } from "binary-crossentropy/tfjs";
import { describe, expect, test } from "vitest";
import { column, flat, onEachBackend } from "./backends.js";
import {
  close,
  fitArgs,
  identityModel,
  labels,
  logits,
  number,
  values,
  weights,
} from "./models.js";

class SquaredError<const R extends Reduction = "auto"> extends Loss<R> {
  call(yTrue: tf.Tensor, yPred: tf.Tensor): tf.Tensor {
    return tf.mean(tf.squaredDifference(yTrue, yPred), -1);
  }
}

/** The same on arrays. */
class OnArrays<const R extends Reduction = "auto"> extends CoreLoss<R> {
  call(yTrue: NdArray, yPred: NdArray): NdArray {
    const columns = yPred.shape.at(-1)!;
    const shape = yPred.shape.slice(0, -1);
    const data = Float32Array.from({ length: yPred.data.length / columns }, (_, i) => {
      let sum = 0;
      for (let j = i * columns; j < (i + 1) * columns; j++)
        sum += (yPred.data[j]! - yTrue.data[j]!) ** 2;
      return sum / columns;
    });
    return { data, shape };
  }
}

const [y, x] = [
  [
    [0, 1],
    [1, 0],
    [1, 1],
  ],
  [
    [0.5, 2],
    [1, 3],
    [-1, 0.25],
  ],
];
const weightForms = [null, 2, [1, 2, 0], [[3], [0.5], [1]]];
const masks = [null, [true, false, true], [false, false, false]];
const reductions = ["auto", "sum", "mean_with_sample_weight", "none", null] as const;

const numbersOf = (value: number | NdArray) =>
  typeof value === "number" ? [value] : Array.from(value.data);

onEachBackend(() => {
  describe.each(reductions)("reduction %s", (reduction) => {
    test.each(weightForms.flatMap((w) => masks.map((mask) => [w, mask] as const)))(
      "weights %j and mask %j: as the class on arrays",
      (w, mask) => {
        const loss = new SquaredError<Reduction>({ reduction });
        const want = new OnArrays<Reduction>({ reduction })(y, x, w, { mask });
        const got = flat(loss(y, tf.tensor2d(x), w, { mask }));
        const expected = numbersOf(want);
        expect(got.data).toHaveLength(expected.length);
        for (const [i, value] of expected.entries()) close(got.data[i], value);
      },
    );
  });

  test("is differentiated by predictions and weights", () => {
    const loss = new SquaredError({ reduction: "sum" });
    const gradients = tf.grads((p, w) => loss(y, p!, w) as tf.Scalar);
    const [byPrediction, byWeight] = gradients([tf.tensor2d(x), tf.tensor1d([1, 2, 0])]);
    const want = x.map((row, i) => row.map((p, j) => [1, 2, 0][i]! * (p - y[i]![j]!)));
    expect(byPrediction!.arraySync()).toEqual(want);
    close(flat(byWeight!).data[1], 4.5);
  });

  test("in a model it takes the weights of samples", async () => {
    const loss = new SquaredError();
    const model = identityModel(loss, { metrics: [loss, "mse"] });
    const costs = logits.map((z, i) => (z - labels[i]!) ** 2);
    const mean = (w: number[]) => costs.reduce((sum, cost, i) => sum + w[i]! * cost, 0) / 6;
    const args = { ...fitArgs, batchSize: 6, sampleWeight: tf.tensor1d(weights) };
    const { history } = await model.fit(column(logits), column(labels), args);
    close(history["loss"]![0], mean(weights));
    const plain = mean([1, 1, 1, 1, 1, 1]);
    const evaluated = values(model.evaluate(column(logits), column(labels)) as tf.Scalar[]);
    for (const value of evaluated) close(value, plain);
    const classWeight = { 0: 2, 1: 0.5 };
    const byClass = labels.map((label) => classWeight[label as 0 | 1]);
    const trained = await model.fit(column(logits), column(labels), { ...fitArgs, classWeight });
    close(trained.history["loss"]![0], mean(byClass));
  });

  test("labels of another shape and dtype are passed as floats", () => {
    class OfClasses extends Loss<"auto"> {
      call(yTrue: tf.Tensor, yPred: tf.Tensor): tf.Tensor {
        expect([yTrue.dtype, yTrue.shape, yPred.shape]).toEqual(["float32", [2], [2, 3]]);
        return tf.max(yPred, -1);
      }
    }
    const classes = tf.tensor1d([2, 0], "int32");
    close(number(new OfClasses()(classes, tf.ones([2, 3]))), 1);
  });

  test("losses of another dtype become floats", () => {
    class ZeroOne<const R extends Reduction = "auto"> extends Loss<R> {
      call(yTrue: tf.Tensor, yPred: tf.Tensor): tf.Tensor {
        return tf.squeeze(tf.notEqual(yTrue, tf.step(tf.sub(yPred, 0.5))), [-1]);
      }
    }
    const [yTrue, yPred] = [
      [[1], [0], [1]],
      [[0.2], [0.9], [0.8]],
    ];
    const none = new ZeroOne({ reduction: "none" })(yTrue, yPred);
    expect([none.dtype, flat(none).data]).toEqual(["float32", [1, 1, 0]]);
    const sum = new ZeroOne({ reduction: "sum" })(yTrue, yPred, [0.5, 2, 4]);
    expect([sum.dtype, number(sum)]).toEqual(["float32", 2.5]);
  });

  test("leaves no tensor behind", () => {
    const [labelsOf, predictions] = [tf.tensor2d(y), tf.tensor2d(x)];
    const before = tf.memory().numTensors;
    new SquaredError()(labelsOf, predictions, [1, 2, 3], { mask: [true, true, false] }).dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

test("it is named, configured and checked as on arrays", () => {
  const loss = new SquaredError({ reduction: "sum" });
  expect(loss).toBeInstanceOf(SquaredError);
  expect(loss.name).toBe("squared_error");
  expect(SquaredError.fromConfig(loss.getConfig()).reduction).toBe("sum");
  expect(failure(() => new SquaredError({ reduction: "most" as "sum" }))).toContain(
    "SquaredError: reduction must be",
  );
});

test.each([
  ["be a tensor, got 1", () => 1],
  ["be of dtype float32, int32 or bool, got string", () => tf.tensor1d(["a"])],
  [
    "hold its data, got a tensor that was disposed",
    () => {
      const losses = tf.tensor1d([1]);
      losses.dispose();
      return losses;
    },
  ],
])("what call returns must %s", (sentence, answer) => {
  class Minified extends Loss<"auto"> {
    static readonly className = "Answer";
    call(): tf.Tensor {
      return answer() as tf.Tensor;
    }
  }
  const loss = new Minified();
  expect(loss.name).toBe("answer");
  expect(() => loss([[1]], [[1]])).toThrow(`Answer: what call returns must ${sentence}.`);
});
