// The shader's arithmetic, run in JavaScript as it stands: with rounding to nearest, and with the
// worst that WGSL allows. A device is not needed; test/webgpu has those.

import { describeInTiers } from "@binary-crossentropy/test/tiers";
import { expect, test } from "vitest";
import type { Quantity } from "../../src/semantics/element.js";
import { anyRounding } from "./support/any-rounding.js";
import {
  anyPrediction,
  farthest,
  type Input,
  isClipped,
  quantities,
  randomNumbers,
  shaderInputs,
  truth,
  ulpsApart,
  type Way,
} from "./support/distance.js";
import { nearest } from "./support/nearest.js";
import { quickShader, shader } from "./support/shader.js";

/** Second derivatives are rounded more often than the others, PyTorch's more often still. */
const allowed = (input: Input, quantity: Quantity, most: number, more: number) =>
  quantity === "hessian" ? (input.name === "torch" ? more * 1.5 : more) : most;

/** Each call may round in another way. */
const repeated = (way: Way, times: number) => Array.from({ length: times }, () => way);

const inputs = shaderInputs.map((input) => [input.name, input] as const);

describeInTiers(inputs, ["logits", "torch"], (_, input) => {
  const expected = truth(input);

  const limits = (most: number, more: number) =>
    quantities.map((quantity) => [quantity, allowed(input, quantity, most, more)] as const);

  test.each(limits(2.5, 3.5))(
    "%s of hard labels: within %d ulp where + − × ÷ round to nearest",
    (quantity, limit) => {
      const { ulps, at } = farthest(input, quantity, [shader(input, nearest)], 20_000, true);
      expect(ulps, at).toBeLessThanOrEqual(limit);
    },
  );

  test.each(limits(8, 10))(
    "%s of hard labels: within %d ulp by WGSL's rules",
    (quantity, limit) => {
      const run = shader(input, anyRounding(randomNumbers(3)));
      const { ulps, at } = farthest(input, quantity, repeated(run, 8), 250, false);
      expect(ulps, at).toBeLessThanOrEqual(limit);
    },
  );

  test.each([
    ["to nearest", nearest],
    ["anyhow", anyRounding(randomNumbers(5))],
  ])("infinities, NaN and 0, to the bit, rounding %s", (_, floats) => {
    const run = shader(input, floats);
    const ends = input.fromLogits
      ? [Infinity, -Infinity, NaN, 3e38, -3e38]
      : [0, -0, 1, NaN, 2, -1, Infinity, -Infinity];
    for (const x of ends)
      for (const y of [0, 1, 0.25])
        for (const quantity of quantities) {
          // There the page takes ∞ from ∞; the shader has the limit, 0.
          if (quantity === "hessian" && Math.abs(x) === Infinity && !input.fromLogits) continue;
          const want = Math.fround(expected(quantity, y, x));
          const got = run(quantity, y, x);
          const title = `${quantity} of label ${y} at ${x}`;
          if (isClipped(input) && floats !== nearest && Math.abs(got - want) < 2e-7) continue;
          if (!Number.isFinite(want) || want === 0) expect(got + 0, title).toBe(want + 0);
          else expect(ulpsApart(got, want), title).toBeLessThan(12);
        }
  });

  test.each([
    ["to nearest", nearest, 20_000, 1, 2.5, 3.5],
    ["anyhow", anyRounding(randomNumbers(3)), 250, 8, 8, 10],
  ])("the short way of most elements, rounding %s", (_, floats, points, times, most, more) => {
    // Predictions that do not take it go the long way.
    const ways = repeated(quickShader(input, floats), times);
    for (const quantity of quantities) {
      const { ulps, at } = farthest(input, quantity, ways, points, floats === nearest);
      expect(ulps, at).toBeLessThanOrEqual(allowed(input, quantity, most, more));
    }
  });

  test("a label that is no number gives NaN", () => {
    for (const quantity of quantities)
      for (const y of [NaN, Infinity, -Infinity])
        expect(shader(input, nearest)(quantity, y, 0.5)).toBe(NaN);
  });

  test.each([
    [0.1, 1],
    [0, 2.5],
    [0.3, 1e-12],
    [1, 1],
  ])("smoothing %d and posWeight %d: within 8 ulp of what is added up", (labelSmoothing, w) => {
    const long = shader(input, nearest, labelSmoothing);
    const short = quickShader(input, nearest, labelSmoothing);
    const [of, zero, one] = [truth(input, labelSmoothing, w), truth(input), truth(input, 0, w)];
    const random = randomNumbers(11);
    for (let i = 0; i < 2000; i++) {
      const x = anyPrediction(input.fromLogits, random);
      const y = [0, 1, random()][i % 3]!;
      for (const quantity of quantities) {
        // Of two terms that cancel only this many digits mean anything.
        const size = Math.abs(zero(quantity, 0, x)) + Math.abs(one(quantity, 1, x));
        const want = of(quantity, y, x);
        for (const got of [long(quantity, y, x, w), short(quantity, y, x, w) ?? want]) {
          if (Math.abs(got - want) <= 8 * 2 ** -24 * size) continue;
          expect(ulpsApart(got, want), `${quantity} of ${y} at ${x}`).toBeLessThanOrEqual(8);
        }
      }
    }
  });
});
