// Distance from exact arithmetic, in ulp, for every point of exact.json and over all exponents.

import { type JsonNumber, readGolden } from "@binary-crossentropy/test/golden";
import { jit, valueAndGrad } from "@jax-js/jax";
import { BinaryCrossentropy as Core, type Dtype } from "binary-crossentropy";
import { BinaryCrossentropy, binaryCrossentropy } from "binary-crossentropy/jax";
import { describe, expect, test } from "vitest";
import type { Value } from "../../../src/jax/term.js";
import { ulp } from "../../support/compare.js";
import { type Points, trueGradient } from "../../support/exact-points.js";
import { array, type Device, numbers } from "../device.js";
import { derivatives } from "./derivatives.js";

const golden = readGolden<Record<"logits" | "probs", Record<Dtype, Points>>>("exact.json");

// What is allowed, in units in the last place: of the true value for the loss and for hard labels,
// of 1 or the larger term for the gradient of a soft one, which is a difference.
const allowed = { loss: 2.5, hardGradient: 2.5, softGradient: 2.5, hessian: 2.5 };

const byClass = (fromLogits: boolean) =>
  new BinaryCrossentropy({ fromLogits, dialect: "exact", axis: [], reduction: "none" });

const byFunction = (fromLogits: boolean) => (y: Value, x: Value) =>
  binaryCrossentropy(y, x, { fromLogits, dialect: "exact", axis: [] });

export function exact(device: Device): void {
  describe.each(["logits", "probs"] as const)("%s", (input) => {
    describe.each(device.dtypes)("%s", (dtype) => {
      describe.each(["the function", "the class in a jit"] as const)("%s", (mode) => {
        const all = golden[input][dtype];
        // On cpu jit computes a number anew wherever it is used.
        const every = device.name === "cpu" && mode === "the class in a jit" ? 32 : 1;
        const points = thinned(all, every);
        const [x, y] = [points.input.map(Number), points.label.map(Number)];
        const gradients = points.grad.map((g, i) => trueGradient(Number(g), points, i));
        const isHard = y.map((label) => label === 0 || label === 1);
        const fromLogits = input === "logits";
        const asked = (f: (y: Value, x: Value) => Value) =>
          (mode === "the class in a jit" ? jit(f) : f)(
            array(y, [y.length], dtype),
            array(x, [x.length], dtype),
          );
        const off = async (
          value: Value,
          expected: number[],
          unit: (e: number, i: number) => number,
        ) => worst(await numbers(value), expected, unit, device.smallest[dtype]);
        const { loss, gradient, hessian } = derivatives(
          (mode === "the class in a jit" ? byClass : byFunction)(fromLogits),
        );
        const term = (i: number) =>
          fromLogits ? 1 : Math.max(1, y[i]! / x[i]!, (1 - y[i]!) / (1 - x[i]!));

        test("the loss is within 2.5 ulp", async () => {
          const expected = points.loss.map(Number);
          expect(await off(asked(loss), expected, (e) => ulp(e, dtype))).toBeLessThanOrEqual(
            allowed.loss,
          );
        });

        test("the gradient of a hard label is within 2.5 ulp", async () => {
          const unit = (e: number, i: number) => (isHard[i] ? ulp(e, dtype) : Infinity);
          expect(await off(asked(gradient), gradients, unit)).toBeLessThanOrEqual(
            allowed.hardGradient,
          );
        });

        test("the gradient of a soft label is within 2.5 ulp of its terms", async () => {
          const unit = (e: number, i: number) =>
            isHard[i] || !Number.isFinite(e) ? Infinity : ulp(term(i), dtype);
          expect(await off(asked(gradient), gradients, unit)).toBeLessThanOrEqual(
            allowed.softGradient,
          );
        });

        if (points.hess)
          test("the second derivative is within 2.5 ulp", async () => {
            const expected = points.hess!.map(Number);
            expect(await off(asked(hessian), expected, (e) => ulp(e, dtype))).toBeLessThanOrEqual(
              allowed.hessian,
            );
          });
      });
    });
  });

  test("value and gradient are within 2.5 ulp at every exponent of a logit and a probability", async () => {
    for (const fromLogits of [true, false]) {
      const x = sweep(fromLogits);
      for (const label of [0, 1]) {
        const y = x.map(() => label);
        const core = new Core({ fromLogits, dialect: "exact", axis: [], reduction: "none" });
        const expected = core.valueAndGrad(Float64Array.from(y), Float64Array.from(x));
        const f = (z: Value) => byFunction(fromLogits)(array(y), z).sum();
        const [, gradient] = valueAndGrad(f)(array(x));
        const losses = await numbers(byFunction(fromLogits)(array(y), array(x)));
        const unit = (e: number) => ulp(e, "float32");
        const { smallest } = device;
        expect(worst(losses, [...expected.value.data], unit, smallest.float32)).toBeLessThan(2.5);
        expect(
          worst(await numbers(gradient), [...expected.grad.data], unit, smallest.float32),
        ).toBeLessThan(2.5);
      }
    }
  });
}

/** Numbers of all exponents that float32 has as normal ones, a few of each. */
function sweep(fromLogits: boolean): number[] {
  const exponents = Array.from({ length: fromLogits ? 252 : 125 }, (_, i) => i - 125);
  const sizes = exponents.flatMap((k) => [1, 1.2345, 1.5, 1.98765].map((m) => m * 2 ** k));
  const rounded = sizes.map(Math.fround);
  if (fromLogits) return [...rounded, ...rounded.map((z) => -z)];
  return [...rounded, ...rounded.map((p) => Math.fround(1 - p)).filter((q) => q > 0 && q < 1)];
}

function thinned(points: Points, every: number): Points {
  const thin = (list: JsonNumber[]) => list.filter((_, i) => i % every === 0);
  const { input, label, loss, grad, hess } = points;
  return {
    input: thin(input),
    label: thin(label),
    loss: thin(loss),
    grad: thin(grad),
    ...(hess && { hess: thin(hess) }),
  };
}

/** The largest distance in units; infinities and NaN must be met exactly. */
function worst(
  actual: readonly number[],
  expected: readonly number[],
  unit: (expected: number, i: number) => number,
  smallest: number,
): number {
  expect(actual.length).toBe(expected.length);
  return expected.reduce((largest, e, i) => {
    const a = actual[i]!;
    if (Object.is(a, e) || a === e || (Math.abs(e) < smallest && a === 0)) return largest;
    if (Math.abs(e) > 3.4028235677973366e38 && a === Math.sign(e) * Infinity) return largest;
    return Number.isFinite(e) && Number.isFinite(a)
      ? Math.max(largest, Math.abs(a - e) / unit(e, i))
      : Infinity;
  }, 0);
}
