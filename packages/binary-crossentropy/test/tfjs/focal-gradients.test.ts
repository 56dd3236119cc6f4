// Derivatives of focal loss by labels and weights on tensors, and those of its gradients, against
// finite differences of the main entry in double precision.

import * as tf from "@tensorflow/tfjs";
import { BinaryFocalCrossentropy as Core } from "binary-crossentropy";
import {
  BinaryFocalCrossentropy,
  type BinaryFocalCrossentropyOptions,
} from "binary-crossentropy/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { difference } from "../support/compare.js";
import { onEachBackend } from "./backends.js";
import { useComposed } from "./composed-backend.js";

const labels = [0.25, 0.75, 0.5, 0.125];
const predictions = {
  logits: [0.5, -1, 2, -0.25],
  probs: [0.625, 0.25, 0.875, 0.4375],
};
const weights = [1, 2, 0.5, 3];

const options: [string, BinaryFocalCrossentropyOptions][] = [
  ["logits", { fromLogits: true }],
  ["logits, γ of ½", { fromLogits: true, gamma: 0.5 }],
  ["logits, γ of 0, balanced", { fromLogits: true, gamma: 0, applyClassBalancing: true }],
  ["smoothed", { fromLogits: true, gamma: 3.5, labelSmoothing: 0.25, posWeight: 2 }],
  ["balanced probabilities", { dialect: "exact", applyClassBalancing: true, alpha: 0.625 }],
  ["probabilities of torch", { dialect: "torch", gamma: 1 }],
];

/** The derivative of f by each number, by a central difference. */
function slopes(values: number[], f: (values: number[]) => number): number[] {
  const step = 1e-5;
  return values.map((value, i) => {
    const at = (x: number) => f(values.map((other, j) => (i === j ? x : other)));
    return (at(value + step) - at(value - step)) / (2 * step);
  });
}

const tolerance = { relative: 1e-4, floor: 1e-5 };

function testGradients(): void {
  test.each(options)("%s", (_, given) => {
    const x = predictions[given.fromLogits ? "logits" : "probs"];
    const shared = { ...given, axis: [], reduction: "mean_with_sample_weight" } as const;
    const core = new Core({ ...shared, dtype: "float64" });
    const focal = new BinaryFocalCrossentropy(shared);
    const ofCore = (y: number[], w: number[], z: number[] = x) =>
      core.valueAndGrad(Float64Array.from(y), Float64Array.from(z), Float64Array.from(w));
    tf.tidy(() => {
      const tensors = [labels, x, weights].map((values) => tf.tensor1d(values));
      const [y, z, w] = tensors as [tf.Tensor, tf.Tensor, tf.Tensor];
      const grads = tf.grads((yTrue, yPred, weight) => focal(yTrue!, yPred!, weight!))([y, z, w]);
      const compare = (actual: tf.Tensor, expected: ArrayLike<number>, what: string) =>
        expect(difference(actual.dataSync(), expected, tolerance), what).toBe("");
      const value = (y: number[], w: number[]) => ofCore(y, w).value;
      compare(
        grads[0]!,
        slopes(labels, (y) => value(y, weights)),
        "labels",
      );
      compare(grads[1]!, ofCore(labels, weights).grad.data, "predictions");
      compare(
        grads[2]!,
        slopes(weights, (w) => value(labels, w)),
        "weights",
      );

      // Of a gradient penalty.
      const penalty = (yTrue: tf.Tensor, yPred: tf.Tensor, weight: tf.Tensor) =>
        tf.sum(tf.square(tf.grad((at: tf.Tensor) => focal(yTrue, at, weight))(yPred)));
      const ofPenalty = tf.grads((yTrue, yPred, weight) => penalty(yTrue!, yPred!, weight!));
      const [byLabel, byPrediction, byWeight] = ofPenalty([y, z, w]);
      const squares = (y: number[], w: number[], at: number[]) =>
        Array.from(ofCore(y, w, at).grad.data).reduce((sum, g) => sum + g * g, 0);
      compare(
        byLabel!,
        slopes(labels, (y) => squares(y, weights, x)),
        "labels, of the penalty",
      );
      compare(
        byPrediction!,
        slopes(x, (at) => squares(labels, weights, at)),
        "predictions, of the penalty",
      );
      compare(
        byWeight!,
        slopes(weights, (w) => squares(labels, w, x)),
        "weights, of the penalty",
      );

      // Twice by the labels.
      const twice = tf.grad((yTrue: tf.Tensor) =>
        tf.sum(tf.square(tf.grad((at: tf.Tensor) => focal(at, z, w))(yTrue))),
      )(y);
      const byLabels = (y: number[]) =>
        slopes(y, (at) => value(at, weights)).reduce((sum, g) => sum + g * g, 0);
      expect(
        difference(
          twice.dataSync(),
          slopes(labels, (y) => byLabels(y)),
          { relative: 1e-3, floor: 1e-3 },
        ),
      ).toBe("");
    });
  });

  test("a label of 0 or 1 has a finite slope", () => {
    const y = [0, 1, 0, 1];
    const z = [20, 20, -80, 80];
    for (const gamma of [0.5, 1, 2]) {
      const focal = new BinaryFocalCrossentropy({
        fromLogits: true,
        gamma,
        axis: [],
        reduction: "sum",
      });
      const slope = tf.grad((labels: tf.Tensor) => focal(labels, tf.tensor1d(z)))(tf.tensor1d(y));
      for (const value of slope.dataSync()) expect(Number.isFinite(value)).toBe(true);
    }
  });
}

onEachBackend(() => {
  testGradients();
});

describe("composed of ops, as on WebGL", () => {
  beforeAll(useComposed);
  testGradients();
});
