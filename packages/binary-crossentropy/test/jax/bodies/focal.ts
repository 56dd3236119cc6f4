// Focal loss on a device of jax-js: Keras and points of 60 digits, the main entry, and
// transformations against one another.

import { type JsonNumber, type JsonTensor, readGolden } from "@binary-crossentropy/test/golden";
import { thorough } from "@binary-crossentropy/test/tiers";
import { grad, hessian, jit, vmap } from "@jax-js/jax";
import { BinaryFocalCrossentropy as Core } from "binary-crossentropy";
import { BinaryFocalCrossentropy, binaryFocalCrossentropy } from "binary-crossentropy/jax";
import { describe, expect, test } from "vitest";
import type { Kind, Value } from "../../../src/jax/term.js";
import { difference, ulp } from "../../support/compare.js";
import { type FocalGolden, focalOptionsOf, fromReference } from "../../support/focal-golden.js";
import { array, type Device, numbers } from "../device.js";
import { derivatives } from "./derivatives.js";

const golden = readGolden<FocalGolden>("focal.json");

const arrayOf = ({ data, shape, dtype }: JsonTensor) =>
  array(data.map(Number), shape, dtype as Kind);

export function focal(device: Device): void {
  const cases = golden.keras.filter(({ y_pred }) =>
    device.dtypes.includes(y_pred.dtype as "float32"),
  );

  // Each set of options is compiled anew: a few stand for all.
  for (const [i, one] of cases.filter((_, i) => i % 23 === 0).entries())
    test(`reference values: case ${i}`, i % 4 === 0 ? {} : thorough, async () => {
      const loss = new BinaryFocalCrossentropy(focalOptionsOf(one));
      const weight = () => one.sample_weight && arrayOf(one.sample_weight);
      const f = (x: Value) => loss(arrayOf(one.y_true), x, weight());
      const value = f(arrayOf(one.y_pred));
      expect(value.shape).toEqual(one.value.shape);
      const gradient = await numbers(grad((x: Value) => f(x).sum())(arrayOf(one.y_pred)) as Value);
      const precision = one.y_pred.dtype === "float32" ? 4e-6 : 1e-11;
      expect(fromReference(await numbers(value), one.value, precision)).toBe("");
      expect(gradient).not.toContain(NaN);
      expect(fromReference(gradient, one.grad_y_pred, precision)).toBe("");
    });

  describe.each(device.dtypes)("points of 60 digits in %s", (dtype) => {
    test.each(
      (["logits", "probs"] as const).flatMap((input) =>
        [0, 0.5, 1, 2, 5].map((gamma) => [input, gamma] as const),
      ),
    )(
      "%s, gamma %d: hard labels within 4 ulp",
      async (input, gamma) => {
        const points = golden.exact[input][dtype];
        // The cpu device computes much anew: a third of the points are enough there.
        const step = device.name === "cpu" ? 3 : 1;
        const at = points.gamma.flatMap((of, i) => {
          const y = Number(points.label[i]);
          const isFlushed = Math.abs(Number(points.input[i])) < device.smallest[dtype];
          const isHard = (y === 0 || y === 1) && !isFlushed;
          return Number(of) === gamma && isHard && i % step === 0 ? [i] : [];
        });
        const pick = (of: readonly JsonNumber[]) => at.map((i) => Number(of[i]));
        const [x, y] = [pick(points.input), pick(points.label)];
        const loss = new BinaryFocalCrossentropy({
          ...{
            fromLogits: input === "logits",
            dialect: "exact",
            gamma,
            axis: [],
            reduction: "none",
          },
        });
        const { gradient } = derivatives((labels, z) => loss(labels, z));
        const given = () => [array(y, [y.length], dtype), array(x, [x.length], dtype)] as const;
        const worst = (actual: number[], expected: number[]) =>
          expected.reduce((most, want, i) => {
            const [got, size] = [actual[i]!, Math.abs(want)];
            if (got === want || size < (dtype === "float32" ? 1e-37 : 1e-300)) return most;
            return Math.max(most, Math.abs(got - want) / ulp(want, dtype));
          }, 0);
        expect(worst(await numbers(loss(...given())), pick(points.loss))).toBeLessThanOrEqual(4);
        expect(worst(await numbers(gradient(...given())), pick(points.grad))).toBeLessThanOrEqual(
          4,
        );
      },
      120_000,
    );
  });

  const y = [0, 1, 1, 0.25, 0];
  const z = [-3, -0.5, 0.75, 2, 40];
  const options = {
    fromLogits: true,
    gamma: 2.5,
    applyClassBalancing: true,
    alpha: 0.75,
    axis: [],
    reduction: "sum",
  } as const;
  const loss = new BinaryFocalCrossentropy(options);
  const core = new Core(options);
  const f = (x: Value) => loss(array(y), x);
  const closely = { relative: 2e-5, floor: 1e-6 };

  test("gradient and Hessian are those of the main entry, compiled too", async () => {
    const expected = core.valueAndGrad(y, z).grad.data;
    const second = core.hessian(y, z).data;
    const square = z.flatMap((_, i) => z.map((_value, j) => (i === j ? second[i]! : 0)));
    for (const how of [<T>(g: T) => g, jit as <T>(g: T) => T]) {
      const gradient = (how(grad(f)) as (x: Value) => Value)(array(z));
      expect(difference(await numbers(gradient), expected, closely)).toBe("");
      const matrix = (how(hessian(f)) as (x: Value) => Value)(array(z));
      expect(difference(await numbers(matrix), square, closely)).toBe("");
    }
  }, 120_000);

  test("under vmap the shapes inside are those of one example", async () => {
    const mean = new BinaryFocalCrossentropy({ fromLogits: true });
    const rows = [z, z.map((x) => -x), z.map((x) => x / 2)];
    const shaped = (list: number[][]) => array(list.flat(), [3, 5]);
    const losses = vmap((a: Value, b: Value) => mean(a, b))(
      shaped([y, y, y]),
      shaped(rows),
    ) as Value;
    const expected = new Core({ fromLogits: true, reduction: "none" })([y, y, y], rows).data;
    expect(difference(await numbers(losses), expected, closely)).toBe("");
  });

  test("labels have their derivatives", async () => {
    const soft = [0.25, 0.5, 0.75, 0.125, 0.625];
    const near = [-3, -0.5, 0.75, 2, 1];
    const byLabel = grad((labels: Value) => loss(labels, array(near)))(array(soft)) as Value;
    const precise = new Core({ ...options, dtype: "float64" });
    const expected = soft.map((_, i) => {
      const at = (step: number) =>
        precise(
          soft.map((label, j) => (i === j ? label + step : label)),
          near,
        );
      return (at(1e-5) - at(-1e-5)) / 2e-5;
    });
    expect(difference(await numbers(byLabel), expected, closely)).toBe("");
  });

  test("infinities and NaN", async () => {
    const labels = [0, 0, 1, 1, 0];
    const ends = [Infinity, -Infinity, Infinity, -Infinity, NaN];
    for (const gamma of [0.5, 1, 2]) {
      const each = { fromLogits: true, gamma, axis: [] as number[], reduction: "none" } as const;
      const atEnds = new BinaryFocalCrossentropy(each);
      const expected = new Core<"none">(each).valueAndGrad(labels, ends);
      const { gradient } = derivatives((a, b) => atEnds(a, b));
      expect(await numbers(atEnds(array(labels), array(ends)))).toEqual([...expected.value.data]);
      const slopes = await numbers(gradient(array(labels), array(ends)));
      expect(slopes.map((slope) => slope + 0)).toEqual(
        Array.from(expected.grad.data, (slope) => slope + 0),
      );
    }
  });

  test("the function, and a γ of 0", async () => {
    const labels = () => array([0, 1, 0, 0], [2, 2]);
    const p = () => array([0.6, 0.4, 0.4, 0.6], [2, 2]);
    const values = await numbers(binaryFocalCrossentropy(labels(), p()));
    expect(values.map((value) => Number(value.toFixed(3)))).toEqual([0.33, 0.206]);
    const plain = await numbers(binaryFocalCrossentropy(labels(), p(), { gamma: 0 }));
    expect(plain.map((value) => Number(value.toFixed(3)))).toEqual([0.916, 0.714]);
  });
}
