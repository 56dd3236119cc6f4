// The loss on tensors where GLSL and WGSL leave open what comes out – logarithms of 0 and of
// subnormal numbers, quotients by 0, exponentials beyond float32, NaN and infinities – computed on the
// device: the values are those of the package's main entry.

import * as tf from "@tensorflow/tfjs";
import { BinaryCrossentropy as Core } from "binary-crossentropy";
import { BinaryCrossentropy, type BinaryCrossentropyOptions } from "binary-crossentropy/tfjs";
import { expect, test } from "vitest";
import { difference } from "../../support/compare.js";
import { exactTo } from "./exactness.js";

const probabilities = [
  0,
  1,
  0.5,
  1e-30,
  1.2e-38,
  2 ** -100,
  2 ** -101,
  1 - 2 ** -24,
  1 - 2 ** -23,
  1e-7,
  1e-3,
  0.9,
  NaN,
];
const logits = [
  0,
  -0,
  1,
  -1,
  15,
  -15,
  87,
  -87,
  88,
  -88,
  89,
  -89,
  104,
  -104,
  1000,
  -1000,
  3e38,
  -3e38,
  Infinity,
  -Infinity,
  NaN,
];
const labelKinds = [0, 1, 0.25, NaN];

/** Every prediction with every label. */
const pairs = (predictions: number[]) => ({
  y: predictions.flatMap(() => labelKinds),
  x: predictions.flatMap((x) => labelKinds.map(() => x)),
});

const options: [string, BinaryCrossentropyOptions][] = [
  ["logits", { fromLogits: true }],
  ["logits, posWeight and smoothing", { fromLogits: true, posWeight: 3, labelSmoothing: 0.1 }],
  ["torch", { dialect: "torch" }],
  ["exact", { dialect: "exact" }],
  ["exact, posWeight", { dialect: "exact", posWeight: 3 }],
  ["keras2", { dialect: "keras2" }],
  ["keras3", { dialect: "keras3" }],
  ["keras2 without a clip", { dialect: "keras2", epsilon: 0 }],
  ["keras3 without a clip", { dialect: "keras3", epsilon: 0 }],
  [
    "keras3 with an epsilon that float32 does not hold beside 1",
    { dialect: "keras3", epsilon: 1e-9 },
  ],
  ["keras3 with the smallest epsilon", { dialect: "keras3", epsilon: 2 ** -126 }],
];

/** @param backend The active one. */
export function testEdges(backend: string): void {
  const { relative, floor, besideOne, smoothed } = exactTo[backend]!;

  test.each([
    ["torch", 100],
    ["exact", Infinity],
  ] as const)("probabilities 0 and 1 with the other label cost in %s %d", async (dialect, cost) => {
    const bce = new BinaryCrossentropy({ dialect });
    for (const [y, p] of [
      [1, 0],
      [0, 1],
    ] as const) {
      expect((await bce([[y]], tf.tensor2d([[p]])).data())[0]).toBe(cost);
      expect((await bce([[1 - y]], tf.tensor2d([[p]])).data())[0]).toBe(0);
    }
  });

  test.each([
    ["torch", 100],
    ["exact", Infinity],
  ] as const)(
    "a subnormal probability costs in %s its logarithm, or what 0 does",
    async (dialect, ofZero) => {
      const [cost] = await new BinaryCrossentropy({ dialect })(
        [[1]],
        tf.tensor2d([[1e-40]]),
      ).data();
      if (cost !== ofZero) expect(cost).toBeCloseTo(40 * Math.LN10, 3);
    },
  );

  test.each(options)("%s", async (_, given) => {
    const shared = { ...given, axis: [], reduction: "none" } as const;
    const { y, x } = pairs(given.fromLogits ? logits : probabilities);
    const core = new Core<"none">(shared);
    const [labels, predictions] = [tf.tensor1d(y), tf.tensor1d(x)];
    const expected = (
      core(Float32Array.from(y), Float32Array.from(x)) as { data: ArrayLike<number> }
    ).data;
    const allowed = { relative, floor: given.fromLogits ? floor : besideOne };
    const bce = new BinaryCrossentropy(shared);
    expect(difference(await bce(labels, predictions).data(), Array.from(expected), allowed)).toBe(
      "",
    );
    const grad = core.valueAndGrad(Float32Array.from(y), Float32Array.from(x)).grad.data;
    const slope = tf.grad((z: tf.Tensor) => tf.sum(bce(labels, z)));
    const floored = { relative, floor: given.labelSmoothing ? smoothed : floor };
    expect(difference(await slope(predictions).data(), Array.from(grad), floored)).toBe("");
    const hessian = core.hessian(Float32Array.from(y), Float32Array.from(x)).data;
    const second = await tf
      .grad((z: tf.Tensor) => tf.sum(slope(z)))(predictions)
      .data();
    expect(difference(second, Array.from(hessian), floored)).toBe("");
  });
}
