// Class weights, as sample weights.

import { failure } from "@binary-crossentropy/test/failure";
import {
  BinaryCrossentropy,
  binaryCrossentropy,
  type ClassWeight,
  sampleWeightFor,
  type TensorLike,
} from "binary-crossentropy";
import { describe, expect, test } from "vitest";

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
      "ValueError: sampleWeightFor: yTrue must hold labels that classWeight has, 0, 1, got 2 at [1, 0].",
    ],
    [
      "a missing label",
      () => sampleWeightFor([0, NaN], { 0: 1, 1: 5 }),
      "ValueError: sampleWeightFor: yTrue must hold labels that classWeight has, 0, 1, got NaN at [1]. If it stands for a missing label, pass ignoreLabel: NaN, or a mask.",
    ],
    [
      "a missing label, balanced",
      () => sampleWeightFor([0, NaN], "balanced"),
      "ValueError: sampleWeightFor: yTrue must hold labels, got NaN at [1]. If it stands for a missing label, pass ignoreLabel: NaN, or a mask.",
    ],
    [
      "no class weight",
      () => sampleWeightFor([0], undefined as never),
      'ValueError: sampleWeightFor: classWeight must be "balanced", or have a weight for each label, as { 0: 1, 1: 5 } has, got undefined.',
    ],
    [
      "another name",
      () => sampleWeightFor([0], "auto" as never),
      'ValueError: sampleWeightFor: classWeight must be "balanced", or have a weight for each label, as { 0: 1, 1: 5 } has, got "auto".',
    ],
    [
      "a Map",
      () => sampleWeightFor([0], new Map([[0, 1]]) as never),
      'ValueError: sampleWeightFor: classWeight must be "balanced", or have a weight for each label, as { 0: 1, 1: 5 } has, got an instance of Map.',
    ],
    [
      "a key that is no label",
      () => sampleWeightFor([0], { zero: 1 } as never),
      'ValueError: sampleWeightFor: classWeight must have labels as its keys, got "zero".',
    ],
    [
      "a weight that is no number",
      () => sampleWeightFor([0], { 0: "1" } as never),
      'ValueError: sampleWeightFor: classWeight[0] must be a finite number >= 0, got "1".',
    ],
    [
      "a negative weight",
      () => sampleWeightFor([0], [-1]),
      "ValueError: sampleWeightFor: classWeight[0] must be a finite number >= 0, got -1.",
    ],
    [
      "no labels",
      () => sampleWeightFor("0" as never, [1]),
      'ValueError: sampleWeightFor: yTrue must be a number, an array of numbers or booleans, a typed array, or { data, shape }, got "0".',
    ],
    [
      "a mask of numbers",
      () => sampleWeightFor([0, 0], [1], { mask: [1, 2] }),
      "ValueError: sampleWeightFor: mask must be boolean, or 0 and 1, got 2 at [1].",
    ],
    [
      "another option",
      () => sampleWeightFor([0], [1], { axis: 0 } as never),
      'ValueError: sampleWeightFor: options must have no other keys than mask, ignoreLabel, got "axis".',
    ],
  ])("refuses %s", (_, call, message) => expect(failure(call)).toBe(message));

  test("is not moved by prototypes, and reads labels after all of the caller's code", () => {
    const inherited = Object.create({ 1: 5 }, { 0: { value: 1, enumerable: true } });
    expect(failure(() => sampleWeightFor([1], inherited))).toMatch(
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
    expect(failure(() => sampleWeightFor([0], proxy as never))).toMatch(
      /^ValueError: sampleWeightFor: classW/,
    );
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
    expect(failure(call)).toContain(remedy);
});
