// Distance from exact arithmetic of tensors' losses, gradients and second derivatives, in ulp of
// float32, for every point of exact.json; and the composition of ops that GPUs compute, as it comes
// out in plain JavaScript.

import { type JsonNumber, readGolden } from "@binary-crossentropy/test/golden";
import * as tf from "@tensorflow/tfjs";
import { BinaryCrossentropy } from "binary-crossentropy/tfjs";
import { describe, expect, test } from "vitest";
import { defaults } from "../../src/options/read-options.js";
import type { Quantity } from "../../src/semantics/element.js";
import { configure } from "../../src/task/configured.js";
import { epsilonFor, formula } from "../../src/tfjs/ops/formula.js";
import { log1p } from "../../src/tfjs/ops/log1p.js";
import { ulp } from "../support/compare.js";
import type { Points } from "../support/exact-points.js";
import { onEachBackend } from "./backends.js";

const golden = readGolden<Record<"logits" | "probs", Record<"float32", Points>>>("exact.json");
const numbers = (values: JsonNumber[]) => Float32Array.from(values, Number);

/**
 * The largest distance in ulp of what is expected, or of 1 where `ofOne` says so; infinities must
 * be met.
 */
function worst(
  actual: ArrayLike<number>,
  expected: readonly JsonNumber[],
  ofOne: (i: number) => boolean,
): number {
  return expected.map(Number).reduce((largest, e, i) => {
    const a = actual[i]!;
    if (a === e || Object.is(a, e)) return largest;
    if (!Number.isFinite(a) || !Number.isFinite(e)) return Infinity;
    return Math.max(
      largest,
      Math.abs(a - e) / ulp(ofOne(i) ? Math.max(1, Math.abs(e)) : e, "float32"),
    );
  }, 0);
}

describe.each(["logits", "probs"] as const)("%s", (input) => {
  const { float32: points } = golden[input];
  // At probabilities 0 and 1, and at labels of 1 with logits beyond 90, the file has no digits:
  // test/exact.test.ts.
  const sound = points.input.map((x, i) =>
    input === "logits"
      ? !(Number(points.label[i]) === 1 && Number(x) > 90)
      : Number(x) > 0 && Number(x) < 1,
  );
  const pick = <T>(values: T[]) => values.filter((_, i) => sound[i]);
  const [x, y] = [numbers(pick(points.input)), numbers(pick(points.label))];
  const isSoft = (i: number) => y[i] !== 0 && y[i] !== 1;
  const fromLogits = input === "logits";

  onEachBackend(() => {
    test("loss and gradient are within 2 ulp", () => {
      const bce = new BinaryCrossentropy({
        fromLogits,
        dialect: "exact",
        axis: [],
        reduction: "none",
      });
      tf.tidy(() => {
        const { value, grad } = tf.valueAndGrad((z: tf.Tensor) => tf.sum(bce(tf.tensor1d(y), z)))(
          tf.tensor1d(x),
        );
        expect(value.shape).toEqual([]);
        expect(
          worst(bce(y, tf.tensor1d(x)).dataSync(), pick(points.loss), () => false),
        ).toBeLessThanOrEqual(2);
        expect(
          worst(
            fromLogits ? grad.dataSync() : hardOnly(grad),
            fromLogits ? pick(points.grad) : hardOnly(pick(points.grad)),
            isSoft,
          ),
        ).toBeLessThanOrEqual(2);
      });
    });
  });

  function hardOnly<T>(values: tf.Tensor | T[]): T[] {
    const list = (Array.isArray(values) ? values : Array.from(values.dataSync())) as T[];
    return list.map((value, i) => (isSoft(i) ? (0 as T) : value));
  }

  test("the composition of ops keeps every digit in both tails too", async () => {
    await tf.setBackend("cpu");
    const options = configure({ ...defaults, fromLogits, dialect: "exact" });
    const of = (quantity: Quantity) =>
      tf.tidy(() => formula(quantity, tf.tensor1d(y), tf.tensor1d(x), options).dataSync());
    // Subnormal results are left to the device. Soft labels of logits: ulp of 1.
    const normal = <T>(values: readonly T[], like: readonly JsonNumber[]) =>
      values.map((value, i) => (Math.abs(Number(like[i])) < 2 ** -125 ? 0 : value));
    const compare = (quantity: Quantity, expected: JsonNumber[], allowed: number) =>
      expect(
        worst(
          normal(Array.from(of(quantity)), expected),
          normal(expected, expected) as JsonNumber[],
          isSoft,
        ),
      ).toBeLessThanOrEqual(allowed);
    compare("loss", pick(points.loss), 8);
    if (fromLogits) compare("gradient", pick(points.grad), 8);
    if (points.hess) compare("hessian", pick(points.hess), 16);
  });
});

test("log1p is within 4 ulp of float32 over all of (0, 1]", async () => {
  await tf.setBackend("cpu");
  const x = Float32Array.from({ length: 10_000 }, (_, i) => 2 ** (-i / 200));
  const actual = tf.tidy(() => log1p(tf.tensor1d(x)).dataSync());
  expect(worst(actual, Array.from(x, Math.log1p), () => false)).toBeLessThanOrEqual(4);
});

test("epsilon is raised to what float16 holds beside 1", () => {
  expect(epsilonFor(1e-7, 32)).toBe(1e-7);
  expect(epsilonFor(0.01, 16)).toBe(0.01);
  const raised = epsilonFor(1e-7, 16);
  // A float16 has 11 bits: 1 − 2⁻¹¹ is the number below 1, and what is smaller rounds away.
  expect(raised).toBe(2 ** -11);
  expect((1 - raised) * 2 ** 11).toBe(2 ** 11 - 1);
});
