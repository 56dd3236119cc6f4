// The total weight of a call, against sums written out here.

import { ShapeError } from "binary-crossentropy";
import { describe, expect, test } from "vitest";
import { totalWeight } from "../src/loss/total-weight.js";
import { readOptions } from "../src/options/read-options.js";
import { configure } from "../src/task/configured.js";

const total = (options: object, args: Parameters<typeof totalWeight>[2]) =>
  totalWeight("test", configure(readOptions("test", options)), args);

const labels = [
  [0, 1, 1],
  [1, 0, NaN],
];

describe("total weight", () => {
  test("is the number of cells without a weight", () => {
    expect(total({}, { yTrue: labels })).toBe(2);
    expect(total({ axis: [] }, { yTrue: labels })).toBe(6);
    expect(total({ axis: null }, { yTrue: labels })).toBe(1);
  });

  test("counts each cell's weight once, and the mean of weights by element", () => {
    expect(total({}, { yTrue: labels, sampleWeight: [2, 0.5] })).toBe(2.5);
    expect(total({}, { yTrue: labels, sampleWeight: labels.map(() => [1, 2, 3]) })).toBe(4);
    expect(total({}, { yTrue: [1, 0, 1], sampleWeight: [1, 2, 3] })).toBe(6);
  });

  test("leaves out what a mask or ignoreLabel leaves out", () => {
    expect(total({}, { yTrue: labels, sampleWeight: [2, 0.5], mask: [true, false] })).toBe(2);
    const perElement = { yTrue: labels, sampleWeight: labels.map(() => [1, 2, 30]) };
    expect(total({ ignoreLabel: NaN }, perElement)).toBe(11 + 1.5);
    expect(total({ axis: [], ignoreLabel: 1 }, { yTrue: labels })).toBe(3);
  });

  test("is 0 of nothing, and finite where the weights' own sum is", () => {
    expect(total({}, { yTrue: { data: [], shape: [0, 3] } })).toBe(0);
    const sampleWeight = Float64Array.of(2 ** 1023, 2 ** 1022);
    expect(total({ dtype: "float64" }, { yTrue: [[1], [0]], sampleWeight })).toBe(1.5 * 2 ** 1023);
  });

  test("does not look at what stands for predictions", () => {
    expect(total({ validate: true }, { yTrue: [[2], [-1]] })).toBe(2);
  });

  test("refuses a weight that does not fit", () => {
    expect(() => total({}, { yTrue: labels, sampleWeight: [1, 2, 3] })).toThrow(
      new ShapeError(
        "test: sampleWeight must fit the losses of shape [2], got shape [3]. What fits: a scalar, [2], [2, 1], [2, 3] for one per element.",
      ),
    );
  });
});
