// Random problems with all options, weights and masks, against the main entry; transformations
// against one another; and what is left behind.

import { testInTiers } from "@binary-crossentropy/test/tiers";
import { grad, hessian, jit, jvp, numpy as np, valueAndGrad, vmap } from "@jax-js/jax";
import { BinaryCrossentropy as Core } from "binary-crossentropy";
import { BinaryCrossentropy } from "binary-crossentropy/jax";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Value } from "../../../src/jax/term.js";
import { difference } from "../../support/compare.js";
import { present, problem } from "../../support/problem.js";
import { array, numbers } from "../device.js";
import { derivatives } from "./derivatives.js";

const closely = { relative: 3e-6, floor: 1e-6 };

export function laws(): void {
  const counts: [title: string, count: number][] = [
    ["10 problems", 10],
    ["25 problems", 25],
  ];
  describe("value and gradient are those of the main entry", () => {
    testInTiers(counts, ["10 problems"], (_, count) => checkProblems(count));
  });

  async function checkProblems(count: number) {
    const random = fc.sample(problem, { numRuns: count, seed: 7 });
    for (const drawn of random) {
      // A label that rounds to the one to be ignored is ignored.
      const given = { ...drawn, yTrue: drawn.yTrue.map(Math.fround) };
      const { bce, yTrue, yPred, weight, mask } = present(given);
      const { axis, reduction, fromLogits, labelSmoothing, posWeight, ignoreLabel } = given;
      const options = { axis, reduction, fromLogits, labelSmoothing, posWeight, ignoreLabel };
      const loss = new BinaryCrossentropy({ ...options, dialect: "exact" });
      const expected = bce.valueAndGrad(yTrue, yPred, weight, { mask });
      const y = array(yTrue.data, yTrue.shape);
      const w = weight && array(weight.data, weight.shape);
      const kept = mask && array(mask.data.map(Number), mask.shape, "bool");
      const f = (x: Value) => loss(y, x, w, { mask: kept });
      const [value, gradient] = valueAndGrad(
        (x: Value) => {
          const losses = f(x);
          return [losses.ref.sum(), losses] as [Value, Value];
        },
        { hasAux: true },
      )(array(yPred.data, yPred.shape)) as unknown as [[Value, Value], Value];
      value[0].dispose();
      const want = typeof expected.value === "number" ? [expected.value] : expected.value.data;
      expect(difference(await numbers(value[1]), want, closely), JSON.stringify(given)).toBe("");
      expect(
        difference(await numbers(gradient), expected.grad.data, closely),
        JSON.stringify(given),
      ).toBe("");
    }
  }

  const y = [0, 1, 1, 0.25, 0];
  const z = [-3, -0.5, 0.75, 2, 40];
  const bce = new BinaryCrossentropy({ fromLogits: true, axis: [], reduction: "sum" });
  const core = new Core({ fromLogits: true, axis: [], reduction: "sum" });
  const f = (x: Value) => bce(array(y), x);

  test("the Hessian is that of the main entry on its diagonal, and 0 beside it", async () => {
    const expected = core.hessian(y, z).data;
    const square = z.flatMap((_, i) => z.map((_value, j) => (i === j ? expected[i]! : 0)));
    for (const how of [hessian(f), jit(hessian(f))]) {
      const matrix = (how as (x: Value) => Value)(array(z));
      expect(matrix.shape).toEqual([5, 5]);
      expect(difference(await numbers(matrix), square, { relative: 1e-6, floor: 1e-12 })).toBe("");
    }
  });

  test("the third derivative is σ(z) σ(−z) (1 − 2 σ(z))", async () => {
    const { third } = derivatives((labels, x) => bce(labels, x));
    const exact = z.map((x) => {
      const s = 1 / (1 + Math.exp(-Math.abs(x)));
      return -Math.sign(x) * s * (1 - s) * (2 * s - 1);
    });
    const actual = await numbers(third(array(y), array(z)));
    // 1 − σ(z) of 40 has no digits in the formula above.
    const some = (list: readonly number[]) => list.slice(0, 4);
    expect(difference(some(actual), some(exact), { relative: 2e-6, floor: 0 })).toBe("");
    expect(actual[4]).toBeCloseTo(0, 15);
  });

  test("third derivatives of probabilities are those of the logarithm, and torch's of its own", async () => {
    const p = [0.1, 0.5, 0.75, 0.9, 0.3];
    const hard = [0, 1, 1, 0, 1];
    for (const dialect of ["exact", "keras3", "torch"] as const) {
      const loss = new BinaryCrossentropy({ dialect, axis: [], reduction: "none" });
      const third = await numbers(derivatives(loss).third(array(hard), array(p)));
      const expected = p.map((x, i) => (hard[i] === 1 ? -2 / x ** 3 : 2 / (1 - x) ** 3));
      expect(difference(third, expected, { relative: 3e-6, floor: 0 }), dialect).toBe("");
    }
  });

  test("forward mode gives what reverse mode gives", async () => {
    const [value, slope] = jvp(f, [array(z)], [np.ones([5])]);
    const gradient = await numbers(grad(f)(array(z)) as Value);
    expect(await numbers(value)).toEqual(await numbers(f(array(z))));
    const sum = gradient.reduce((a, b) => a + b);
    expect(difference(await numbers(slope), [sum], { relative: 1e-6, floor: 0 })).toBe("");
  });

  test("under vmap the shapes inside are those of one example", async () => {
    const mean = new BinaryCrossentropy({ fromLogits: true });
    const rows = [z, z.map((x) => -x), z.map((x) => x / 2)];
    const labels = [y, y, y];
    const each = vmap((a: Value, b: Value) => mean(a, b));
    const shaped = (list: number[][]) => array(list.flat(), [3, 5]);
    const expected = new Core({ fromLogits: true, reduction: "none" })(labels, rows).data;
    const losses = each(shaped(labels), shaped(rows)) as Value;
    expect(losses.shape).toEqual([3]);
    expect(difference(await numbers(losses), expected, { relative: 1e-6, floor: 0 })).toBe("");
    const gradients = vmap(grad((a: Value, b: Value) => mean(a, b), { argnums: 1 }));
    const gradient = gradients(shaped(labels), shaped(rows)) as Value;
    const want = new Core({ fromLogits: true, reduction: "none" }).valueAndGrad(labels, rows);
    expect(difference(await numbers(gradient), want.grad.data, closely)).toBe("");
  });

  test("labels and weights have their derivatives", async () => {
    const weighted = new BinaryCrossentropy({ fromLogits: true, axis: [], reduction: "sum" });
    const all = { argnums: [0, 2] };
    const w = [1, 2, 0.5, 3, 1];
    const [byLabel, byWeight] = grad((a: Value, b: Value, c: Value) => weighted(a, b, c), all)(
      array(y),
      array(z),
      array(w),
    ) as Value[];
    const losses = new Core({ fromLogits: true, axis: [], reduction: "none" })(y, z).data;
    expect(
      difference(
        await numbers(byLabel!),
        z.map((x, i) => -x * w[i]!),
        closely,
      ),
    ).toBe("");
    expect(difference(await numbers(byWeight!), losses, closely)).toBe("");
  });

  describe("what it is passed is consumed, once", () => {
    const given = () => [
      array(y),
      array(z),
      array([1, 2, 3, 4, 5]),
      array([1, 0, 1, 1, 1], [5], "bool"),
    ];
    const mean = new BinaryCrossentropy({ fromLogits: true, axis: null });
    test("by the loss and by its gradient", async () => {
      for (const how of [mean, grad(mean as never, { argnums: 1 })]) {
        const [labels, x, weight, mask] = given();
        const result = (how as typeof mean)(labels!.ref, x!.ref, weight!.ref, { mask: mask!.ref });
        await numbers(result);
        expect([labels, x, weight, mask].map((value) => value!.refCount)).toEqual([1, 1, 1, 1]);
        const last = (how as typeof mean)(labels!, x!, weight!, { mask: mask! });
        await numbers(last);
        expect([labels, x, weight, mask].map((value) => value!.refCount)).toEqual([0, 0, 0, 0]);
      }
    });

    test("and nothing of what is refused", () => {
      const [labels, x, weight] = given();
      expect(() => mean(labels!, x!.ref.reshape([1, 5]))).toThrow("must have the same shape");
      expect(() => mean(labels!, x!, array([1, 2]))).toThrow("sampleWeight must fit");
      expect(() => mean(labels!, x!, undefined, { mask: weight! })).toThrow(
        "must be of dtype bool",
      );
      expect([labels, x, weight].map((value) => value!.refCount)).toEqual([1, 1, 1]);
    });
  });
}
