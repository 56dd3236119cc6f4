// Infinities, NaN, the ends of the range, lengths around those of blocks: by the class and the function.

import { grad, valueAndGrad } from "@jax-js/jax";
import { BinaryCrossentropy as Core, type Dialect } from "binary-crossentropy";
import { BinaryCrossentropy, binaryCrossentropy } from "binary-crossentropy/jax";
import { describe, expect, test } from "vitest";
import type { Value } from "../../../src/jax/term.js";
import { difference } from "../../support/compare.js";
import { array, type Device, numbers } from "../device.js";
import { derivatives } from "./derivatives.js";

type Row = [y: number, x: number, loss: number, gradient: number];

const ofLogits: Row[] = [
  [1, Infinity, 0, 0],
  [0, Infinity, Infinity, 1],
  [0.25, Infinity, Infinity, 0.75],
  [0, -Infinity, 0, 0],
  [1, -Infinity, Infinity, -1],
  [0.25, -Infinity, Infinity, -0.25],
  [1, NaN, NaN, NaN],
  [NaN, 1, NaN, NaN],
  [0, 0, Math.fround(Math.LN2), 0.5],
  [1, -0, Math.fround(Math.LN2), -0.5],
  [0, 3e38, 3e38, 1],
  [1, 3e38, 0, 0],
];

const ofProbabilities: Record<Dialect, Row[]> = {
  exact: [
    [0, 0, 0, 1],
    [1, 1, 0, -1],
    [1, 0, Infinity, -Infinity],
    [1, -0, Infinity, -Infinity],
    [0, 1, Infinity, Infinity],
    [0.5, 0, Infinity, -Infinity],
    [0, NaN, NaN, NaN],
    [1, 1.5, NaN, NaN],
  ],
  torch: [
    [1, 0, 100, -1e12],
    [0, 1, 100, 1e12],
    [0, 0, 0, 0],
    [1, 1, 0, 0],
    [1, NaN, NaN, NaN],
  ],
  keras2: [
    [1, 0, 15.424949, 0],
    [0, 1, 15.333239, 0],
    [1, NaN, NaN, NaN],
  ],
  keras3: [
    [1, 0, 16.118095, 0],
    [0, 1, 15.942385, 0],
    [1, NaN, NaN, NaN],
  ],
};

export function specials(_: Device): void {
  const rows = [
    ["logits", { fromLogits: true }, ofLogits] as const,
    ...Object.entries(ofProbabilities).map(
      ([dialect, list]) => [dialect, { dialect: dialect as Dialect }, list] as const,
    ),
  ];
  const elements = { axis: [], reduction: "none" } as const;

  describe.each(rows)("%s at the ends of the range", (_name, options, list) => {
    const [y, x] = [list.map((row) => row[0]), list.map((row) => row[1])];
    const expected = (column: 2 | 3) => list.map((row) => Math.fround(row[column]));
    const tolerance = { relative: 1e-6, floor: 0 };
    const byClass = new BinaryCrossentropy({ ...options, ...elements });
    const byFunction = (a: Value, b: Value) => binaryCrossentropy(a, b, { ...options, axis: [] });

    test.each([
      ["the class", byClass],
      ["the function", byFunction],
    ] as const)("%s", async (_how, loss) => {
      const { gradient } = derivatives(loss);
      expect(difference(await numbers(loss(array(y), array(x))), expected(2), tolerance)).toBe("");
      expect(difference(await numbers(gradient(array(y), array(x))), expected(3), tolerance)).toBe(
        "",
      );
    });
  });

  test("any number of rows has the mean and gradient of the main entry", async () => {
    const options = { fromLogits: true };
    const [loss, core] = [new BinaryCrossentropy(options), new Core(options)];
    for (const count of [1, 2, 255, 256, 257]) {
      const y = Float32Array.from({ length: count }, (_value, i) => i % 2);
      const z = Float32Array.from({ length: count }, (_value, i) => Math.sin(i) * 6);
      const { value, grad: expected } = core.valueAndGrad(y, z);
      const [mean, gradient] = valueAndGrad((x: Value) => loss(array(y), x))(array(z));
      expect(difference(await numbers(mean), [value], { relative: 1e-6, floor: 0 })).toBe("");
      expect(
        difference(await numbers(gradient), expected.data, { relative: 1e-6, floor: 1e-9 }),
      ).toBe("");
    }
  });

  test("the loss of no rows is 0, the mean over an axis of length 0 is NaN", async () => {
    const none = array([], [0, 2]);
    expect(await numbers(new BinaryCrossentropy()(none.ref, none))).toEqual([0]);
    const empty = array([], [2, 0]);
    const each = new BinaryCrossentropy({ reduction: "none" });
    expect(await numbers(each(empty.ref, empty))).toEqual([NaN, NaN]);
  });

  test("what a mask or a label leaves out is in no value and no gradient, be it NaN", async () => {
    const loss = new BinaryCrossentropy({ fromLogits: true, ignoreLabel: -1, axis: null });
    const y = [1, 0, -1, 1];
    const z = [0.5, NaN, NaN, -0.25];
    const mask = () => array([1, 0, 1, 1], [4], "bool");
    const gradient = grad((x: Value) => loss(array(y), x, undefined, { mask: mask() }))(array(z));
    const expected = new Core({ fromLogits: true, axis: null }).valueAndGrad([1, 1], [0.5, -0.25]);
    const [first, last] = expected.grad.data;
    expect(
      difference(await numbers(gradient as Value), [first!, 0, 0, last!], {
        relative: 1e-6,
        floor: 0,
      }),
    ).toBe("");
    const value = loss(array(y), array(z), undefined, { mask: mask() });
    expect(difference(await numbers(value), [expected.value], { relative: 1e-6, floor: 0 })).toBe(
      "",
    );
  });
}
