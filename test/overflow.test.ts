// Sums in float64, which has no wider type to hold them: what leaves its range on the way comes back, and what is infinite,
// or not a number, stays so, whatever the weights are.

import { BinaryCrossentropy, type Reduction } from "binary-crossentropy";
import { describe, expect, test } from "vitest";

const column = (...of: number[]) => ({ data: Float64Array.from(of), shape: [of.length, 1] });
const huge = Number.MAX_VALUE;
const reductions = ["sum", "auto", "mean_with_sample_weight"] as const;
const one = (reduction: Reduction, options: object = {}) =>
  new BinaryCrossentropy({ fromLogits: true, dtype: "float64", reduction, ...options }) as BinaryCrossentropy<"auto">;

/** What every road gives for a column, flat and shaped, alone and with the gradient, and by cell where there is one. */
function values(bce: BinaryCrossentropy<"auto">, y: number[], z: number[], w?: number[]): number[] {
  const [labels, logits, weights] = [column(...y), column(...z), w && column(...w)];
  const result = [bce(labels, logits, weights), bce.valueAndGrad(labels, logits, weights).value];
  if (w) result.push(bce(labels.data, logits.data, weights!.data), bce.valueAndGrad(labels.data, logits.data, weights!.data).value);
  const { value } = bce.valueAndGrad(labels, { ...logits, data: logits.data.slice() }, weights, { out: logits.data });
  return w ? [...result, value] : result;
}

describe.each(reductions)("%s", (reduction) => {
  test("an infinite loss is infinite under any weight but 0", () => {
    const bce = one(reduction);
    for (const w of [[0.5, 0.5], [1, 1], [1e-300, 1], [5e-324, 1e-300], [1e308, 1e308], [huge, 1e-300]]) {
      expect(new Set(values(bce, [1, 1], [-Infinity, 0], w)), `${w}`).toEqual(new Set([Infinity]));
      expect(new Set(values(bce, [1, 1], [NaN, 0], w)), `${w}`).toEqual(new Set([NaN]));
      const exact = one(reduction, { fromLogits: false, dialect: "exact" });
      expect(new Set(values(exact, [0, 1], [1, 0.5], w)), `${w}`).toEqual(new Set([Infinity]));
      const bare = one(reduction, { fromLogits: false, epsilon: 0 });
      expect(new Set(values(bare, [0, 1], [1, 0.5], w)), `${w}`).toEqual(new Set([Infinity]));
    }
    expect(values(bce, [1, 1], [-Infinity, 0], [0, 1]).every(Number.isFinite)).toBe(true);
    expect(new Set(values(bce, [1, 1], [-Infinity, 0]))).toEqual(new Set([Infinity]));
  });
});

test("a mean of losses whose sum is none is their mean, of one cell and of many", () => {
  expect(values(one("auto"), [1, 1], [-huge, -huge])).toEqual([huge, huge]);
  expect(values(one("auto"), [1, 1], [-1e308, -1e308], [1, 1])).toEqual([1e308, 1e308, 1e308, 1e308, 1e308]);
  expect(values(one("auto"), [1, 0], [-huge, huge], [1, -1])).toEqual([0, 0, 0, 0, 0]);
  expect(one("auto")(Float64Array.of(1, 1), Float64Array.of(-huge, -huge))).toBe(huge);
  expect(one("auto").valueAndGrad(Float64Array.of(1, 1), Float64Array.of(-huge, -huge)).value).toBe(huge);
  const each = new BinaryCrossentropy({ fromLogits: true, reduction: "none", dtype: "float64" });
  expect(Array.from(each([[1, 1], [1, 1]], [[-huge, -huge], [-Infinity, 0]], [1, 0.5]).data)).toEqual([huge, Infinity]);
  expect(Array.from(each([[1, 1]], [[-huge, -huge]], [-1]).data)).toEqual([-huge]);
});
