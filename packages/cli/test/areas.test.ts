// The areas by histogram are off by no more than they say.

import { describe, expect, test } from "vitest";
import { rankRows } from "../src/metrics/kept-rows.js";
import { sortOrder } from "../src/metrics/sort-order.js";
import { TallyMemory } from "../src/metrics/tally-memory.js";
import { keyBits } from "../src/wasm/numbers.js";
import { averagePrecision, rocAuc } from "./plain.js";
import { newTallies, random, someRows, tally } from "./tally-rows.js";

describe("areas by histogram", () => {
  const inputs = {
    "over all of [0, 1]": (u: number) => u,
    "next to 1": (u: number) => 1 - u * 1e-6,
    "next to 0": (u: number) => u * 1e-9,
    "two apart by less than a bin": (u: number) => (u < 0.5 ? 0.25 : 0.25 + 1e-9),
  };

  test.each(Object.entries(inputs))("are within the bound that they state: %s", (_, spread) => {
    const rows = someRows(600, spread);
    // No room for exact rows, and with parts in groups that are merged.
    const areas = tally(rows, 2, 0).total().areas();
    expect(areas.exact).toBe(false);
    // What rounding adds to the bound.
    const rounding = 1e-12;
    expect(Math.abs(areas.rocAuc! - rocAuc(rows))).toBeLessThanOrEqual(areas.rocError + rounding);
    expect(Math.abs(areas.prAuc! - averagePrecision(rows))).toBeLessThanOrEqual(
      areas.prError + rounding,
    );
  });

  test.each([12, 300])("%i groups share the room, with fewer bins each", (groups) => {
    const rows = someRows(9000, (u) => u);
    const tallies = tally(rows, groups, 0);
    const own = rows.filter((_, i) => i % groups === 5);
    for (const total of [false, true]) {
      // The total is one histogram more, before which the others may be made coarser.
      if (total) tallies.total();
      const areas = tallies.group(5).areas();
      expect(areas.rocError).toBeLessThan(groups === 12 ? 0.02 : 0.1);
      expect(Math.abs(areas.rocAuc! - rocAuc(own))).toBeLessThanOrEqual(areas.rocError + 1e-12);
      expect(Math.abs(areas.prAuc! - averagePrecision(own))).toBeLessThanOrEqual(
        areas.prError + 1e-12,
      );
    }
    expect(tallies.total().sums.count).toBe(9000);
  });

  test("rows in excess turn the largest group into a histogram, and no other", () => {
    // Of 110 rows group 0 has two thirds.
    const { tallies, block } = newTallies(100);
    const { labels, predictions, weights, groups } = block;
    for (const [i, { y, p, w }] of someRows(110, (u) => u).entries()) {
      [labels[i], predictions[i], weights[i], groups[i]] = [y, p, w, i % 3 === 0 ? 1 : 0];
    }
    tallies.add(block, 110, Infinity);
    expect([tallies.group(0).areas().exact, tallies.group(1).areas().exact]).toEqual([false, true]);
    expect(tallies.total().areas().exact).toBe(false);
    tallies.add(block, 20, Infinity);
    expect([tallies.group(0).sums.count, tallies.group(1).sums.count]).toEqual([73 + 13, 37 + 7]);
  });
});

test("keys are in the order of what they stand for, and within the histogram", () => {
  const probabilities = [0, 5e-324, 1e-40, 1e-9, 0.1, 0.5, 0.5 + 1e-3, 0.9, 1 - 1e-6, 1];
  const logits = [-Infinity, -1e300, -5, -1e-300, -0, 0, 1e-9, 3, 1e300, Infinity];
  const { rankKey } = new TallyMemory(false).exports;
  for (const keys of [
    probabilities.map((p) => rankKey(p, false)),
    logits.map((z) => rankKey(z, true)),
  ]) {
    expect([...keys].sort((a, b) => a - b)).toEqual(keys);
    expect(Math.min(...keys)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...keys)).toBeLessThan(2 ** keyBits);
  }
  expect(rankKey(-0, true)).toBe(rankKey(0, true));
});

test("sortOrder sorts any numbers, and keeps the order of equal ones", () => {
  const next = random(3);
  const values = Float64Array.from({ length: 6000 }, (_, i) =>
    i % 7 === 0 ? -0 : (next() - 0.5) * 10 ** (i % 300) || 0,
  );
  values.set([Infinity, -Infinity, 5e-324, -5e-324]);
  const expected = Array.from(values.keys()).sort((a, b) =>
    values[a]! < values[b]! ? -1 : values[a]! > values[b]! ? 1 : a - b,
  );
  expect(Array.from(sortOrder(values, values.length))).toEqual(expected);
  expect(sortOrder(new Float64Array(0), 0)).toHaveLength(0);
});

test.each([0, 1, 2, 255, 5000])("%i plain rows are ranked as rows of weight 2 are", (count) => {
  const next = random(11);
  const special = [Infinity, -Infinity, -0, 0, 5e-324];
  const predictions = Float64Array.from({ length: count }, (_, i) =>
    i % 5 === 0 ? special[(i / 5) % special.length]! : Math.round((next() - 0.5) * 900) / 7,
  );
  const labels = Float64Array.from(predictions, () => Number(next() < 0.3));
  const of = (weight: number) =>
    rankRows({ predictions, labels, weights: new Float64Array(count).fill(weight) });
  const [plain, other] = [of(1), of(2)];
  expect(plain.predictions).toEqual(other.predictions);
  expect(plain.weights).toEqual({ ...other.weights, pairs: other.weights.pairs.map((w) => w / 2) });
  const distinct = [...new Set(predictions)].sort((a, b) => a - b);
  expect([...plain.predictions]).toEqual(distinct);
});
