// The loss on tensors in training.

import * as tf from "@tensorflow/tfjs";
import { BinaryCrossentropy, Loss } from "binary-crossentropy/tfjs";
import { expect, test } from "vitest";
import { column } from "../tensors.js";

/** On the active backend. */
export function testTraining(): void {
  test("a model trains, with sample weights", async () => {
    const layer = tf.layers.dense({ units: 1, inputShape: [1], kernelInitializer: "zeros" });
    const model = tf.sequential({ layers: [layer] });
    model.compile({
      optimizer: tf.train.sgd(1),
      loss: new BinaryCrossentropy({ fromLogits: true }),
    });
    const [x, y, sampleWeight] = [
      column([1, 2, -1, -2]),
      column([1, 1, 0, 0]),
      tf.tensor1d([1, 0, 2, 1]),
    ];
    const { history } = await model.fit(x, y, {
      epochs: 5,
      shuffle: false,
      verbose: 0,
      sampleWeight,
    });
    const losses = history["loss"] as number[];
    // At logits of 0 each of the four weights costs log 2.
    expect(losses[0]).toBeCloseTo(Math.LN2, 5);
    expect(losses.slice(1).every((loss, i) => loss < losses[i]!)).toBe(true);
  });

  test("weighted metrics are means over all batches", async () => {
    const layer = tf.layers.dense({ units: 1, inputShape: [1], kernelInitializer: "ones" });
    const model = tf.sequential({ layers: [layer] });
    model.compile({
      optimizer: tf.train.sgd(0),
      loss: new BinaryCrossentropy({ fromLogits: true }),
      weightedMetrics: ["accuracy", "crossentropy"],
    } as tf.ModelCompileArgs);
    const { history } = await model.fit(column([1, -1, 0, 2, 1]), column([0, 1, 1, 1, 0]), {
      epochs: 2,
      batchSize: 2,
      shuffle: false,
      verbose: 0,
      sampleWeight: tf.tensor1d([0, 0, 1, 4, 3]),
    });
    const softplus = (z: number) => Math.log1p(Math.exp(z));
    const crossentropy = (softplus(0) + 4 * softplus(-2) + 3 * softplus(1)) / 8;
    for (const epoch of [0, 1]) {
      expect(history["acc"]![epoch]).toBeCloseTo(0.5, 5);
      expect(history["ce"]![epoch]).toBeCloseTo(crossentropy, 5);
    }
  });

  test("a loss of one's own reads integers that are cast to floats", async () => {
    class Misses extends Loss<"sum"> {
      call(yTrue: tf.Tensor, yPred: tf.Tensor): tf.Tensor {
        return tf.cast(tf.notEqual(yTrue, yPred), "float32");
      }
    }
    const misses = new Misses({ reduction: "sum" });
    const weight = tf.tensor1d([1, 2, 4], "int32");
    const [value] = await misses(tf.tensor1d([0, 1, 1]), tf.tensor1d([0, 0, 0]), weight).data();
    expect(value).toBe(6);
  });

  test("a gradient penalty has the right gradient", async () => {
    const bce = new BinaryCrossentropy({ fromLogits: true, reduction: "sum" });
    const penalty = (z: tf.Tensor) =>
      tf.sum(tf.square(tf.grad((x: tf.Tensor) => bce([[1]], x))(z)));
    const [actual] = await tf
      .grad(penalty)(tf.tensor2d([[0.5]]))
      .data();
    // d/dz σ(−z)² = −2 σ(−z)² σ(z).
    const q = 1 / (1 + Math.exp(0.5));
    expect(actual).toBeCloseTo(-2 * q * q * (1 - q), 5);
  });
}
