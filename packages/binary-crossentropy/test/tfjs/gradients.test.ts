// Derivatives on tensors, of random problems with weights, masks and all reductions, against the
// oracle, and those of the gradients against finite differences of the oracle in double precision.

import { testInTiers, thorough } from "@binary-crossentropy/test/tiers";
import * as tf from "@tensorflow/tfjs";
import { BinaryCrossentropy } from "binary-crossentropy/tfjs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { difference } from "../support/compare.js";
import type { Problem } from "../support/oracle.js";
import { solve } from "../support/oracle.js";
import { problem } from "../support/problem.js";
import { flat, onEachBackend } from "./backends.js";

const tolerance = { relative: 1e-4, floor: 1e-5 };

function float32(values: number[]): number[] {
  return Array.from(values, Math.fround);
}

/** The problem with data that float32 holds, so that the oracle computes of the same numbers. */
function rounded(given: Problem): Problem {
  const weight = given.weight && { ...given.weight, data: float32(given.weight.data) };
  return { ...given, yTrue: float32(given.yTrue), yPred: float32(given.yPred), weight };
}

function lossOf(p: Problem) {
  const { fromLogits, labelSmoothing, axis, reduction, posWeight, ignoreLabel } = p;
  return new BinaryCrossentropy({
    dialect: "exact",
    fromLogits,
    labelSmoothing,
    axis,
    reduction,
    posWeight,
    ignoreLabel,
  });
}

function tensorsOf(p: Problem) {
  const { cellShape } = solve(p);
  const shaped = (perElement: boolean) => (perElement ? p.shape : cellShape);
  return {
    y: tf.tensor(p.yTrue, p.shape, "float32"),
    x: tf.tensor(p.yPred, p.shape, "float32"),
    w: p.weight && tf.tensor(p.weight.data, shaped(p.weight.perElement), "float32"),
    mask: p.mask && tf.tensor(p.mask.data, shaped(p.mask.perElement), "bool"),
  };
}

/** The derivative of f by each element, by a central difference. */
function slopes(values: number[], f: (values: number[]) => number, step: number): number[] {
  return values.map((value, i) => {
    const at = (x: number) => f(values.map((other, j) => (i === j ? x : other)));
    return (at(value + step) - at(value - step)) / (2 * step);
  });
}

const total = (p: Problem) => {
  const { value, cells } = solve(p);
  return p.reduction === "none" || p.reduction === null ? cells.reduce((a, b) => a + b, 0) : value;
};

/**
 * Whether the gradient of a sum of weights that may be 0 is asked for: there the derivative does
 * not exist.
 */
const isSmooth = (p: Problem) =>
  !(
    p.reduction === "mean_with_sample_weight" &&
    Math.abs(p.weight?.data.reduce((a, b) => a + b, 0) ?? 1) < 0.1
  );

/** Runs the check on so many random problems. */
function onProblems(
  numRuns: number,
  seed: number,
  check: (
    p: Problem,
    tensors: ReturnType<typeof tensorsOf>,
    bce: ReturnType<typeof lossOf>,
  ) => void,
) {
  fc.assert(
    fc.property(problem, (given) => {
      const p = rounded(given);
      if (isSmooth(p)) tf.tidy(() => check(p, tensorsOf(p), lossOf(p)));
    }),
    { numRuns, seed },
  );
}

onEachBackend(() => {
  const counts: [title: string, count: number][] = [
    ["60 random problems", 60],
    ["300 random problems", 300],
  ];
  describe("gradients by yPred, yTrue and sampleWeight of", () => {
    testInTiers(counts, ["60 random problems"], (_, count) => checkGradients(count));
  });

  function checkGradients(count: number) {
    onProblems(count, 1, (p, { y, x, w, mask }, bce) => {
      const { value, grads } = tf.valueAndGrads((yTrue, yPred, weight) =>
        tf.sum(bce(yTrue!, yPred!, weight, { mask })),
      )(w ? [y, x, w] : [y, x]);
      const answer = solve(p);
      expect(difference(value.dataSync(), [total(p)], tolerance)).toBe("");
      expect(difference(flat(grads[1]!).data, answer.grad, tolerance)).toBe("");
      // A label that is to be ignored must stay the one it is.
      if (p.ignoreLabel === undefined) {
        const byLabel = slopes(p.yTrue, (yTrue) => total({ ...p, yTrue }), 1e-5);
        expect(difference(flat(grads[0]!).data, byLabel, tolerance)).toBe("");
      }
      if (!w) return;
      const byWeight = slopes(
        p.weight!.data,
        (data) => total({ ...p, weight: { ...p.weight!, data } }),
        1e-5,
      );
      expect(difference(flat(grads[2]!).data, byWeight, tolerance)).toBe("");
    });
  }

  test("second derivatives of 200 random problems: a gradient penalty", {
    ...thorough,
    timeout: 60_000,
  }, () => {
    onProblems(200, 2, (p, { y, x, w, mask }, bce) => {
      const gradient = tf.grad((yPred: tf.Tensor) => tf.sum(bce(y, yPred, w, { mask })));
      // d/dx Σ (dL/dx)² = 2 (dL/dx) (d²L/dx²).
      const penalty = tf.grad((yPred: tf.Tensor) => tf.sum(tf.square(gradient(yPred))))(x);
      const { grad, hessian } = solve(p);
      const expected = grad.map((g, i) => 2 * g * hessian[i]!);
      expect(difference(flat(penalty).data, expected, { relative: 1e-3, floor: 1e-4 })).toBe("");
    });
  });

  test("mixed second derivatives, by label and weight, against finite differences", () => {
    const p: Problem = {
      ...{
        shape: [4, 1],
        yTrue: [1, 0, 0.5, 1],
        yPred: [0.5, -1, 2, -0.25],
        fromLogits: true,
        labelSmoothing: 0.25,
        axis: -1,
      },
      ...{ reduction: "auto", posWeight: 2, weight: { perElement: false, data: [1, 2, 0.5, 3] } },
    };
    tf.tidy(() => {
      const { y, x, w } = tensorsOf(p);
      const bce = lossOf(p);
      const inner = (yTrue: tf.Tensor, weight: tf.Tensor) =>
        tf.sum(tf.square(tf.grad((z: tf.Tensor) => bce(yTrue, z, weight))(x)));
      const [byLabel, byWeight] = tf.grads((yTrue, weight) => inner(yTrue!, weight!))([y, w!]);
      const squares = (changed: Partial<Problem>) =>
        solve({ ...p, ...changed }).grad.reduce((sum, g) => sum + g * g, 0);
      const labels = slopes(p.yTrue, (yTrue) => squares({ yTrue }), 1e-5);
      const weights = slopes(
        p.weight!.data,
        (data) => squares({ weight: { perElement: false, data } }),
        1e-5,
      );
      expect(difference(flat(byLabel!).data, labels, tolerance)).toBe("");
      expect(difference(flat(byWeight!).data, weights, tolerance)).toBe("");
    });
  });

  test("a third derivative is refused", () => {
    const bce = new BinaryCrossentropy({ fromLogits: true });
    const once = (f: (z: tf.Tensor) => tf.Tensor) => (z: tf.Tensor) => tf.sum(tf.grad(f)(z));
    const y = tf.tensor1d([1, 0]);
    expect(() => tf.grad(once(once((z) => bce(y, z))))(tf.tensor1d([1, 2]))).toThrow(
      "binaryCrossentropy: the order of a derivative by yPred must be at most 2, got 3.",
    );
  });

  describe("steps of training", () => {
    test.each([20, 1000])("a wrong label at a logit of %d is learnt", (start) => {
      const z = tf.variable(tf.tensor2d([[start], [-start]]));
      const y = tf.tensor2d([[0], [1]]);
      const bce = new BinaryCrossentropy({ fromLogits: true });
      const optimizer = tf.train.sgd(start / 5);
      for (let step = 0; step < 200; step++) optimizer.minimize(() => bce(y, z), false, [z]);
      const [a, b] = z.dataSync();
      expect(a).toBeLessThan(0);
      expect(b).toBeGreaterThan(0);
      tf.dispose([z, y]);
    });

    test("300 steps leave as many tensors as there were", () => {
      const z = tf.variable(tf.tensor2d([[0.5], [-0.5]]));
      const y = tf.tensor2d([[0], [1]], undefined, "int32");
      const w = tf.tensor1d([1, 2]);
      const losses = [
        new BinaryCrossentropy({ fromLogits: true }),
        new BinaryCrossentropy({ fromLogits: true, reduction: "none" }),
      ];
      const optimizer = tf.train.sgd(0.01);
      let before = tf.memory();
      for (let step = 0; step < 300; step++) {
        // A variable's first value is data of a tensor that stays.
        if (step === 1) before = tf.memory();
        optimizer.minimize(() => tf.sum(losses[step % 2]!(y, z, step % 3 ? w : null)), false, [z]);
        losses[0]!([1, 0], z, [1, 2], { mask: [true, false] }).dispose();
      }
      const after = tf.memory();
      expect(after.numTensors).toBe(before.numTensors);
      expect(after.numDataBuffers).toBe(before.numDataBuffers);
      tf.dispose([z, y, w]);
    });

    test("10,000 steps against saturated logits stay finite", {
      ...thorough,
      timeout: 120_000,
    }, () => {
      // Generator and discriminator as two numbers, whose game drives the logits out of the range
      // of exp.
      const [g, d] = [tf.variable(tf.scalar(3)), tf.variable(tf.scalar(400))];
      const bce = new BinaryCrossentropy({ fromLogits: true });
      const [real, fake] = [tf.tensor2d([[1]]), tf.tensor2d([[0]])];
      const optimizer = tf.train.sgd(0.5);
      const score = (sample: tf.Tensor) => tf.reshape(tf.mul(sample, d), [1, 1]);
      for (let step = 0; step < 10_000; step++) {
        optimizer.minimize(
          () => tf.add(bce(real, score(tf.scalar(1))), bce(fake, score(g))),
          false,
          [d],
        );
        const value = optimizer.minimize(() => bce(real, score(g)), true, [g])!;
        if (step % 100 === 0) expect(Number.isFinite(value.dataSync()[0])).toBe(true);
        value.dispose();
      }
      expect(Number.isFinite(g.dataSync()[0]) && Number.isFinite(d.dataSync()[0])).toBe(true);
      tf.dispose([g, d, real, fake]);
    });
  });
});
