// Thresholds, curves and recalibration against scikit-learn's numbers, and from histograms.

import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { middleOf } from "../src/metrics/ranked-points.js";
import { Tallies } from "../src/metrics/tallies.js";
import { TallyMemory } from "../src/metrics/tally-memory.js";
import { curvesOf } from "../src/score/curves.js";
import { wilson } from "../src/statistics/wilson.js";
import { csv, score, scratch } from "./run.js";
import { random } from "./tally-rows.js";

const read = (name: string) => JSON.parse(readFileSync(new URL(name, import.meta.url), "utf8"));

interface Case {
  name: string;
  y: number[];
  p: number[];
  w: number[] | null;
}

interface Expected {
  name: string;
  thresholds: {
    threshold: number;
    precision: number;
    recall: number;
    f1: number;
    confusion: [number, number, number, number];
  }[];
  recalibration: Record<"intercept" | "slope" | "calibrationLoss" | "refinementLoss", number>;
}

const cases: Case[] = read("sklearn.json").cases;
const expectations: Expected[] = read("sklearn-curves.json").cases;
const { write } = scratch();
const json = ["--label", "y", "--prediction", "p", "--dialect", "exact", "--format", "json"];

const options = {
  fromLogits: false,
  labelSmoothing: 0,
  dialect: "exact",
  epsilon: 1e-7,
  posWeight: 1,
  dtype: "float64",
} as const;

describe.each(cases)("scikit-learn, $name", ({ name, y, p, w }) => {
  const expected = expectations.find((one) => one.name === name)!;
  const path = write(`${name}.csv`, csv({ y, p, ...(w && { w }) }));
  const find = () => score(path, ...json, ...(w ? ["--weight", "w"] : []));

  test("thresholds", async () => {
    const { curves } = await find();
    for (const { threshold, precision, recall, f1, confusion } of expected.thresholds) {
      const own = curves!.thresholds.find((one) => one.threshold === threshold)!;
      expect(own.precision ?? 0).toBeCloseTo(precision, 12);
      expect(own.recall).toBeCloseTo(recall, 12);
      expect(own.f1).toBeCloseTo(f1, 12);
      const { truePositive, falsePositive, falseNegative, trueNegative } = own;
      for (const [i, share] of [truePositive, falsePositive, falseNegative, trueNegative].entries())
        expect(share).toBeCloseTo(confusion[i]!, 12);
    }
  });

  test("recalibration, whose losses add up to that of the predictions", async () => {
    const { curves, total } = await find();
    const found = curves!.recalibration!;
    for (const key of ["intercept", "slope", "calibrationLoss", "refinementLoss"] as const)
      expect(found[key], key).toBeCloseTo(expected.recalibration[key], 8);
    expect(found.calibrationLoss + found.refinementLoss).toBeCloseTo(total.loss!, 10);
  });

  test("the areas under the curves", async () => {
    const { curves, total } = await find();
    const area = curves!.roc
      .slice(1)
      .reduce(
        (sum, [x, y], i) => sum + ((x - curves!.roc[i]![0]) * (y + curves!.roc[i]![1])) / 2,
        0,
      );
    expect(area).toBeCloseTo(total.rocAuc!, 2);
    expect(curves!.roc.at(-1)).toEqual([expect.closeTo(1, 12), expect.closeTo(1, 12)]);
    expect(curves!.lift.at(-1)).toEqual([expect.closeTo(1, 12), expect.closeTo(1, 12)]);
    const most = Math.max(...curves!.thresholds.map(({ f1 }) => f1 ?? 0));
    expect(curves!.bestF1!.f1).toBeGreaterThanOrEqual(most);
  });

  test("bins of equal weight hold all rows, and their intervals the observed shares", async () => {
    const { massBins } = (await find()).curves!;
    expect(massBins.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
    for (const { from, to, predicted, observed, low, high } of massBins) {
      expect(from <= predicted + 1e-12 && predicted <= to + 1e-12).toBe(true);
      expect(low <= observed && observed <= high).toBe(true);
    }
    // Ties stay together: with one decimal there are few bins of different sizes.
    if (name === "plain")
      expect(massBins.every(({ share }) => Math.abs(share - 0.1) < 0.01)).toBe(true);
  });
});

describe("from a histogram", () => {
  const next = random(4);
  const rows = Array.from({ length: 5000 }, () => {
    const z = 4 * (next() - 0.5) + 4 * (next() - 0.5);
    const p = 1 / (1 + Math.exp(-z));
    return { p, y: Number(next() < p) };
  });

  test.each([false, true])("weights %s", (weighted) => {
    const [exact, counted] = [1e6, 0].map((most) => {
      const memory = new TallyMemory(false);
      const tallies = new Tallies(memory, most);
      const block = memory.blocks[0]!;
      for (const [i, { p, y }] of rows.entries()) {
        [block.predictions[i], block.labels[i], block.losses[i]] = [p, y, 0.5];
        block.weights[i] = weighted ? 0.5 + (i % 3) : 1;
      }
      tallies.add(block, rows.length, Infinity);
      return curvesOf(tallies.total().points(), rows.length, options)!;
    });
    expect([exact!.exact, counted!.exact]).toEqual([true, false]);
    const [a, b] = [exact!.recalibration!, counted!.recalibration!];
    expect(b.slope).toBeCloseTo(a.slope, 3);
    expect(b.refinementLoss).toBeCloseTo(a.refinementLoss, 5);
    for (const [i, { precision, recall }] of exact!.thresholds.entries()) {
      expect(counted!.thresholds[i]!.precision!).toBeCloseTo(precision!, 2);
      expect(counted!.thresholds[i]!.recall!).toBeCloseTo(recall!, 2);
    }
  });

  test("the middle of a bin is in it", () => {
    for (const isLogit of [false, true]) {
      const { exports } = new TallyMemory(isLogit);
      const values = isLogit
        ? [-30, -1e-3, 0, 2.5, 700]
        : [1e-9, 0.02, 0.4999, 0.5, 0.77, 1 - 1e-9];
      for (const x of values)
        for (const fold of [0, 4]) {
          const bin = exports.rankKey(x, isLogit) >>> fold;
          const middle = middleOf(bin, fold, isLogit);
          expect(exports.rankKey(middle, isLogit) >>> fold).toBe(bin);
        }
    }
  });
});

test("classes that do not overlap have no recalibration", async () => {
  const path = write("apart.csv", "y,p\n0,0.1\n0,0.2\n1,0.8\n1,0.9\n");
  const { curves } = await score(path, ...json);
  expect(curves!.recalibration).toBeNull();
  const one = write("one.csv", "y,p\n1,0.8\n1,0.9\n");
  const { curves: ofOne } = await score(one, ...json);
  expect([ofOne!.recalibration, ofOne!.roc]).toEqual([null, []]);
});

test("Wilson's interval, against its tables", () => {
  expect(wilson(0, 10)).toEqual({ low: 0, high: expect.closeTo(0.2775, 4) });
  expect(wilson(0.5, 10)).toEqual({
    low: expect.closeTo(0.2366, 4),
    high: expect.closeTo(0.7634, 4),
  });
  expect(wilson(1, 20)).toEqual({ low: expect.closeTo(0.8389, 4), high: 1 });
});
