// Sums in float64, which has no wider type to hold them: what leaves its range on the way comes
// back, and what is infinite, or not a number, stays so, whatever the weights are.

import { BinaryCrossentropy, metrics, type Reduction } from "binary-crossentropy";
import { describe, expect, test } from "vitest";

const column = (...of: number[]) => ({ data: Float64Array.from(of), shape: [of.length, 1] });
const huge = Number.MAX_VALUE;
const reductions = ["sum", "auto", "mean_with_sample_weight"] as const;
const one = (reduction: Reduction, options: object = {}) =>
  new BinaryCrossentropy({
    fromLogits: true,
    dtype: "float64",
    reduction,
    ...options,
  }) as BinaryCrossentropy<"auto">;

/**
 * What every road gives for a column, flat and shaped, alone and with the gradient, and by cell
 * where there is one.
 */
function values(bce: BinaryCrossentropy<"auto">, y: number[], z: number[], w?: number[]): number[] {
  const [labels, logits, weights] = [column(...y), column(...z), w && column(...w)];
  const result = [bce(labels, logits, weights), bce.valueAndGrad(labels, logits, weights).value];
  if (w)
    result.push(
      bce(labels.data, logits.data, weights!.data),
      bce.valueAndGrad(labels.data, logits.data, weights!.data).value,
    );
  const { value } = bce.valueAndGrad(labels, { ...logits, data: logits.data.slice() }, weights, {
    out: logits.data,
  });
  return [...result, value];
}

describe.each(reductions)("%s", (reduction) => {
  test("an infinite loss is infinite under any weight but 0", () => {
    const bce = one(reduction);
    for (const w of [
      [0.5, 0.5],
      [1, 1],
      [1e-300, 1],
      [5e-324, 1e-300],
      [1e308, 1e308],
      [huge, 1e-300],
    ]) {
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
  expect(values(one("auto"), [1, 1], [-huge, -huge]).slice(0, 2)).toEqual([huge, huge]);
  expect(values(one("auto"), [1, 1], [-1e308, -1e308], [1, 1])).toEqual([
    1e308, 1e308, 1e308, 1e308, 1e308,
  ]);
  expect(values(one("auto"), [1, 0], [-huge, huge], [1, -1])).toEqual([0, 0, 0, 0, 0]);
  expect(one("auto")(Float64Array.of(1, 1), Float64Array.of(-huge, -huge))).toBe(huge);
  expect(one("auto").valueAndGrad(Float64Array.of(1, 1), Float64Array.of(-huge, -huge)).value).toBe(
    huge,
  );
  const each = new BinaryCrossentropy({ fromLogits: true, reduction: "none", dtype: "float64" });
  expect(
    Array.from(
      each(
        [
          [1, 1],
          [1, 1],
        ],
        [
          [-huge, -huge],
          [-Infinity, 0],
        ],
        [1, 0.5],
      ).data,
    ),
  ).toEqual([huge, Infinity]);
  expect(Array.from(each([[1, 1]], [[-huge, -huge]], [-1]).data)).toEqual([-huge]);
});

describe("the metric", () => {
  const create = () => new metrics.BinaryCrossentropy({ fromLogits: true, dtype: "float64" });
  const batches = [
    [column(1, 0), column(0.5, 2), column(1, 0.25)],
    [column(1, 1, 0), column(-1, 3, -8), column(0.5, 1.5, 0)],
  ] as const;
  const scaled = (power: number) => {
    const [together, apart, other] = [create(), create(), create()];
    for (const [i, [y, z, w]] of batches.entries()) {
      const weights = {
        ...w,
        data: w.data.map(
          (x) => x * 2 ** Math.trunc(power / 2) * 2 ** (power - Math.trunc(power / 2)),
        ),
      };
      together.updateState(y, z, weights);
      (i === 0 ? apart : other).updateState(y, z, weights);
    }
    apart.merge(other);
    const elsewhere = create();
    elsewhere.merge(JSON.parse(JSON.stringify(together.state())));
    return [together, apart, elsewhere].map((metric) => metric.result());
  };

  test("is what it is under all weights times a power of two", () => {
    const [wanted] = scaled(0);
    for (const power of [0, 500, 1000, 1022, 1023, -500, -1000, -1040, -1070]) {
      expect(scaled(power), `2^${power}`).toEqual([wanted, wanted, wanted]);
    }
  });

  test("has room for as many batches as come, each with the largest weights", () => {
    const metric = create();
    for (let i = 0; i < 100; i++)
      metric.updateState(column(1, 0), column(0, 0), column(huge, huge));
    expect(metric.result()).toBeCloseTo(Math.LN2, 14);
    const state = metric.state();
    expect(state.total / state.count).toBe(metric.result());
    const both = create();
    both.merge({ total: huge, count: huge });
    both.merge({ total: huge, count: huge });
    both.merge({ total: 3, count: 1 });
    expect(both.result()).toBe(1);
    // Sums of the usual size stay plain ones.
    const plain = create();
    plain.updateState(column(1, 0), column(2, 1000), column(0.25, 0.5));
    plain.updateState(column(1), column(1e6), column(0.5));
    expect(Object.keys(plain.state())).toEqual(["total", "count"]);
  });

  test("an infinite loss stays so, and nothing else does", () => {
    const metric = create();
    metric.updateState(column(1), column(-Infinity), column(0.5));
    expect(metric.state()).toEqual({ total: Infinity, count: 0.5 });
    metric.updateState(column(1), column(0), column(1));
    expect(metric.result()).toBe(Infinity);
  });

  test("refuses a power that is none", () => {
    for (const power of [0.5, NaN, "1", null]) {
      expect(() => create().merge({ total: 1, count: 1, power } as never)).toThrow(
        "other.power must be an integer",
      );
    }
  });
});
