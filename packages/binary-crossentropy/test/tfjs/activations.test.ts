// A gradient penalty needs second derivatives of the network too. Which layers' TensorFlow.js has,
// docs/tensorflow-js.md says.

import * as tf from "@tensorflow/tfjs";
import { BinaryCrossentropy } from "binary-crossentropy/tfjs";
import { expect, test } from "vitest";
import { onEachBackend } from "./backends.js";

const bce = new BinaryCrossentropy({ fromLogits: true, reduction: "sum" });
const points = [0.3, -0.7, 1.2];
const weight = 0.8;

/** The penalty Σ (dL/dx)² of L(a(w x)), by w. */
function penaltyBy(activation: (x: tf.Tensor) => tf.Tensor): (w: tf.Tensor) => tf.Tensor {
  const x = tf.tensor2d(points, [3, 1]);
  return (w) =>
    tf.sum(
      tf.square(
        tf.grad((input: tf.Tensor) => bce(tf.onesLike(x), activation(tf.mul(w, input))))(x),
      ),
    );
}

const layer = (name: "linear" | "relu" | "softplus" | "tanh" | "sigmoid" | "elu") => {
  const activation = tf.layers.activation({ activation: name });
  return (x: tf.Tensor) => activation.apply(x) as tf.Tensor;
};

/**
 * How far the gradient of the penalty is from the difference quotient of the penalty, relatively.
 */
function distance(name: Parameters<typeof layer>[0]): number {
  return tf.tidy(() => {
    const penalty = penaltyBy(layer(name));
    const at = (w: number) => penalty(tf.scalar(w)).dataSync()[0]!;
    const step = 2 ** -7;
    const quotient = (at(weight + step) - at(weight - step)) / (2 * step);
    return Math.abs(tf.grad(penalty)(tf.scalar(weight)).dataSync()[0]! / quotient - 1);
  });
}

onEachBackend(() => {
  test.each(["linear", "relu", "softplus"] as const)("%s has them", (name) => {
    expect(distance(name)).toBeLessThan(2e-3);
  });

  test.each(["tanh", "sigmoid"] as const)("%s loses a part of them", (name) => {
    expect(distance(name)).toBeGreaterThan(0.02);
  });

  test("elu has none", () => {
    expect(() => distance("elu")).toThrow("gradient function not found for EluGrad");
  });
});
