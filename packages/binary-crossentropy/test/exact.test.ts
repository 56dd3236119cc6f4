// Distance from exact arithmetic, in ulp, for every point of exact.json and for the largest and
// smallest numbers.

import { type JsonNumber, readGolden } from "@binary-crossentropy/test/golden";
import { BinaryCrossentropy, type Dtype } from "binary-crossentropy";
import { describe, expect, test } from "vitest";
import { ulp } from "./support/compare.js";
import { type Points, trueGradient } from "./support/exact-points.js";

// What is allowed, in units in the last place, and of what.
const table = {
  // Loss of any label, and gradient of a hard one: of the true value, in both tails.
  loss: 2,
  hardGradient: 2,
  // The gradient of a soft label is a difference: ulp of 1, or of its larger term where that is
  // larger than 1.
  softGradient: 2,
  hessian: 2,
};

const golden = readGolden<Record<"logits" | "probs", Record<Dtype, Points>>>("exact.json");

describe.each(["logits", "probs"] as const)("%s", (input) => {
  describe.each(["float32", "float64"] as const)("%s", (dtype) => {
    const points = golden[input][dtype];
    const typed = (values: JsonNumber[]) =>
      new (dtype === "float32" ? Float32Array : Float64Array)(values.map(Number));
    const [x, y] = [typed(points.input), typed(points.label)];
    const bce = new BinaryCrossentropy({
      fromLogits: input === "logits",
      dialect: "exact",
      axis: [],
      reduction: "none",
    });
    const { value, grad } = bce.valueAndGrad(y, x);
    const gradients = points.grad.map((gradient, i) => trueGradient(Number(gradient), points, i));

    test("the loss is within 2 ulp everywhere", () => {
      expect(worst(value.data, points.loss.map(Number), (e) => ulp(e, dtype))).toBeLessThanOrEqual(
        table.loss,
      );
    });

    test("the gradient of a hard label is within 2 ulp everywhere", () => {
      const hard = (e: number, i: number) => (y[i] === 0 || y[i] === 1 ? ulp(e, dtype) : Infinity);
      expect(worst(grad.data, gradients, hard)).toBeLessThanOrEqual(table.hardGradient);
    });

    test("the gradient of a soft label is within 2 ulp of its terms", () => {
      const term = (i: number) =>
        input === "logits" ? 1 : Math.max(1, y[i]! / x[i]!, (1 - y[i]!) / (1 - x[i]!));
      const soft = (e: number, i: number) =>
        y[i] === 0 || y[i] === 1 || !Number.isFinite(e) ? Infinity : ulp(term(i), dtype);
      expect(worst(grad.data, gradients, soft)).toBeLessThanOrEqual(table.softGradient);
    });

    if (points.hess)
      test("the second derivative is within 2 ulp everywhere", () => {
        expect(
          worst(bce.hessian(y, x).data, points.hess!.map(Number), (e) => ulp(e, dtype)),
        ).toBeLessThanOrEqual(table.hessian);
      });
  });
});

/**
 * The largest distance in units that depend on the expected value; infinities and NaN must be met
 * exactly.
 */
function worst(
  actual: ArrayLike<number>,
  expected: number[],
  unit: (expected: number, i: number) => number,
): number {
  expect(actual.length).toBe(expected.length);
  return expected.reduce((largest, e, i) => {
    const a = actual[i]!;
    if (Object.is(a, e) || a === e) return largest;
    return Number.isFinite(e) && Number.isFinite(a)
      ? Math.max(largest, Math.abs(a - e) / unit(e, i))
      : Infinity;
  }, 0);
}

test("a label next to 0 or 1 is not taken for it: its small term may be all there is", () => {
  const bce = new BinaryCrossentropy({
    fromLogits: true,
    axis: [],
    reduction: "none",
    dtype: "float64",
  });
  // (1 − t) softplus(z) + t softplus(−z), where one of the two underflows to 0.
  expect(bce(1e-17, -1000).data[0]).toBe(1e-14);
  expect(bce(1 - 2 ** -53, 1000).data[0]).toBe(1000 * 2 ** -53);
  expect(bce(2 ** -1074, -1000).data[0]).toBe(1000 * 2 ** -1074);
  const exact = new BinaryCrossentropy({
    dialect: "exact",
    axis: [],
    reduction: "none",
    dtype: "float64",
  });
  expect(exact.valueAndGrad(1e-17, 1e-200).grad.data[0]).toBeCloseTo(-1e183, -170);
});

describe("at infinity and around zero", () => {
  const cases: [y: number, z: number, loss: number, gradient: number][] = [
    [1, Infinity, 0, -0],
    [0, Infinity, Infinity, 1],
    [0.25, Infinity, Infinity, 0.75],
    [0, -Infinity, 0, 0],
    [1, -Infinity, Infinity, -1],
    [0.25, -Infinity, Infinity, -0.25],
    [1, NaN, NaN, NaN],
    [NaN, 1, NaN, NaN],
    [0, -0, Math.LN2, 0.5],
    [1, 2 ** -1074, Math.LN2, -0.5],
    [0, Number.MAX_VALUE, Number.MAX_VALUE, 1],
    [1, Number.MAX_VALUE, 0, 0],
  ];
  test.each(cases)("label %d at logit %d costs %d, with gradient %d", (y, z, loss, gradient) => {
    const bce = new BinaryCrossentropy({ fromLogits: true, axis: [], reduction: "none" });
    const { value, grad } = bce.valueAndGrad(Float64Array.of(y), Float64Array.of(z));
    expect(value.data[0]).toBe(loss);
    expect(grad.data[0]! + 0).toBe(gradient + 0);
  });
});
