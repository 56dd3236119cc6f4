// What each dialect does with probabilities at 0 and 1, at the clip and one ulp beside it, and out
// of range.

import { BinaryCrossentropy, type Dialect } from "binary-crossentropy";
import { describe, expect, test } from "vitest";

function at(
  dialect: Dialect,
  y: number,
  p: number,
  Kind: typeof Float32Array | typeof Float64Array = Float32Array,
) {
  const bce = new BinaryCrossentropy({ dialect, axis: [], reduction: "none" });
  const { value, grad } = bce.valueAndGrad(Kind.of(y), Kind.of(p));
  return {
    loss: value.data[0]! + 0,
    gradient: grad.data[0]! + 0,
    hessian: bce.hessian(Kind.of(y), Kind.of(p)).data[0]! + 0,
  };
}

// Values of the dialects' definitions, worked out by hand; float32.
const table: [dialect: Dialect, y: number, p: number, loss: number][] = [
  ["keras2", 0, 1, 15.333239],
  ["keras2", 1, 0, 15.424949],
  ["keras2", 1, 1, 0],
  ["keras2", 0, 0, 0],
  ["keras3", 0, 1, 15.942385],
  ["keras3", 1, 0, 16.118095],
  ["keras3", 1, 1, 1.1920929e-7],
  ["torch", 0, 1, 100],
  ["torch", 1, 0, 100],
  ["torch", 1, 1, 0],
  ["exact", 0, 1, Infinity],
  ["exact", 1, 0, Infinity],
  ["exact", 1, 1, 0],
  ["exact", 0, 0, 0],
];

test.each(table)("%s: label %d at probability %d costs %d", (dialect, y, p, loss) => {
  const actual = at(dialect, y, p).loss;
  if (Number.isFinite(loss)) expect(Math.abs(actual - loss)).toBeLessThanOrEqual(1e-6 * loss);
  else expect(actual).toBe(loss);
});

test("the documentation's four predictions cost 11.522857, 12.000716, 75 and infinity", () => {
  const loss = (dialect: Dialect) =>
    new BinaryCrossentropy({ dialect })([0, 0, 1, 1], [1, 1, 1, 0]);
  expect(loss("keras2")).toBeCloseTo(11.522857, 6);
  expect(loss("keras3")).toBeCloseTo(12.000716, 5);
  expect(loss("torch")).toBe(75);
  expect(loss("exact")).toBe(Infinity);
});

describe("the clip", () => {
  const eps = Math.fround(1e-7);
  const below = Math.fround(eps - 2 ** -47);
  const highest = Math.fround(1 - eps);
  const above = 1 - 2 ** -24;

  test.each(["keras2", "keras3"] as const)(
    "%s: a probability one ulp outside has no gradient, one at the edge has",
    (dialect) => {
      expect(below).toBeLessThan(eps);
      expect(above).toBeGreaterThan(highest);
      for (const y of [0, 1]) {
        expect(at(dialect, y, below)).toMatchObject({ gradient: 0, hessian: 0 });
        expect(at(dialect, y, above)).toMatchObject({ gradient: 0, hessian: 0 });
        expect(Math.abs(at(dialect, y, eps).gradient)).toBeGreaterThan(0.5);
        expect(Math.abs(at(dialect, y, highest).gradient)).toBeGreaterThan(0.5);
      }
    },
  );

  test("a probability out of range is clipped by Keras", () => {
    expect(at("keras2", 1, -3).loss).toBe(at("keras2", 1, 0).loss);
    expect(at("keras3", 0, Infinity).loss).toBe(at("keras3", 0, 1).loss);
  });

  test.each(["torch", "exact"] as const)("%s: a probability out of range costs NaN", (dialect) => {
    for (const y of [0, 0.5, 1]) {
      for (const p of [-Infinity, -3, -1e-20, 1.0000002, 1.5, Infinity]) {
        expect(at(dialect, y, p).loss, `${y}, ${p}`).toBeNaN();
        expect(at(dialect, y, p, Float64Array).loss, `${y}, ${p}`).toBeNaN();
      }
    }
  });

  test("epsilon is an option", () => {
    const bce = new BinaryCrossentropy({ epsilon: 1e-3, dialect: "keras3", dtype: "float64" });
    expect(bce([1], [0])).toBeCloseTo(-Math.log(1e-3), 12);
    expect(new BinaryCrossentropy({ epsilon: 0, dialect: "keras3" })([1, 0], [1, 0])).toBe(0);
  });

  test.each(["keras2", "keras3"] as const)(
    "%s: every epsilon above 0 keeps probabilities from 0 and 1",
    (dialect) => {
      for (const [Kind, limit] of [
        [Float32Array, 2 ** -24],
        [Float64Array, 2 ** -53],
      ] as const) {
        for (const epsilon of [1e-7, 3e-8, 2.9e-8, 1e-8, 1e-12, 1e-17, 1e-40, 1e-50, 5e-324]) {
          const bce = new BinaryCrossentropy({ dialect, epsilon, axis: [], reduction: "none" });
          for (const length of [1, 40]) {
            const labels = new Kind(length).map((_, i) => i % 2);
            const { value, grad } = bce.valueAndGrad(
              labels,
              labels.map((y) => 1 - y),
            );
            const at = `epsilon ${epsilon}, ${length} of ${Kind.name}`;
            // No more than the logarithm of the last number before 0 or 1.
            for (const loss of value.data)
              expect(Math.abs(loss), at).toBeLessThanOrEqual(
                1.001 * -Math.log(Math.max(epsilon / 2, 2 ** -1074)) + 1,
              );
            expect(Math.max(...value.data), at).toBeGreaterThan(-Math.log(2 * limit + 4 * epsilon));
            expect(Array.from(grad.data, Math.abs), at).toEqual(Array.from(labels, () => 0));
          }
        }
      }
      expect(at(dialect, 1, 1 - 2 ** -24).loss).toBeLessThan(1e-6);
    },
  );

  test.each([{ dialect: "torch" }, { dialect: "exact" }, { fromLogits: true }] as const)(
    "%o ignores epsilon",
    (options) => {
      const [y, x] = [
        [0, 1, 1, 0.5],
        [0.9, 1e-9, 0.25, 1],
      ];
      const wide = new BinaryCrossentropy({ ...options, epsilon: 0.3 });
      expect(wide.valueAndGrad(y, x)).toEqual(new BinaryCrossentropy(options).valueAndGrad(y, x));
    },
  );
});

describe("gradients where exact arithmetic has limits", () => {
  test("exact: 1 and -1 where prediction and label agree, infinite where they contradict", () => {
    expect(at("exact", 0, 0).gradient).toBe(1);
    expect(at("exact", 1, 1).gradient).toBe(-1);
    expect(at("exact", 1, 0).gradient).toBe(-Infinity);
    expect(at("exact", 0, 1).gradient).toBe(Infinity);
  });

  test("torch: (p - t) / max(p (1 - p), 1e-12)", () => {
    expect(at("torch", 1, 0, Float64Array).gradient).toBe(-1e12);
    expect(at("torch", 0, 1, Float64Array).gradient).toBe(1e12);
    expect(at("torch", 0, 0.25, Float64Array).gradient).toBeCloseTo(4 / 3, 12);
  });

  test("torch: the second derivative of PyTorch, regularised by 1e-12", () => {
    expect(at("torch", 1, 0, Float64Array).hessian).toBeCloseTo(
      1 / (1e-24 * (1 + 1e-12) ** 2),
      -12,
    );
    expect(at("torch", 1, 0.5, Float64Array).hessian).toBeCloseTo(4, 9);
  });

  test.each(["keras2", "keras3", "torch", "exact"] as const)(
    "%s: NaN in gives NaN out",
    (dialect) => {
      for (const y of [0, 1, 0.5])
        expect(at(dialect, y, NaN)).toEqual({ loss: NaN, gradient: NaN, hessian: NaN });
      expect(at(dialect, NaN, 0.5).loss).toBeNaN();
    },
  );
});

test("a clipped probability has no gradient, whatever its label", () => {
  for (const epsilon of [1e-7, 2 ** -126]) {
    for (const dtype of ["float32", "float64"] as const) {
      const bce = new BinaryCrossentropy({
        dialect: "keras3",
        epsilon,
        dtype,
        axis: [],
        reduction: "none",
      });
      const Kind = dtype === "float32" ? Float32Array : Float64Array;
      for (const count of [1, 2, 7]) {
        const [labels, zeros] = [new Kind(count).fill(NaN), new Kind(count)];
        expect(Array.from(bce.valueAndGrad(labels, zeros).grad.data)).toEqual(Array(count).fill(0));
        expect(Array.from(bce.hessian(labels, zeros).data)).toEqual(Array(count).fill(0));
      }
    }
  }
});
