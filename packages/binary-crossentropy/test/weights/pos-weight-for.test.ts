// The weight of positive labels that makes them count as much as the negative ones.

import { failure } from "@binary-crossentropy/test/failure";
import { binaryCrossentropy, posWeightFor, ShapeError } from "binary-crossentropy";
import { describe, expect, test } from "vitest";

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
      "ValueError: posWeightFor: yTrue must hold positive labels, got none. Pass a posWeight of your own, such as 1.",
    ],
    [
      "one label without positives",
      () =>
        posWeightFor([
          [1, 0],
          [0, 0],
        ]),
      "ValueError: posWeightFor: yTrue must hold positive labels, got none for label 1. Pass a posWeight of your own, such as 1.",
    ],
    [
      "no labels at all",
      () => posWeightFor([]),
      "ValueError: posWeightFor: yTrue must hold positive labels, got none. Pass a posWeight of your own, such as 1.",
    ],
    [
      "NaN",
      () => posWeightFor([[1], [NaN]]),
      "ValueError: posWeightFor: yTrue must be labels in [0, 1], got NaN at [1, 0]. If it stands for a missing label, pass ignoreLabel: NaN, or a mask.",
    ],
    [
      "labels of −1",
      () => posWeightFor([1, -1]),
      "ValueError: posWeightFor: yTrue must be labels in [0, 1], got -1 at [1]. If it stands for a missing label, pass ignoreLabel: -1, or a mask.",
    ],
    [
      "a label that ignoreLabel cannot be",
      () => posWeightFor([1, -Infinity]),
      "ValueError: posWeightFor: yTrue must be labels in [0, 1], got -Infinity at [1]. If it stands for a missing label, pass a mask.",
    ],
  ])("refuses %s", (_, call, message) => expect(failure(call)).toBe(message));

  test("refuses a mask of another shape", () => {
    expect(() => posWeightFor([[1, 0]], { mask: [1, 0, 1] })).toThrow(ShapeError);
  });
});
