// Tallies by themselves: parts merge to the whole, to the bit, and rows turn into histograms.

import { deserialize, serialize } from "node:v8";
import { describe, expect, test } from "vitest";
import { Tallies } from "../src/metrics/tallies.js";
import { TallyMemory } from "../src/metrics/tally-memory.js";
import { rocAuc } from "./plain.js";
import { newTallies, someRows, tally } from "./tally-rows.js";

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

test("a row of weight 0 costs nothing, even if its loss is infinite", () => {
  const { tallies, block } = newTallies();
  block.losses[0] = Infinity;
  block.weights[0] = 0;
  expect(tallies.add(block, 1, -1)).toEqual(Uint32Array.of());
  expect(tallies.total().sums).toMatchObject({ loss: 0, count: 1, weight: 0 });
});

test("a histogram has every digit of the weights", () => {
  const { tallies, block } = newTallies(0);
  tallies.expectMany();
  // With a row there is a histogram, which the next rows are counted in at once.
  block.weights[0] = 0.5;
  tallies.add(block, 1, Infinity);
  // Just below what their first words count, of every size, and of labels of all kinds.
  const weights = Array.from(
    { length: 60 },
    (_, i) => 2 ** ((i % 21) - 18) * (1 - 2 ** -53 * (i % 3)),
  );
  const labels = weights.map((_, i) => [1, 0, 0.25][i % 3]!);
  for (const [i, w] of weights.entries()) {
    block.weights[i] = w;
    block.labels[i] = labels[i]!;
    block.predictions[i] = (i % 7) / 7;
  }
  tallies.add(block, weights.length, Infinity);
  const { weighted, frame, odd } = tallies.state().groups[0]!.ranking.histogram!;
  expect(odd.size).toBe(0);
  const total = (which: 0 | 2) => {
    let sum = 0n;
    for (let i = which; i < weighted!.length; i += 4)
      sum += (weighted![i + 1]! << 64n) + BigInt.asUintN(64, weighted![i]!);
    return sum;
  };
  // In units of 2^−76.
  const units = (x: number) => BigInt(x * 2 ** (76 - frame));
  const all = (share: (w: number, y: number) => number) =>
    weights.reduce((sum, w, i) => sum + units(share(w, labels[i]!)), 0n);
  expect(total(0)).toBe(all((w, y) => w * y));
  expect(total(2)).toBe(all((w, y) => w - w * y) + units(0.5));
});
