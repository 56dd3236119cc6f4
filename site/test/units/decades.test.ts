import { expect, test } from "vitest";
import { decadesOf, placeOnAxis } from "../../src/decades.js";

/** The places that uPlot proposes for an axis: 1 to 9 of each decade. */
const between = (low: number, high: number) =>
  Array.from({ length: high - low }, (_, i) => i + low).flatMap((exponent) =>
    [1, 2, 3, 4, 5, 6, 7, 8, 9].map((digit) => digit * 10 ** exponent),
  );
const shown = (splits: number[]) =>
  decadesOf(splits).flatMap((value) => (value === null ? [] : [placeOnAxis(value)]));

test("an axis of a few decades has a line at each power of ten", () => {
  expect(shown(between(-5, 3))).toEqual(["10⁻⁵", "10⁻⁴", "0.001", "0.01", "0.1", "1", "10", "100"]);
});

test("one of many has a line at each second or third", () => {
  expect(shown(between(-9, 5))).toEqual(["10⁻⁸", "10⁻⁶", "10⁻⁴", "0.01", "1", "100", "10⁴"]);
  expect(shown(between(-20, 0)).length).toBeLessThanOrEqual(8);
});

test("one of less than a decade keeps all its lines", () => {
  expect(shown([0.2, 0.3, 0.4])).toEqual(["0.2", "0.3", "0.4"]);
});
