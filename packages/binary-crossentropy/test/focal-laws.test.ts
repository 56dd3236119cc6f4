// Laws of focal loss, whichever way it is computed.

import {
  BinaryCrossentropy,
  BinaryFocalCrossentropy,
  type NdArray,
  type Reduction,
} from "binary-crossentropy";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { difference } from "./support/compare.js";
import { present, problem } from "./support/problem.js";

const elementwise = { axis: [], reduction: "none", dtype: "float64" } as const;
const first = (a: NdArray) => a.data[0]!;
const gamma = fc.oneof(
  fc.constantFrom(0, 0.5, 1, 2, 5),
  fc.double({ min: 0, max: 10, noNaN: true }),
);
const label = fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true }));
const logit = fc.oneof(
  fc.double({ min: -30, max: 30, noNaN: true }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, -0),
);

test("a gamma of 0 is binary cross-entropy, to the bit", () => {
  fc.assert(
    fc.property(problem, (given) => {
      const { bce, yTrue, yPred, weight, mask } = present(given);
      const { axis, reduction, fromLogits, labelSmoothing, ignoreLabel, posWeight } = given;
      const focal = new BinaryFocalCrossentropy<Reduction>({
        axis,
        reduction,
        fromLogits,
        labelSmoothing,
        ignoreLabel,
        posWeight,
        dialect: "exact",
        dtype: "float64",
        gamma: 0,
      });
      const options = { mask };
      expect(focal(yTrue, yPred, weight, options)).toEqual(bce(yTrue, yPred, weight, options));
      expect(focal.valueAndGrad(yTrue, yPred, weight, options)).toEqual(
        bce.valueAndGrad(yTrue, yPred, weight, options),
      );
      expect(focal.hessian(yTrue, yPred, weight, options)).toEqual(
        bce.hessian(yTrue, yPred, weight, options),
      );
    }),
  );
});

describe("one element", () => {
  test("value, gradient and second derivative are finite at every logit, label and gamma", () => {
    const anyGamma = fc.oneof(gamma, fc.constantFrom(100, 1e10, 1e300, 5e-324, 1e-8));
    fc.assert(
      fc.property(label, logit, anyGamma, fc.constantFrom(0, 0.1, 1), (y, z, g, labelSmoothing) => {
        for (const dtype of ["float32", "float64"] as const) {
          const x = dtype === "float32" ? Math.max(-1e38, Math.min(1e38, z)) : z;
          const focal = new BinaryFocalCrossentropy({
            ...elementwise,
            dtype,
            fromLogits: true,
            gamma: g,
            labelSmoothing,
          });
          const { value, grad } = focal.valueAndGrad(y, x);
          const numbers = [first(value), first(grad), first(focal.hessian(y, x))];
          expect(numbers.every(Number.isFinite), `${y} ${x} ${g}: ${numbers}`).toBe(true);
        }
      }),
    );
  });

  test("a power too small for any number is 0, whatever the smoothed labels have lost", () => {
    // Here 1 − t and t add up to a little more than 1.
    const label = 0.0000033359435553944546;
    for (const exponent of [1e20, 1e300, 1.7e308])
      for (const y of [0, 0.3, label, 1 - label, 1]) {
        const focal = new BinaryFocalCrossentropy({
          ...elementwise,
          dtype: "float64",
          fromLogits: true,
          gamma: exponent,
          labelSmoothing: 0.1,
        });
        const { value, grad } = focal.valueAndGrad(y, 0);
        expect([first(value), first(grad), first(focal.hessian(y, 0))].map(Math.abs)).toEqual([
          0, 0, 0,
        ]);
      }
  });

  test("FL(t, z) = FL(1 − t, −z) without a balance", () => {
    fc.assert(
      fc.property(fc.constantFrom(0, 0.25, 0.5, 1), logit, gamma, (t, z, g) => {
        const focal = new BinaryFocalCrossentropy({ ...elementwise, fromLogits: true, gamma: g });
        const [a, b] = [focal.valueAndGrad(t, z), focal.valueAndGrad(1 - t, -z)];
        expect(first(a.value)).toBe(first(b.value));
        expect(first(a.grad) + 0).toBe(0 - first(b.grad));
        expect(first(focal.hessian(t, z)) + 0).toBe(first(focal.hessian(1 - t, -z)) + 0);
      }),
    );
  });

  test("0 ≤ FL ≤ L, and their ratio is α_t (1 − p_t)^γ", () => {
    const alphas = fc.constantFrom(-1, 0, 0.25, 0.58, 1);
    fc.assert(
      fc.property(
        label,
        fc.double({ min: -15, max: 15, noNaN: true }),
        gamma,
        alphas,
        (t, z, g, alpha) => {
          const options = { ...elementwise, fromLogits: true, dialect: "torch" } as const;
          const loss = first(new BinaryFocalCrossentropy({ ...options, gamma: g, alpha })(t, z));
          const bce = first(new BinaryCrossentropy(options)(t, z));
          const p = 1 / (1 + Math.exp(-z));
          const missed = 1 - (t * p + (1 - t) * (1 - p));
          const balance = alpha === -1 ? 1 : t * alpha + (1 - t) * (1 - alpha);
          expect(loss).toBeGreaterThanOrEqual(0);
          expect(loss).toBeLessThanOrEqual(bce * (1 + 1e-14));
          const tolerance = { relative: 1e-8, floor: 1e-12 * bce };
          expect(difference([loss], [balance * missed ** g * bce], tolerance)).toBe("");
        },
      ),
    );
  });

  // Richardson's central difference: what is left is of the order of h⁴ and of the rounding over h.
  const derivative = (f: (x: number) => number, x: number, h: number) =>
    (8 * (f(x + h / 2) - f(x - h / 2)) - (f(x + h) - f(x - h))) / (6 * h);

  test("the gradient is the finite difference of the value, the second derivative that of the gradient", () => {
    const cases = fc.record({
      y: label,
      fromLogits: fc.boolean(),
      u: fc.double({ min: 0.05, max: 0.95, noNaN: true }),
      dialect: fc.constantFrom("keras2" as const, "keras3" as const, "exact" as const),
      labelSmoothing: fc.constantFrom(0, 0.1, 1),
      gamma,
      balance: fc.constantFrom({}, { posWeight: 3 }, { applyClassBalancing: true, alpha: 0.4 }),
    });
    fc.assert(
      fc.property(cases, ({ y, u, balance, ...options }) => {
        const loss = new BinaryFocalCrossentropy({ ...elementwise, ...options, ...balance });
        const x = options.fromLogits ? (u - 0.5) * 20 : u;
        const h = options.fromLogits ? 1e-2 : 1e-3;
        const slope = derivative((at) => first(loss(y, at)), x, h);
        const curvature = derivative((at) => first(loss.valueAndGrad(y, at).grad), x, h);
        const { grad } = loss.valueAndGrad(y, x);
        const near = { relative: 1e-4, floor: 1e-7 };
        expect(difference([first(grad)], [slope], near)).toBe("");
        expect(difference([first(loss.hessian(y, x))], [curvature], near)).toBe("");
      }),
    );
  });

  test("infinite logits, NaN, and probabilities of 0 and 1", () => {
    const numbersOf = (fromLogits: boolean, gamma: number, y: number, x: number) => {
      const dialect = "exact";
      const focal = new BinaryFocalCrossentropy({ ...elementwise, dialect, fromLogits, gamma });
      const { value, grad } = focal.valueAndGrad(y, x);
      return [first(value), first(grad) + 0, first(focal.hessian(y, x)) + 0];
    };
    for (const g of [0.5, 1, 2, 5]) {
      expect(numbersOf(true, g, 0, Infinity)).toEqual([Infinity, 1, 0]);
      expect(numbersOf(true, g, 1, Infinity)).toEqual([0, 0, 0]);
      expect(numbersOf(true, g, 0, -Infinity)).toEqual([0, 0, 0]);
      expect(numbersOf(true, g, 1, -Infinity)).toEqual([Infinity, -1, 0]);
      const soft = numbersOf(true, g, 0.25, Infinity);
      expect(difference(soft, [Infinity, 0.75 ** g * 0.75, 0], { relative: 1e-15, floor: 0 })).toBe(
        "",
      );
      expect(numbersOf(true, g, 1, NaN)).toEqual([NaN, NaN, NaN]);
      expect(numbersOf(true, g, NaN, 1)).toEqual([NaN, NaN, NaN]);
      // m^γ L is p^(γ + 1) at p next to 0 for a label of 0.
      const curvature = g < 1 ? Infinity : g === 1 ? 2 : 0;
      expect(numbersOf(false, g, 0, 0)).toEqual([0, 0, curvature]);
      expect(numbersOf(false, g, 1, 1)).toEqual([0, 0, curvature]);
      expect(numbersOf(false, g, 1, 0)).toEqual([Infinity, -Infinity, Infinity]);
      expect(numbersOf(false, g, 0, 1)).toEqual([Infinity, Infinity, Infinity]);
      expect(numbersOf(false, g, 0.25, 0)).toEqual([Infinity, -Infinity, Infinity]);
    }
  });
});
