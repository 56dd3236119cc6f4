import { expect, test } from "vitest";
import { dataOf, gradientOf, unitOf, worstError } from "../../src/speed/data.js";
import { prepare } from "../../src/speed/prepare.js";

test("units in the last place of float32", () => {
  expect(unitOf(1)).toBe(2 ** -23);
  expect(unitOf(-0.75)).toBe(2 ** -24);
  expect(unitOf(1e-45)).toBe(2 ** -149);
});

test("a gradient that is rounded right is half a unit off, and a NaN is noticed", () => {
  const data = dataOf(1000);
  const right = Float32Array.from(data.logits, (z, i) => gradientOf(data.labels[i]!, z, 1000));
  expect(worstError(data, right)).toBeLessThanOrEqual(0.5);
  right[3] = Number.NaN;
  expect(worstError(data, right)).toBeNaN();
});

test.each(["package", "loop", "tfjsCpu"] as const)("%s computes the gradient", async (name) => {
  const data = dataOf(1000);
  const { run, gradient } = await prepare(name, data);
  await run();
  const gradients = await gradient();
  for (let i = 0; i < 1000; i++)
    expect(gradients[i]).toBeCloseTo(gradientOf(data.labels[i]!, data.logits[i]!, 1000), 9);
});
