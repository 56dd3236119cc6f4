// Sigmoid and logit: within 2 units in the last place of exact arithmetic wherever their arguments
// lie, and for tensors of every kind.

import { logit, sigmoid, toNested, ValueError } from "binary-crossentropy";
import { describe, expect, test } from "vitest";
import { sigmoid as exactSigmoid, log1p } from "./oracle/functions.js";
import { type Dtype, distance, neighbour, round } from "./oracle/precision.js";
import { divide, negate, one, type Real, real, shift, subtract } from "./oracle/real.js";

const dtypes: readonly Dtype[] = ["float32", "float64"];
const arrays = { float32: Float32Array, float64: Float64Array };

/** log(p / (1 − p)), by the logarithm of what is at least 1. */
function exactLogit(p: number): Real {
  const [half, other] = [real(p), subtract(one, real(p))];
  const excess = subtract(shift(half, 1), one);
  return p >= 0.5 ? log1p(divide(excess, other)) : negate(log1p(divide(negate(excess), half)));
}

/** The largest distance over the points, in ulp, with where it is. */
function worst(
  f: typeof sigmoid,
  truth: (x: number) => Real,
  points: readonly number[],
  dtype: Dtype,
): { ulp: number; at: number } {
  const inputs = points.map((x) => round(x, dtype));
  const { data } = f(new arrays[dtype](inputs));
  expect(data).toBeInstanceOf(arrays[dtype]);
  let found = { ulp: 0, at: NaN };
  for (const [i, x] of inputs.entries()) {
    const exact = truth(x);
    const ulp = distance(data[i]!, exact, exact, dtype);
    if (!(ulp <= found.ulp)) found = { ulp, at: x };
  }
  return found;
}

const steps = Array.from({ length: 4000 }, (_, i) => i);
const around = (x: number, dtype: Dtype) => [-2, -1, 0, 1, 2].map((k) => neighbour(x, k, dtype));

describe.each(dtypes)("%s", (dtype) => {
  test("the sigmoid is within 2 ulp from one end to the other", () => {
    const points = [
      ...steps.map((i) => (i - 2000) / 2.6),
      ...steps.map((i) => (i - 2000) / 100 + 0.00123),
      ...steps.map((i) => (i % 2 ? 1 : -1) * 10 ** (-i / 12)),
      ...[-745.1, -708.4, -103.9, -87.3, -1, 0, 1, 16.6, 36.7].flatMap((x) => around(x, dtype)),
    ];
    expect(worst(sigmoid, (x) => exactSigmoid(real(x)), points, dtype).ulp).toBeLessThanOrEqual(2);
  });

  test("the logit is within 2 ulp near 0, near ½ and near 1", () => {
    const points = [
      ...steps.map((i) => (i + 0.5) / 4000),
      ...steps.map((i) => 10 ** (-i / 13)),
      ...steps.map((i) => 0.5 + (i % 2 ? 1 : -1) * 2 ** (-i / 80 - 1)),
      ...steps.map((i) => 1 - 2 ** (-i / 80)),
      ...[2 ** -149, 2 ** -126, 0.25, 0.5, 0.75].flatMap((p) => around(p, dtype)),
    ].filter((p) => round(p, dtype) > 0 && round(p, dtype) < 1);
    expect(worst(logit, exactLogit, points, dtype).ulp).toBeLessThanOrEqual(2);
    const tiny = neighbour(0, 1, dtype);
    const nearOne = neighbour(1, -1, dtype);
    expect(worst(logit, exactLogit, [tiny, nearOne], dtype).ulp).toBeLessThanOrEqual(2);
  });

  test("the ends, NaN and what is no probability", () => {
    const of = (...x: number[]) => new arrays[dtype](x);
    expect(sigmoid(of(-Infinity, -2000, -0, 0, 2000, Infinity, NaN)).data).toEqual(
      of(0, 0, 0.5, 0.5, 1, 1, NaN),
    );
    expect(logit(of(-0, 0, 0.5, 1, NaN, -0.1, 1.1, Infinity, -Infinity)).data).toEqual(
      of(-Infinity, -Infinity, 0, Infinity, NaN, NaN, NaN, NaN, NaN),
    );
  });

  test("one undoes the other", () => {
    const x = new arrays[dtype](steps.map((i) => (i - 2000) / 200));
    const back = logit(sigmoid(x)).data;
    for (const [i, z] of x.entries()) {
      // What a rounding of p moves its logit by: 1 / (p (1 − p)) times as much.
      const spread = 2 * (2 + Math.exp(Math.abs(z))) * (dtype === "float32" ? 2 ** -24 : 2 ** -53);
      expect(Math.abs(back[i]! - z)).toBeLessThanOrEqual(spread + 2 ** -20 * spread);
    }
  });
});

test("a number gives a number, in double precision", () => {
  expect(sigmoid(0)).toBe(0.5);
  for (const x of [-700, -1.5, 0.1, 3, 40]) {
    const exact = exactSigmoid(real(x));
    expect(distance(sigmoid(x), exact, exact, "float64")).toBeLessThanOrEqual(2);
  }
  for (const p of [1e-300, 0.1, 0.3, 0.499999999, 0.7, 1 - 1e-16])
    expect(distance(logit(p), exactLogit(p), exactLogit(p), "float64")).toBeLessThanOrEqual(2);
});

test("symmetry: σ(−x) + σ(x) is 1, and logit(1 − p) is −logit(p)", () => {
  for (const i of steps.slice(1, 400)) {
    expect(sigmoid(-i / 9) + sigmoid(i / 9)).toBeCloseTo(1, 15);
    const p = 0.5 + i / 1024;
    expect(logit(1 - p)).toBeCloseTo(-logit(p), 13);
  }
});

test("tensors of every kind keep their shape, and the caller's numbers", () => {
  const x = Float32Array.of(-1, 0, 1, 2);
  const expected = [...sigmoid(x).data];
  expect([...x]).toEqual([-1, 0, 1, 2]);
  expect(
    toNested(
      sigmoid([
        [-1, 0],
        [1, 2],
      ]),
    ),
  ).toEqual([expected.slice(0, 2), expected.slice(2)]);
  expect(sigmoid([Int8Array.of(-1, 0), Int8Array.of(1, 2)]).data).toEqual(
    Float32Array.from(expected),
  );
  expect(sigmoid({ data: [-1, 1, 0, 2], shape: [2, 2], strides: [1, 2] })).toEqual({
    data: Float32Array.from(expected),
    shape: [2, 2],
  });
  const halves = { type: "float16", dims: [2, 1], data: Uint16Array.of(0xbc00, 0x3c00) } as const;
  expect(sigmoid(halves)).toEqual({
    data: Float32Array.of(expected[0]!, expected[2]!),
    shape: [2, 1],
  });
  expect(sigmoid([])).toEqual({ data: new Float32Array(0), shape: [0] });
  expect(sigmoid(true as never)).toBe(sigmoid(1));
});

test("what is no tensor is refused by name", () => {
  expect(() => sigmoid("1" as never)).toThrow(ValueError);
  expect(() => sigmoid([1, [2]] as never)).toThrow(/^sigmoid: x must have rows of equal length/);
  expect(() => logit([0.5, null] as never)).toThrow(
    "logit: p must hold numbers or booleans, got null at [1].",
  );
  expect(() => logit(BigInt64Array.of(1n) as never)).toThrow(/^logit: p must be a number.*BigInt/);
});
