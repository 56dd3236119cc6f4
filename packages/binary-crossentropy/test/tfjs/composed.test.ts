// The loss on a backend that runs TensorFlow.js's own ops alone, as WebGL does.

import * as tf from "@tensorflow/tfjs";
import type { Reduction } from "binary-crossentropy";
import { BinaryCrossentropy, Loss } from "binary-crossentropy/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { flat } from "./backends.js";
import { useComposed } from "./composed-backend.js";

beforeAll(useComposed);

class Absolute extends Loss {
  call(yTrue: tf.Tensor, yPred: tf.Tensor): tf.Tensor {
    return tf.mean(tf.abs(tf.sub(yPred, yTrue)), -1);
  }
}

const losses: [string, (reduction: Reduction) => Loss | BinaryCrossentropy<Reduction>][] = [
  ["binary cross-entropy", (reduction) => new BinaryCrossentropy({ fromLogits: true, reduction })],
  ["a loss of one's own", (reduction) => new Absolute({ reduction })],
];
const reductions = ["auto", "sum", "mean_with_sample_weight", "none"] as const;

describe.each(losses)("%s of any rank has the gradients of matrices", (_, make) => {
  test.each(reductions.flatMap((reduction) => [false, true].map((m) => [reduction, m] as const)))(
    "%s, with a mask: %s",
    (reduction, isMasked) => {
      const gradients = (rank: number) => {
        const shaped = (values: number[], dtype?: "bool") =>
          tf.reshape(tf.tensor1d(values, dtype), [2, ...new Array(rank - 2).fill(1), 2]);
        const mask = isMasked ? tf.tensor1d([1, 0], "bool") : undefined;
        const run = (x: tf.Tensor, weight: tf.Tensor) =>
          tf.sum(make(reduction)(shaped([0, 1, 1, 0]), x, weight, { mask }));
        return tf
          .grads(run as never)([shaped([0.5, 1, -1, 2]), tf.tensor1d([1, 3])])
          .map((gradient) => flat(gradient).data);
      };
      expect(gradients(5)).toEqual(gradients(2));
      expect(gradients(7)).toEqual(gradients(2));
    },
  );
});
