// Lines against the reference page of the formula, in double precision, and the code that is shown
// against what it says it gives.

import { run } from "@binary-crossentropy/test/examples";
import * as library from "binary-crossentropy";
import { expect, test } from "vitest";
import { brief, shortest } from "../../src/digits.js";
import { codeOf } from "../../src/explorer/code.js";
import { inputsOf, linesOf, valuesOf } from "../../src/explorer/lines.js";
import { defaults, type Settings } from "../../src/explorer/settings.js";

const all: Settings = { ...defaults, smoothing: 0.1, posWeight: 3, gamma: 2 };

test("one line for each dialect of probabilities, and one for each option", () => {
  const settings: Settings = { ...all, input: "probability", dialects: ["torch", "exact"] };
  expect(linesOf(settings).map(({ name }) => name)).toEqual([
    "torch",
    "exact",
    "smoothing 0.1",
    "posWeight 3",
    "focal, γ 2",
  ]);
  expect(linesOf({ ...settings, input: "logit" })[0]!.name).toBe("plain");
});

test("lines of logits are the formulas", () => {
  const settings: Settings = { ...all, dtype: "float64" };
  const [z, sigmoid] = [-2, 1 / (1 + Math.exp(2))];
  const softplus = Math.log1p(Math.exp(2));
  const [plain, smooth, weighted] = linesOf(settings).map(
    (line) => valuesOf(line, 1, Float64Array.of(z))[0]!,
  );
  expect(plain!.loss).toBeCloseTo(softplus, 14);
  expect(plain!.gradient).toBeCloseTo(sigmoid - 1, 14);
  expect(plain!.hessian).toBeCloseTo(sigmoid * (1 - sigmoid), 14);
  expect(smooth!.loss).toBeCloseTo(0.95 * softplus + 0.05 * (softplus + z), 14);
  expect(weighted!.loss).toBeCloseTo(3 * softplus, 14);
});

test.each([
  all,
  { ...all, dtype: "float64", at: 7 },
  { ...all, input: "probability", dialects: ["torch"], at: 0 },
  { ...all, input: "probability", dialects: ["exact"], at: 1, label: 0 },
] satisfies Settings[])("code to copy gives what it says: %o", async (settings) => {
  for (const line of linesOf(settings))
    await run({ title: line.name, code: codeOf(settings, line) }, library);
});

test("inputs reach both ends of the axis", () => {
  const inputs = inputsOf({ ...defaults, input: "probability", across: "log" }, 13);
  expect([inputs[0], inputs[12]]).toEqual([1e-12, 1]);
  expect(inputs[6]! / 1e-6).toBeCloseTo(1, 12);
});

test("digits are the shortest that are the number", () => {
  expect(shortest(Math.fround(0.1), "float32")).toBe("0.1");
  expect(shortest(0.1, "float64")).toBe("0.1");
  expect(Math.fround(Number(shortest(Math.fround(Math.LN2), "float32")))).toBe(
    Math.fround(Math.LN2),
  );
  expect(brief(-1.5e-9)).toBe("−1.500e−9");
});
