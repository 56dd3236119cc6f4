// Weights made of labels: class weights as sample weights, and the weight of positive labels.

import {
  BinaryCrossentropy,
  binaryCrossentropy,
  type ClassWeight,
  posWeightFor,
  ShapeError,
  sampleWeightFor,
  type TensorLike,
  ValueError,
} from "binary-crossentropy";
import { describe, expect, test } from "vitest";

/** The error of a call, whole. */
function refusal(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    expect(error).toBeInstanceOf(ValueError);
    return (error as Error).message;
  }
  return "none";
}

describe("sampleWeightFor", () => {
  const forms: [string, TensorLike, number[]][] = [
    ["a number", 1, []],
    ["a boolean", true, []],
    ["flat numbers", [0, 1, 1, 0, -0, 1], [6]],
    ["booleans", [false, true, true, false, false, true], [6]],
    ["bytes", Uint8Array.of(0, 1, 1, 0, 0, 1), [6]],
    ["integers", Int32Array.of(0, 1, 1, 0, 0, 1), [6]],
    ["doubles", Float64Array.of(0, 1, 1, 0, 0, 1), [6]],
    [
      "rows",
      [
        [0, 1, 1],
        [0, 0, 1],
      ],
      [2, 3],
    ],
    ["rows of typed arrays", [Uint8Array.of(0, 1, 1), Uint8Array.of(0, 0, 1)], [2, 3]],
    ["a column", [[0], [1], [1], [0], [0], [1]], [6, 1]],
    ["shaped data", { data: [0, 1, 1, 0, 0, 1], shape: [1, 2, 3] }, [1, 2, 3]],
    [
      "transposed data",
      { data: Uint8Array.of(9, 0, 0, 1, 0, 1, 1), shape: [2, 3], strides: [1, 2], offset: 1 },
      [2, 3],
    ],
  ];

  test.each(forms)("gives %s one weight each, in their shape", (_, yTrue, shape) => {
    const expected = shape.length === 0 ? [5] : [2, 5, 5, 2, 2, 5];
    for (const classWeight of [{ 0: 2, 1: 5 }, [2, 5], { 0: 2, 1: 5, 7: 1 }] as ClassWeight[])
      expect(sampleWeightFor(yTrue, classWeight)).toEqual({
        data: Float64Array.from(expected),
        shape,
      });
  });

  test("is balanced as in scikit-learn: n / (classes · count)", () => {
    expect([...sampleWeightFor([0, 0, 0, 1], "balanced").data]).toEqual([2 / 3, 2 / 3, 2 / 3, 2]);
    expect([...sampleWeightFor([2, 2, 2], "balanced").data]).toEqual([1, 1, 1]);
    expect([...sampleWeightFor([-1, 7, 7, 0.5], "balanced").data]).toEqual([
      4 / 3,
      2 / 3,
      2 / 3,
      4 / 3,
    ]);
    const labels = Uint8Array.from({ length: 1000 }, (_, i) => Number(i % 7 === 0));
    const { data } = sampleWeightFor(labels, "balanced");
    const totals = [0, 0];
    for (const [i, label] of labels.entries()) totals[label]! += data[i]!;
    expect(totals[0]).toBeCloseTo(500, 9);
    expect(totals[1]).toBeCloseTo(500, 9);
  });

  test("fits sampleWeight, whatever the ranks of labels and predictions", () => {
    const sum = new BinaryCrossentropy({ fromLogits: true, reduction: "sum" });
    const [zero, one] = [2 * Math.log1p(Math.exp(0.5)), 5 * Math.log1p(Math.exp(-0.5))];
    const column = [[0], [1]];
    for (const yTrue of [[0, 1], column])
      for (const yPred of [
        [0.5, 0.5],
        [[0.5], [0.5]],
      ])
        expect(sum(yTrue, yPred, sampleWeightFor(yTrue, [2, 5]))).toBeCloseTo(zero + one, 5);
    const rows = [
      [0, 1],
      [1, 1],
    ];
    const z = [
      [0.5, 0.5],
      [0.5, 0.5],
    ];
    const weights = sampleWeightFor(rows, [2, 5]);
    for (const [axis, divisor] of [
      [-1, 2],
      [0, 2],
      [null, 4],
      [[], 1],
    ] as const) {
      const bce = new BinaryCrossentropy({ fromLogits: true, reduction: "sum", axis });
      expect(bce(rows, z, weights)).toBeCloseTo((zero + 3 * one) / divisor, 5);
    }
  });

  test("weighs 0, and does not count, what a mask or ignoreLabel leaves out", () => {
    const yTrue = [
      [1, 0, NaN],
      [0, 0, 1],
    ];
    const options = { ignoreLabel: NaN };
    expect([...sampleWeightFor(yTrue, [1, 3], options).data]).toEqual([3, 1, 0, 1, 1, 3]);
    expect([...sampleWeightFor(yTrue, "balanced", options).data]).toEqual([
      5 / 4,
      5 / 6,
      0,
      5 / 6,
      5 / 6,
      5 / 4,
    ]);
    const mask = [
      [true, true, false],
      [true, true, true],
    ];
    expect(sampleWeightFor(yTrue, "balanced", { mask })).toEqual(
      sampleWeightFor(yTrue, "balanced", options),
    );
    expect([...sampleWeightFor(yTrue, [1, 3], { mask: [0, 1] }).data]).toEqual([0, 0, 0, 1, 1, 3]);
    expect([...sampleWeightFor([1, 0], [1, 3], { mask: [1, 0] }).data]).toEqual([3, 0]);
    expect([...sampleWeightFor([9, 9], [1, 3], { mask: [0, 0] }).data]).toEqual([0, 0]);
    expect([...sampleWeightFor([9, 9], "balanced", { ignoreLabel: 9 }).data]).toEqual([0, 0]);
    // As their own array stores it.
    const single = Float32Array.of(0.1, 1);
    expect([...sampleWeightFor(single, [1, 3], { ignoreLabel: 0.1 }).data]).toEqual([0, 3]);
  });

  test("gives nothing for no labels", () => {
    expect(sampleWeightFor([], { 0: 1 })).toEqual({ data: new Float64Array(0), shape: [0] });
    expect(sampleWeightFor({ data: [], shape: [0, 3] }, "balanced").shape).toEqual([0, 3]);
  });

  test("changes no array of the caller's", () => {
    const yTrue = Float64Array.of(0, 1);
    const weights = sampleWeightFor(yTrue, [2, 5]);
    expect([...yTrue]).toEqual([0, 1]);
    expect(weights.data.buffer).not.toBe(yTrue.buffer);
  });

  test.each<[string, () => unknown, string]>([
    [
      "a label without a weight",
      () =>
        sampleWeightFor(
          [
            [0, 1],
            [2, 0],
          ],
          { 0: 1, 1: 5 },
        ),
      "sampleWeightFor: yTrue must hold labels that classWeight has, 0, 1, got 2 at [1, 0].",
    ],
    [
      "a missing label",
      () => sampleWeightFor([0, NaN], { 0: 1, 1: 5 }),
      "sampleWeightFor: yTrue must hold labels that classWeight has, 0, 1, got NaN at [1]. If it stands for a missing label, pass ignoreLabel: NaN, or a mask.",
    ],
    [
      "a missing label, balanced",
      () => sampleWeightFor([0, NaN], "balanced"),
      "sampleWeightFor: yTrue must hold labels, got NaN at [1]. If it stands for a missing label, pass ignoreLabel: NaN, or a mask.",
    ],
    [
      "no class weight",
      () => sampleWeightFor([0], undefined as never),
      'sampleWeightFor: classWeight must be "balanced", or have a weight for each label, as { 0: 1, 1: 5 } has, got undefined.',
    ],
    [
      "another name",
      () => sampleWeightFor([0], "auto" as never),
      'sampleWeightFor: classWeight must be "balanced", or have a weight for each label, as { 0: 1, 1: 5 } has, got "auto".',
    ],
    [
      "a Map",
      () => sampleWeightFor([0], new Map([[0, 1]]) as never),
      'sampleWeightFor: classWeight must be "balanced", or have a weight for each label, as { 0: 1, 1: 5 } has, got an instance of Map.',
    ],
    [
      "a key that is no label",
      () => sampleWeightFor([0], { zero: 1 } as never),
      'sampleWeightFor: classWeight must have labels as its keys, got "zero".',
    ],
    [
      "a weight that is no number",
      () => sampleWeightFor([0], { 0: "1" } as never),
      'sampleWeightFor: classWeight[0] must be a finite number >= 0, got "1".',
    ],
    [
      "a negative weight",
      () => sampleWeightFor([0], [-1]),
      "sampleWeightFor: classWeight[0] must be a finite number >= 0, got -1.",
    ],
    [
      "no labels",
      () => sampleWeightFor("0" as never, [1]),
      'sampleWeightFor: yTrue must be a number, an array of numbers or booleans, a typed array, or { data, shape }, got "0".',
    ],
    [
      "a mask of numbers",
      () => sampleWeightFor([0, 0], [1], { mask: [1, 2] }),
      "sampleWeightFor: mask must be boolean, or 0 and 1, got 2 at [1].",
    ],
    [
      "another option",
      () => sampleWeightFor([0], [1], { axis: 0 } as never),
      'sampleWeightFor: options must have no other keys than mask, ignoreLabel, got "axis".',
    ],
  ])("refuses %s", (_, call, message) => expect(refusal(call)).toBe(message));

  test("is not moved by prototypes, and reads labels after all of the caller's code", () => {
    const inherited = Object.create({ 1: 5 }, { 0: { value: 1, enumerable: true } });
    expect(refusal(() => sampleWeightFor([1], inherited))).toMatch(
      /hold labels that .* has, 0, got 1/,
    );
    const labels = Float32Array.of(0, 0);
    const options = {
      get mask() {
        labels.fill(1);
        return null;
      },
    };
    expect([...sampleWeightFor(labels, [2, 5], options).data]).toEqual([5, 5]);
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(refusal(() => sampleWeightFor([0], proxy as never))).toMatch(/^sampleWeightFor: classW/);
  });
});

describe("posWeightFor", () => {
  test("is negatives by positives, a number for flat labels", () => {
    expect(posWeightFor([0, 1, 0, 0])).toBe(3);
    expect(posWeightFor(Uint8Array.of(1, 1, 0))).toBe(0.5);
    expect(posWeightFor(1)).toBe(0);
    expect(posWeightFor([[0], [1], [0]])).toEqual([2]);
    expect(
      posWeightFor([
        [0, 1, 1],
        [1, 0, 1],
        [0, 0, 1],
      ]),
    ).toEqual([2, 2, 0]);
    expect(posWeightFor({ data: [0, 1, 1, 0, 0, 1, 0, 1], shape: [2, 2, 2] })).toEqual([3, 1 / 3]);
    expect(posWeightFor([0.25, 0.75, 0.5])).toBe(1);
    expect(posWeightFor({ data: [], shape: [0, 0] })).toEqual([]);
  });

  test("leaves out what a mask or ignoreLabel does", () => {
    const yTrue = [
      [1, 0],
      [0, -1],
      [0, 1],
    ];
    expect(posWeightFor(yTrue, { ignoreLabel: -1 })).toEqual([2, 1]);
    expect(
      posWeightFor(yTrue, {
        mask: [
          [1, 1],
          [1, 0],
          [1, 1],
        ],
      }),
    ).toEqual([2, 1]);
    expect(posWeightFor(yTrue, { mask: [true, false, true] })).toEqual([1, 1]);
    expect(posWeightFor([0, 1, NaN, 1], { ignoreLabel: NaN })).toBe(0.5);
  });

  test("makes positives cost in all what negatives do at z = 0", () => {
    const yTrue = [
      [0, 1],
      [0, 1],
      [1, 0],
      [0, 1],
      [0, 1],
    ];
    const z = yTrue.map((row) => row.map(() => 0));
    const options = { fromLogits: true, posWeight: posWeightFor(yTrue), axis: [] };
    const { data } = binaryCrossentropy(yTrue, z, options);
    for (const label of [0, 1]) {
      const sums = [0, 0];
      for (const [i, row] of yTrue.entries()) sums[row[label]!]! += data[2 * i + label]!;
      expect(sums[1]).toBeCloseTo(sums[0]!, 5);
    }
  });

  test.each<[string, () => unknown, string]>([
    [
      "labels of which none is positive",
      () => posWeightFor([0, 0]),
      "posWeightFor: yTrue must hold positive labels, got none. Pass a posWeight of your own, such as 1.",
    ],
    [
      "one label without positives",
      () =>
        posWeightFor([
          [1, 0],
          [0, 0],
        ]),
      "posWeightFor: yTrue must hold positive labels, got none for label 1. Pass a posWeight of your own, such as 1.",
    ],
    [
      "no labels at all",
      () => posWeightFor([]),
      "posWeightFor: yTrue must hold positive labels, got none. Pass a posWeight of your own, such as 1.",
    ],
    [
      "NaN",
      () => posWeightFor([[1], [NaN]]),
      "posWeightFor: yTrue must be labels in [0, 1], got NaN at [1, 0]. If it stands for a missing label, pass ignoreLabel: NaN, or a mask.",
    ],
    [
      "labels of −1",
      () => posWeightFor([1, -1]),
      "posWeightFor: yTrue must be labels in [0, 1], got -1 at [1]. If it stands for a missing label, pass ignoreLabel: -1, or a mask.",
    ],
    [
      "a label that ignoreLabel cannot be",
      () => posWeightFor([1, -Infinity]),
      "posWeightFor: yTrue must be labels in [0, 1], got -Infinity at [1]. If it stands for a missing label, pass a mask.",
    ],
  ])("refuses %s", (_, call, message) => expect(refusal(call)).toBe(message));

  test("refuses a mask of another shape", () => {
    expect(() => posWeightFor([[1, 0]], { mask: [1, 0, 1] })).toThrow(ShapeError);
  });
});

test("who passes classWeight to a loss or a call is told", () => {
  const remedy =
    "Pass sampleWeightFor(yTrue, classWeight) as sampleWeight, or posWeightFor(yTrue) as posWeight.";
  const options = { classWeight: { 0: 1, 1: 5 } } as never;
  for (const call of [
    () => new BinaryCrossentropy(options),
    () => new BinaryCrossentropy({ class_weight: 1 } as never),
    () => binaryCrossentropy([1], [0.5], options),
    () => new BinaryCrossentropy()([1], [0.5], null, options),
    () => new BinaryCrossentropy().valueAndGrad([1], [0.5], null, options),
  ])
    expect(refusal(call)).toContain(remedy);
});
