// The losses of columns: those of the library's call, whichever way they come about, and only for
// rows that can be scored.

import { BinaryCrossentropy } from "binary-crossentropy";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LossOptions } from "../src/loss-options.js";
import { type Block, blockAlone } from "../src/metrics/block.js";
import { Losses } from "../src/score/losses.js";

const usual: LossOptions = {
  fromLogits: false,
  labelSmoothing: 0,
  dialect: "keras2",
  epsilon: 1e-7,
  posWeight: 1,
  dtype: "float64",
};

/** What the library's call gives. */
function called(
  options: LossOptions,
  labels: readonly number[],
  predictions: readonly number[],
): number[] {
  const loss = new BinaryCrossentropy({ ...options, axis: [], reduction: "none" });
  return Array.from(loss.call(Float64Array.from(labels), Float64Array.from(predictions)).data);
}

const share = fc.double({ min: 0, max: 1, noNaN: true });
const label = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(0, 1) },
  { weight: 1, arbitrary: share },
);
const probability = fc.oneof(
  share,
  fc.constantFrom(0, 1, 5e-324, 1e-300, 1e-8, 1e-7, 0.5, 1 - 1e-7, 1 - 2 ** -53),
);
const logit = fc.oneof(
  fc.double({ min: -60, max: 60, noNaN: true }),
  fc.double({ noNaN: true }),
  fc.constantFrom(0, -0, Infinity, -Infinity, 708, 709, -746),
);

const variants: [string, Partial<LossOptions>][] = [
  ["keras2", {}],
  ["keras3", { dialect: "keras3" }],
  ["another ε", { epsilon: 0.01 }],
  ["no ε", { epsilon: 0 }],
  ["a tiny ε", { epsilon: 1e-300, dialect: "keras3" }],
  ["smoothed", { labelSmoothing: 0.1 }],
  ["posWeight", { posWeight: 3 }],
  ["torch", { dialect: "torch" }],
  ["exact", { dialect: "exact" }],
  ["float32", { dtype: "float32" }],
];

describe.each([false, true])("fromLogits %s", (fromLogits) => {
  test.each(variants)("%s: as the library's call", (_, changed) => {
    const options = { ...usual, fromLogits, ...changed };
    const losses = new Losses(options);
    const row = fc.tuple(label, fromLogits ? logit : probability);
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 20 }), (rows) => {
        const [labels, predictions] = [rows.map(([y]) => y), rows.map(([, x]) => x)];
        const expected = called(options, labels, predictions);
        for (const [i, found] of losses.of(labels, predictions).entries()) {
          const wanted = expected[i]!;
          // Where the library multiplies and adds in one it rounds once less.
          const isSame = found === wanted || Math.abs(found - wanted) <= 1e-15 * Math.abs(wanted);
          expect(isSame, `row ${i}: ${found} for ${wanted}`).toBe(true);
        }
      }),
    );
  });
});

test("what lies behind the rows decides nothing", () => {
  const { block, exports } = blockAlone(false);
  block.labels.set([1, 0, 1, 0.5]);
  block.predictions.set([0.9, 0.1, 0.8, NaN]);
  const { byteOffset: labels } = block.labels;
  const columns = [labels, block.predictions.byteOffset, block.losses.byteOffset] as const;
  expect(exports.hardLosses(3, ...columns, 1e-7, 1 - 1e-7, 1e-7)).toBe(1);
  expect(Array.from(block.losses.subarray(0, 3))).toEqual(
    Array.from(new Losses(usual).of([1, 0, 1], [0.9, 0.1, 0.8])),
  );
  block.labels[2] = 0.5;
  expect(exports.hardLosses(3, ...columns, 1e-7, 1 - 1e-7, 1e-7)).toBe(0);
});

test("probabilities of logits", () => {
  const { block, exports } = blockAlone(true);
  const logits = [0, -0, 1, -1, 40, -40, -800, 800, Infinity, -Infinity, 1e-300];
  block.predictions.set(logits);
  new Losses({ ...usual, fromLogits: true }).fill(exports, block, logits.length);
  for (const [i, z] of logits.entries())
    expect(block.probabilities[i]).toBeCloseTo(1 / (1 + Math.exp(-z)), 15);
});

describe("rows that can be scored", () => {
  const { block, exports } = blockAlone(false);
  const areGood = (
    start: number,
    end: number,
    [lowest, highest]: readonly [number, number] = [0, 1],
  ) =>
    exports.areGood(
      start,
      end,
      block.labels.byteOffset,
      block.predictions.byteOffset,
      block.weights.byteOffset,
      ...([0, 1, lowest, highest, 0, Number.MAX_VALUE] as const),
    ) === 1;
  const fill = () => {
    block.labels.fill(1, 0, 9);
    block.predictions.fill(0.5, 0, 9);
    block.weights.fill(1, 0, 9);
  };

  test.each<[keyof Block, number]>([
    ["labels", -0.1],
    ["labels", 2],
    ["labels", NaN],
    ["predictions", -1e-300],
    ["predictions", 1 + 2 ** -52],
    ["predictions", NaN],
    ["weights", -1],
    ["weights", Infinity],
    ["weights", NaN],
  ])("%s must not be %d, at any place", (column, value) => {
    for (const [start, end] of [
      [0, 8],
      [0, 9],
      [1, 8],
      [3, 4],
      [4, 4],
    ] as const) {
      for (let i = 0; i < 9; i++) {
        fill();
        block[column][i] = value;
        expect(areGood(start, end), `row ${i} of ${start} to ${end}`).toBe(i < start || i >= end);
      }
    }
  });

  test("what is at the edges is good", () => {
    fill();
    block.labels.set([0, -0, 1, 0.5]);
    block.predictions.set([0, 1, -0, 5e-324]);
    block.weights.set([0, 1e300, 5e-324, 1]);
    expect(areGood(0, 9)).toBe(true);
    block.predictions.set([Infinity, -Infinity, 1e300, -0]);
    expect(areGood(0, 9)).toBe(false);
    expect(areGood(0, 9, [-Infinity, Infinity])).toBe(true);
  });
});
