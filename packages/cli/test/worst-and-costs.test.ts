// The worst rows, which rows carry the loss, and the difference of two losses: parts merge to the
// whole.

import { expect, test } from "vitest";
import { pairedDifference } from "../src/compare/difference.js";
import { shareAt } from "../src/metrics/concentration.js";
import { Moments } from "../src/metrics/moments.js";
import { WorstRows } from "../src/metrics/worst-rows.js";
import { newTallies, random } from "./tally-rows.js";

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

test("a difference of parts is that of the whole", () => {
  const next = random(11);
  const [whole, a, b] = [new Moments(), new Moments(), new Moments()];
  for (let i = 0; i < 100; i++) {
    const [d, w] = [next() - 0.5, next()];
    for (const each of [whole, i % 2 ? a : b]) each.add(d, w);
  }
  a.merge(b);
  const [parts, all] = [a, whole].map(
    ({ value }) => pairedDifference({ own: value, rest: null }, false).interval,
  );
  for (const key of ["mean", "standardError", "low", "high"] as const)
    expect(parts![key]).toBeCloseTo(all![key]!, 12);
});
