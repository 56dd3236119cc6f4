// The accumulators by themselves: parts merge to the whole, and a histogram's areas are off by no
// more than they say.

import { deserialize, serialize } from "node:v8";
import { describe, expect, test, vi } from "vitest";
import { Difference } from "../../cli/src/compare/difference.js";
import { LongLines } from "../../cli/src/input/long-lines.js";
import { editDistance, nearest } from "../../cli/src/input/nearest.js";
import { shareAt } from "../../cli/src/metrics/concentration.js";
import { sortOrder } from "../../cli/src/metrics/sort-order.js";
import { Tallies } from "../../cli/src/metrics/tallies.js";
import { blockSize, TallyMemory } from "../../cli/src/metrics/tally-memory.js";
import { WorstRows } from "../../cli/src/metrics/worst-rows.js";
import { keyBits } from "../../cli/src/wasm/numbers.js";
import { averagePrecision, type Row, rocAuc } from "./plain.js";

// Much is computed, and all cores may be busy.
vi.setConfig({ testTimeout: 120_000 });

/** The same in every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Tallies in a memory of their own, and its one block. */
function newTallies(most?: number) {
  const memory = new TallyMemory(false);
  return { tallies: new Tallies(memory, most), block: memory.blocks[0]! };
}

function someRows(count: number, spread: (u: number) => number): Row[] {
  const next = random(7);
  return Array.from({ length: count }, () => {
    const p = spread(next());
    return { p, y: next() < 0.3 + 0.4 * p ? 1 : 0, w: 0.5 + next() };
  });
}

/** Rows into tallies, in turn to each of some groups. */
function tally(rows: readonly Row[], groups: number, most: number): Tallies {
  const { tallies, block: columns } = newTallies(most);
  for (let start = 0; start < rows.length; start += blockSize) {
    const block = rows.slice(start, start + blockSize);
    const { labels, predictions, weights, losses, groups: numbers } = columns;
    for (const [i, { y, p, w }] of block.entries()) {
      [labels[i], predictions[i], weights[i]] = [y, p, w];
      [losses[i], numbers[i]] = [Math.abs(y - p), (start + i) % groups];
    }
    tallies.add(columns, block.length, Infinity);
  }
  return tallies;
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

test("the worst rows of parts are those of the whole", () => {
  const next = random(5);
  const rows = Array.from({ length: 200 }, (_, row) => ({
    source: 0,
    row,
    label: 1,
    prediction: 0.5,
    weight: next(),
    loss: next(),
  }));
  const [whole, a, b] = [new WorstRows(7), new WorstRows(7), new WorstRows(7)];
  for (const row of rows) {
    for (const worst of [whole, row.row < 100 ? a : b])
      if (row.weight * row.loss > worst.threshold) worst.add(row);
  }
  a.merge(b);
  const expected = [...rows].sort((x, y) => y.weight * y.loss - x.weight * x.loss).slice(0, 7);
  expect(whole.rows()).toEqual(expected);
  expect(a.rows()).toEqual(expected);
});

test("which rows carry the loss", () => {
  const { tallies, block } = newTallies();
  // 1 row costs 100, 99 rows cost 1 each: the worst percent carries 100 / 199.
  block.losses.fill(1, 0, 100)[7] = 100;
  expect(tallies.add(block, 100, 1)).toEqual(Uint32Array.of(7));
  const curve = tallies.concentration()!;
  expect(shareAt(curve, 0.01, "loss")).toBeCloseTo(100 / 199, 12);
  expect(shareAt(curve, 0.5, "rows")).toBeCloseTo(0.995 * 0.01, 12);
  expect(newTallies().tallies.concentration()).toBeNull();
});

test("a row of weight 0 costs nothing, even if its loss is infinite", () => {
  const { tallies, block } = newTallies();
  block.losses[0] = Infinity;
  block.weights[0] = 0;
  expect(tallies.add(block, 1, -1)).toEqual(Uint32Array.of());
  expect(tallies.total().sums).toMatchObject({ loss: 0, count: 1, weight: 0 });
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

test("weights that were never written stay 1, also when rows become a histogram", () => {
  const { tallies, block } = newTallies(100);
  for (let i = 0; i < 3; i++) {
    block.labels.fill(1, 0, 90);
    block.predictions.fill(0.5, 0, 90);
    tallies.add(block, 90, Infinity);
  }
  const { sums, areas } = tallies.total();
  const unit = 2 ** sums.exponent;
  expect([sums.count, sums.weight * unit, sums.positive * unit, areas().exact]).toEqual([
    270,
    270,
    270,
    false,
  ]);
});

test("rows that turn into a histogram are still there for who looks at the worst of them", () => {
  const { tallies, block } = newTallies(4);
  block.labels.set([1, 0, 1, 0, 1, 0]);
  block.predictions.set([0.9, 0.1, 0.8, 0.2, 0.7, 0.3]);
  const before = [
    block.labels.slice(0, 6),
    block.predictions.slice(0, 6),
    block.losses.fill(2, 0, 6).slice(0, 6),
  ];
  expect(tallies.add(block, 6, 1)).toHaveLength(6);
  expect(tallies.group(0).areas().exact).toBe(false);
  expect([
    block.labels.slice(0, 6),
    block.predictions.slice(0, 6),
    block.losses.slice(0, 6),
  ]).toEqual(before);
});

test("where many rows are expected none is kept", () => {
  const { tallies, block } = newTallies();
  tallies.expectMany();
  block.predictions.fill(0.5, 0, 3);
  tallies.add(block, 3, Infinity);
  expect(tallies.group(0).areas().exact).toBe(false);
  expect(tallies.parts().rankings[0]!.pieces).toEqual([]);
});

test("tallies go on where those of another thread stopped", () => {
  const rows = someRows(3000, (u) => u);
  const [there, whole] = [tally(rows, 3, 1500), tally(rows, 3, 1500)];
  const here = new Tallies(new TallyMemory(false, 1, there.memory.shared), 1500);
  here.takeOver(structuredClone(there.parts()));
  for (const one of [here, whole]) {
    const block = one.memory.blocks[0]!;
    one.add(block, 100, Infinity);
  }
  expect([0, 1, 2].map((group) => here.group(group).areas())).toEqual(
    [0, 1, 2].map((group) => whole.group(group).areas()),
  );
  expect(here.total().areas()).toEqual(whole.total().areas());
  expect(here.total().sums).toEqual(whole.total().sums);
});

describe("tallies of parts merge to those of the whole", () => {
  test.each([
    ["rows in both", 1e6, 1e6],
    ["a histogram into rows", 1e6, 0],
    ["rows into a histogram", 0, 1e6],
    ["histograms in both", 0, 0],
    ["rows that are too many together", 1500, 1500],
  ])("%s", (_, mostHere, mostThere) => {
    const rows = someRows(2000, (u) => u);
    const whole = tally(rows, 3, Math.min(mostHere, mostThere) < 2000 ? 0 : 1e6);
    const [here, there] = [
      tally(rows.slice(0, 1002), 3, mostHere),
      tally(rows.slice(1002), 3, mostThere),
    ];
    // The groups of the second part have other numbers, as in a process that met them in another
    // order.
    here.merge(deserialize(serialize(there.state())), (group) => group);
    const [merged, expected] = [here.total(), whole.total()];
    // To the bit: no sum depends on the order of its terms.
    expect(merged.sums).toEqual(expected.sums);
    expect(merged.areas()).toEqual(expected.areas());
    expect(merged.areas().exact).toBe(mostHere === 1e6 && mostThere === 1e6);
    for (const group of [0, 1, 2]) {
      expect(here.group(group).sums).toEqual(whole.group(group).sums);
      expect(here.group(group).areas()).toEqual(whole.group(group).areas());
    }
    expect(here.concentration()).toEqual(whole.concentration());
  });

  test("with groups of other numbers, and histograms of another size", () => {
    const rows = someRows(3000, (u) => u);
    const [few, many] = [tally(rows, 1, 0), tally(rows, 20, 0)];
    few.merge(deserialize(serialize(many.state())), (group) => group + 1);
    expect(few.size).toBe(21);
    expect(few.group(0).sums.count).toBe(3000);
    const own = rows.filter((_, i) => i % 20 === 4);
    const areas = few.group(5).areas();
    expect(Math.abs(areas.rocAuc! - rocAuc(own))).toBeLessThanOrEqual(areas.rocError + 1e-12);
    const all = few.group(0).areas();
    expect(Math.abs(all.rocAuc! - rocAuc(rows))).toBeLessThanOrEqual(all.rocError + 1e-12);
  });
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
