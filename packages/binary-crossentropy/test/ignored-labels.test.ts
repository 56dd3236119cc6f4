// The label to be ignored is compared as the array of each label holds it, wherever that array is:
// by itself, as data, as rows of nested arrays, or as the bits of numbers of 16.

import {
  BinaryCrossentropy,
  binaryCrossentropy,
  metrics,
  type TensorLike,
} from "binary-crossentropy";
import { describe, expect, test } from "vitest";
import { storedAs } from "./fuzz/half.js";

const floats = (...of: number[]) => Float32Array.from(of);
/** The halves and brain floats next to the label, and what they are. */
const half = { label: -999.99, float16: -1000, bfloat16: -1000 };
const tenth = { label: 0.1, float16: 0.0999755859375, bfloat16: 0.10009765625 };
const large = { label: 1e20, float16: Infinity, bfloat16: 173 * 2 ** 59 };
const small = { label: 3e-8, float16: 2 ** -24, bfloat16: 129 * 2 ** -32 };

describe.each([half, tenth, large, small])("$label", (sentinel) => {
  const { label } = sentinel;
  const bits = (type: "float16" | "bfloat16") => ({
    type,
    data: Uint16Array.of(storedAs(type)(sentinel[type]), 0),
    dims: [1, 2],
  });
  const forms: [string, TensorLike, readonly number[]][] = [
    ["a row of floats", [floats(label, 0)], [1, 2]],
    ["rows as data", { data: [floats(label, 0)] as never, shape: [1, 2] }, [1, 2]],
    [
      "rows of floats and others",
      [[label, 0], floats(label, 0), Float64Array.of(label, 0)] as never,
      [3, 2],
    ],
    ["rows of rows", [[floats(label, 0), floats(label, 0)]], [1, 2, 2]],
    ["halves", bits("float16"), [1, 2]],
    ["brain floats", bits("bfloat16"), [1, 2]],
  ];

  test.each(forms)("%s", (_, yTrue, shape) => {
    const size = shape.reduce((a, b) => a * b);
    const yPred = { data: new Float64Array(size).fill(0.5), shape };
    for (const dtype of ["float32", "float64"] as const) {
      for (const validate of [true, false]) {
        const bce = new BinaryCrossentropy({
          ignoreLabel: label,
          dtype,
          dialect: "exact",
          validate,
        });
        expect(bce(yTrue, yPred)).toBeCloseTo(Math.LN2, 7);
        const { grad } = bce.valueAndGrad(yTrue, yPred);
        expect(Array.from(grad.data, (g) => g !== 0)).toEqual(
          Array.from(grad.data, (_, i) => i % 2 === 1),
        );
        expect(binaryCrossentropy(yTrue, yPred, { ignoreLabel: label, axis: [] }).data[0]).toBe(0);
        const metric = new metrics.BinaryCrossentropy({ ignoreLabel: label, dtype, axis: [] });
        metric.updateState(yTrue, yPred);
        expect(metric.state().count).toBe(size / 2);
      }
    }
  });
});

test("a double beside floats counts, unless it is the label itself", () => {
  const bce = new BinaryCrossentropy({
    ignoreLabel: 0.1,
    axis: [],
    reduction: "none",
    dialect: "exact",
  });
  const rounded = Math.fround(0.1);
  const losses = bce([floats(0.1, rounded), [rounded, 0.1]] as never, [
    [0.5, 0.5],
    [0.5, 0.5],
  ]);
  expect(Array.from(losses.data, (loss) => loss > 0)).toEqual([false, false, true, false]);
});

test("what is ignored among doubles is not what a lower precision would make of it", () => {
  const bce = new BinaryCrossentropy({ ignoreLabel: 0.1 });
  for (const type of ["float16", "bfloat16"] as const) {
    const yTrue = { type, data: Uint16Array.of(storedAs(type)(0.5)), dims: [1, 1] };
    expect(bce(yTrue, [[0.5]])).toBeGreaterThan(0.6);
  }
});
