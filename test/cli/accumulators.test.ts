// The accumulators by themselves: parts merge to the whole, and a histogram's areas are off by no more than they say.

import { describe, expect, test } from "vitest";
import { Difference } from "../../cli/src/compare/difference.js";
import { LongLines } from "../../cli/src/input/long-lines.js";
import { editDistance, nearest } from "../../cli/src/input/nearest.js";
import { Concentration, shareAt } from "../../cli/src/metrics/concentration.js";
import { keyBits, logitKey, probabilityKey } from "../../cli/src/metrics/rank-key.js";
import { RankBudget } from "../../cli/src/metrics/ranking.js";
import { sortOrder } from "../../cli/src/metrics/sort-order.js";
import { WorstRows } from "../../cli/src/metrics/worst-rows.js";
import { averagePrecision, type Row, rocAuc } from "./plain.js";

/** The same in every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function someRows(count: number, spread: (u: number) => number): Row[] {
  const next = random(7);
  return Array.from({ length: count }, () => {
    const p = spread(next());
    return { p, y: next() < 0.3 + 0.4 * p ? 1 : 0, w: 0.5 + next() };
  });
}

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
    const budget = new RankBudget(false, 0);
    const parts = [budget.create(), budget.create()];
    for (const [i, { y, p, w }] of rows.entries()) parts[i % 2]!.add(y, p, w);
    const whole = budget.create();
    for (const part of parts) whole.merge(part);
    const areas = whole.areas();
    expect(areas.exact).toBe(false);
    // What rounding adds to the bound.
    const rounding = 1e-12;
    expect(Math.abs(areas.rocAuc! - rocAuc(rows))).toBeLessThanOrEqual(areas.rocError + rounding);
    expect(Math.abs(areas.prAuc! - averagePrecision(rows))).toBeLessThanOrEqual(areas.prError + rounding);
  });

  test("many groups share the room, with fewer bins each", () => {
    const budget = new RankBudget(false, 0);
    const rows = someRows(1200, (u) => u);
    const parts = Array.from({ length: 12 }, () => budget.create());
    for (const [i, { y, p, w }] of rows.entries()) parts[i % 12]!.add(y, p, w);
    expect(budget.fold).toBe(4);
    const own = rows.filter((_, i) => i % 12 === 5);
    const areas = parts[5]!.areas();
    expect(Math.abs(areas.rocAuc! - rocAuc(own))).toBeLessThanOrEqual(areas.rocError + 1e-12);
  });

  test("rows in excess turn the largest group into a histogram, and no other", () => {
    const budget = new RankBudget(false, 100);
    const [large, small] = [budget.create(), budget.create()];
    for (const { y, p, w } of someRows(20, (u) => u)) small.add(y, p, w);
    for (const { y, p, w } of someRows(90, (u) => u)) large.add(y, p, w);
    expect([large.areas().exact, small.areas().exact]).toEqual([false, true]);
  });
});

test("keys are in the order of what they stand for, and within the histogram", () => {
  const probabilities = [0, 5e-324, 1e-40, 1e-9, 0.1, 0.5, 0.5 + 1e-3, 0.9, 1 - 1e-6, 1];
  const logits = [-Infinity, -1e300, -5, -1e-300, -0, 0, 1e-9, 3, 1e300, Infinity];
  for (const keys of [probabilities.map(probabilityKey), logits.map(logitKey)]) {
    expect([...keys].sort((a, b) => a - b)).toEqual(keys);
    expect(Math.min(...keys)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...keys)).toBeLessThan(2 ** keyBits);
  }
  expect(logitKey(-0)).toBe(logitKey(0));
});

test("sortOrder sorts any numbers, and keeps the order of equal ones", () => {
  const next = random(3);
  const values = Float64Array.from({ length: 3000 }, (_, i) => (i % 7 === 0 ? -0 : (next() - 0.5) * 10 ** (i % 300) || 0));
  values.set([Infinity, -Infinity, 5e-324, -5e-324]);
  const expected = Array.from(values.keys()).sort((a, b) => (values[a]! < values[b]! ? -1 : values[a]! > values[b]! ? 1 : a - b));
  expect(Array.from(sortOrder(values, values.length))).toEqual(expected);
  expect(sortOrder(new Float64Array(0), 0)).toHaveLength(0);
});

test("the worst rows of parts are those of the whole", () => {
  const next = random(5);
  const rows = Array.from({ length: 200 }, (_, row) => ({ source: 0, row, label: 1, prediction: 0.5, weight: next(), loss: next() }));
  const [whole, a, b] = [new WorstRows(7), new WorstRows(7), new WorstRows(7)];
  for (const row of rows) {
    for (const worst of [whole, row.row < 100 ? a : b]) if (row.weight * row.loss > worst.threshold) worst.add(row);
  }
  a.merge(b);
  const expected = [...rows].sort((x, y) => y.weight * y.loss - x.weight * x.loss).slice(0, 7);
  expect(whole.rows()).toEqual(expected);
  expect(a.rows()).toEqual(expected);
});

test("which rows carry the loss", () => {
  const [whole, a, b] = [new Concentration(), new Concentration(), new Concentration()];
  // 1 row costs 100, 99 rows cost 1 each: the worst percent carries 100 / 199.
  for (let i = 0; i < 100; i++) for (const each of [whole, i % 2 ? a : b]) each.add(i === 0 ? 100 : 1);
  a.merge(b);
  for (const curve of [whole.curve()!, a.curve()!]) {
    expect(shareAt(curve, 0.01, "loss")).toBeCloseTo(100 / 199, 12);
    expect(shareAt(curve, 0.5, "rows")).toBeCloseTo(0.995 * 0.01, 12);
  }
  expect(new Concentration().curve()).toBeNull();
});

test("a difference of parts is that of the whole", () => {
  const next = random(11);
  const [whole, a, b] = [new Difference(), new Difference(), new Difference()];
  for (let i = 0; i < 100; i++) {
    const [d, w] = [next() - 0.5, next()];
    for (const each of [whole, i % 2 ? a : b]) each.add(d, w);
  }
  a.merge(b);
  for (const key of ["mean", "standardError", "low", "high"] as const) {
    expect(a.interval()[key]).toBeCloseTo(whole.interval()[key]!, 12);
  }
  expect([a.better, a.worse]).toEqual([whole.better, whole.worse]);
});

test("the nearest names", () => {
  expect(editDistance("clikced", "clicked")).toBe(1);
  expect(editDistance("", "abc")).toBe(3);
  expect(nearest("Label", ["id", "label", "labels"])).toEqual(["label", "labels"]);
  expect(nearest("p", ["y"])).toEqual([]);
});

describe("the lines of a CSV file, however its bytes come in blocks", () => {
  test.each([
    ["y,p\n1,0.5\n", 6, false],
    ['a,b\n"x ""y"" z",1\n', 15, false],
    ['a,b\n1,"open\n2,3\n', 7, true],
    ['a,b\n5" pipe,1\n', 10, false],
    ['a;b\r\n"";"""";"a\nb"\r\n', 11, false],
    ['a,b\n1,"a\nb\nc\nd\ne"\n', 10, false],
    ['a,b\n1,"x"""\n', 8, false],
    ['a,b\n1,"x""\n', 7, true],
    ["no end", 6, false],
  ])("%j", (text, longest, isQuoted) => {
    for (let size = 1; size <= text.length; size++) {
      const lines = new LongLines();
      const bytes = Buffer.from(text);
      for (let at = 0; at < bytes.length; at += size) lines.scan(bytes.subarray(at, at + size));
      expect({ size, isQuoted: lines.isQuoted }).toEqual({ size, isQuoted });
      // Line ends count, and in a block with several only its first and its last line do.
      expect(lines.longest).toBeLessThanOrEqual(longest + 1);
      if (size === 1) expect(lines.longest).toBeGreaterThanOrEqual(longest - 1);
    }
  });
});
