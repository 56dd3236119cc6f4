// The shader's arithmetic of focal loss, run in JavaScript as arithmetic.test.ts runs that of binary
// cross-entropy.

import { testInTiers } from "@binary-crossentropy/test/tiers";
import { describe, expect, test } from "vitest";
import type { Quantity } from "../../src/semantics/element.js";
import { focalArithmetic } from "../../src/webgpu/focal-arithmetic.js";
import { anyRounding } from "./support/any-rounding.js";
import {
  anyPrediction,
  farthest,
  type Input,
  quantities,
  randomNumbers,
  shaderInputs,
  truth,
  ulpsApart,
} from "./support/distance.js";
import { nearest } from "./support/nearest.js";
import { shader } from "./support/shader.js";

const gammas = [0.5, 1, 2, 5, 3.7];
const focused = (input: Input, gamma: number, alpha?: number): Input => ({
  ...input,
  focal: focalArithmetic({ gamma, alpha }),
});
/** By WGSL's rules Keras's steps are rounded otherwise, which is another dialect. */
const open = shaderInputs.filter(({ name }) => !name.startsWith("keras"));
const cases = (inputs: readonly Input[]) =>
  inputs.flatMap((input) => gammas.map((gamma) => [input.name, gamma, input] as const));

/** Those of the quick tier: logits, with a power that is whole and one that is not. */
const quick = ["logits, gamma 2", "logits, gamma 3.7"];
const titled = (inputs: readonly Input[]) =>
  cases(inputs).map(([name, gamma, input]) => [`${name}, gamma ${gamma}`, gamma, input] as const);

describe("hard labels", () => {
  describe("within 4 ulp where + − × ÷ round to nearest", () => {
    testInTiers(titled(shaderInputs), quick, (_, gamma, input) => {
      const given = focused(input, gamma);
      for (const quantity of ["loss", "gradient"] as const) {
        const { ulps, at } = farthest(given, quantity, [shader(given, nearest)], 4000, true);
        expect(ulps, `${quantity} of ${at}`).toBeLessThanOrEqual(4);
      }
    });
  });

  describe("within 8 ulp by WGSL's rules", () => {
    testInTiers(titled(open), quick.slice(-1), (_, gamma, input) => {
      const given = focused(input, gamma);
      const run = shader(given, anyRounding(randomNumbers(3)));
      for (const quantity of ["loss", "gradient"] as const) {
        const { ulps, at } = farthest(given, quantity, [run, run, run], 150, false);
        expect(ulps, `${quantity} of ${at}`).toBeLessThanOrEqual(8);
      }
    });
  });

  test("a gamma of 1,000 counts no error a thousand times", () => {
    for (const input of open) {
      const given = focused(input, 1000);
      const { ulps, at } = farthest(given, "loss", [shader(given, nearest)], 4000, true);
      expect(ulps, at).toBeLessThanOrEqual(12);
    }
  });
});

test.each(cases(shaderInputs))(
  "%s, gamma %d: infinities, NaN and 0, to the bit",
  (_, gamma, input) => {
    const given = focused(input, gamma);
    const [run, expected] = [shader(given, nearest), truth(given)];
    const ends = input.fromLogits ? [Infinity, -Infinity, NaN, 3e38, -3e38] : [0, -0, 1, NaN];
    for (const x of ends)
      for (const y of [0, 1, 0.25])
        for (const quantity of quantities) {
          // There the page takes ∞ from ∞.
          if (quantity === "hessian" && Math.abs(x) === Infinity) continue;
          const want = Math.fround(expected(quantity, y, x));
          const got = run(quantity, y, x);
          const title = `${quantity} of label ${y} at ${x}`;
          if (!Number.isFinite(want) || want === 0) expect(got + 0, title).toBe(want + 0);
          else expect(ulpsApart(got, want), title).toBeLessThan(12);
        }
  },
);

test("a label that is no number gives NaN", () => {
  for (const input of shaderInputs)
    for (const gamma of [...gammas, 1000]) {
      const run = shader(focused(input, gamma), nearest);
      for (const quantity of quantities)
        for (const y of [NaN, Infinity, -Infinity])
          for (const x of [0.5, 0, 1, 1e-30, NaN, Infinity])
            expect(run(quantity, y, x), `${input.name} ${quantity} at ${x}, gamma ${gamma}`).toBe(
              NaN,
            );
    }
});

test.each([
  [0, 1, undefined, 2],
  [0.1, 1, 0.25, 2],
  [0, 2.5, undefined, 0.5],
  [0, 1, 0.75, 0],
])(
  "smoothing %d, posWeight %d, alpha %d, gamma %d: within what is added up",
  (labelSmoothing, w, alpha, gamma) => {
    for (const input of shaderInputs) {
      const given = focused(input, gamma, alpha);
      const [run, of] = [shader(given, nearest, labelSmoothing), truth(given, labelSmoothing, w)];
      const plain = truth(input, 0, w);
      const random = randomNumbers(11);
      for (let i = 0; i < 600; i++) {
        const x = input.fromLogits ? 24 * random() - 12 : 0.02 + 0.96 * random();
        const y = [0, 1, random()][i % 3]!;
        const at = Math.fround(x);
        // Of terms that cancel only this many digits mean anything: of the plain loss and its
        // derivatives, times powers of m, of which each derivative takes one.
        const size = (quantity: Quantity) =>
          Math.abs(plain(quantity, 0, at)) + Math.abs(plain(quantity, 1, at));
        const sum = quantities.reduce((all, quantity) => all + size(quantity), 0);
        for (const quantity of quantities) {
          const allowed = quantity === "loss" ? size("loss") : (gamma + 1) ** 2 * sum * 60;
          const got = run(quantity, y, at, w);
          const error = Math.abs(got - of(quantity, y, at));
          expect(error, `${input.name} ${quantity} of ${y} at ${at}`).toBeLessThanOrEqual(
            8 * 2 ** -24 * allowed,
          );
        }
      }
    }
  },
);

test("predictions of any size give a number, and none that is NaN", () => {
  const random = randomNumbers(5);
  for (const input of shaderInputs)
    for (const gamma of [0.01, 0.5, 2, 1e6, 1e30]) {
      const run = shader(focused(input, gamma), nearest);
      for (let i = 0; i < 200; i++)
        for (const quantity of quantities) {
          const x = anyPrediction(input.fromLogits, random);
          expect(run(quantity, i % 2, x), `${quantity} at ${x}, gamma ${gamma}`).not.toBeNaN();
        }
    }
});
