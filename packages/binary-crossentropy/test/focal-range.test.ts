// Focal loss in double precision, where numbers that it is made of leave the range of a double, and
// it does not, or a weight brings it back. Expected values: m^γ L and its difference quotients in
// 900 digits.

import { BinaryFocalCrossentropy } from "binary-crossentropy";
import { expect, test } from "vitest";
import { difference } from "./support/compare.js";

interface Case {
  readonly title: string;
  readonly options: { readonly gamma: number; readonly fromLogits?: true };
  readonly y: number;
  readonly x: number;
  readonly weight?: number;
  readonly expected: readonly [loss: number, gradient: number, hessian: number];
}

const cases: readonly Case[] = [
  {
    title: "m'' is subnormal, its product with L has more digits",
    options: { gamma: 30, fromLogits: true },
    y: 0.3,
    x: -692,
    expected: [4.2742999022849084e-14, -6.176733962839462e-17, 5.0111678433e-313],
  },
  {
    title: "the same under a weight",
    options: { gamma: 30, fromLogits: true },
    y: 0.3,
    x: -692.25,
    weight: 2 ** 100,
    expected: [5.420276321815787e16, -78299405154435.36, 4.949054093247211e-283],
  },
  {
    title: "m^γ next to the smallest normal number, m^(γ − 2) far from it",
    options: { gamma: 2.5 },
    y: 0,
    x: 2 ** -402,
    expected: [0, 1.0207570827378956e-302, 2.6358498524562795e-181],
  },
  {
    title: "a label that is subnormal, where the logit points away from it",
    options: { gamma: 2, fromLogits: true },
    y: 5e-324,
    x: -800,
    expected: [0, 0, 0],
  },
  {
    title: "a label as small as exp(−|z|)",
    options: { gamma: 0.01, fromLogits: true },
    y: 1e-310,
    x: -705,
    weight: 1e30,
    expected: [6.374075665711038e-280, 5.825415183616785e-280, 5.878414575231236e-280],
  },
  {
    title: "a product of powers that is no double",
    options: { gamma: 470, fromLogits: true },
    y: 0.9,
    x: 2,
    weight: 1e30,
    expected: [1.6204977717194303e-304, -3.275551454950895e-302, 6.631863309755946e-300],
  },
  {
    title: "m^γ that is subnormal, times a large loss",
    options: { gamma: 590, fromLogits: true },
    y: 0.3,
    x: -1e300,
    expected: [9.520539063581532e-10, -9.52053906358156e-310, 0],
  },
  {
    title: "a γ next to nothing, times a logit that is the largest number",
    options: { gamma: 5e-324, fromLogits: true },
    y: 1,
    x: Number.MAX_VALUE,
    expected: [0, 0, 0],
  },
  {
    title: "a γ whose square is no double, of soft labels near 0",
    options: { gamma: 1e300, fromLogits: true },
    y: 0.05,
    x: 9e-251,
    expected: [0, 0, 0],
  },
  {
    title: "m^(γ − 1) beyond the largest double, times a subnormal loss",
    options: { gamma: 0.001 },
    y: 0,
    x: 1e-310,
    expected: [4.8977881936846e-311, 0.49026859818781465, 4.902685981878161e306],
  },
  {
    title: "the same of the smallest probability, with a second derivative that is no double",
    options: { gamma: 0.001 },
    y: 0,
    x: 5e-324,
    expected: [0, 0.47547519162888047, Infinity],
  },
];

test.each(cases)("$title", ({ options, y, x, weight, expected }) => {
  const focal = new BinaryFocalCrossentropy({
    ...options,
    dialect: "exact",
    dtype: "float64",
    axis: [],
    reduction: "none",
  });
  const { value, grad } = focal.valueAndGrad(y, [x], weight);
  const numbers = [value, grad, focal.hessian(y, [x], weight)].map(({ data }) => data[0]! + 0);
  const relative = (16 + 2 * options.gamma) * 2 ** -53;
  expect(difference(numbers, expected, { relative, floor: 2 * 2 ** -1074 })).toBe("");
});

test.each([0.5, 1.5, 2, 3.5, 5])(
  "float32, gamma %d: a large share brings back the digits of what a mean makes faint",
  (gamma) => {
    const count = 256;
    const labels = new Float32Array(count).fill(1);
    const logits = new Float32Array(count).map((_, i) => (i + 1) * (90 / (gamma + 1) / count));
    const scaled = { fromLogits: true, gamma, posWeight: 2 ** 20 } as const;
    const mean = new BinaryFocalCrossentropy(scaled).valueAndGrad(labels, logits).grad;
    const each = new BinaryFocalCrossentropy({ ...scaled, axis: [], reduction: "sum" });
    // Powers of two round nothing, but where a number is subnormal.
    const wanted = each.valueAndGrad(labels, logits).grad.data.map((slope) => slope / count);
    expect(difference(mean.data, wanted, { relative: 0, floor: 0 })).toBe("");
  },
);
