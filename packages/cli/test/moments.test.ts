// The moments that intervals come from: by their definitions, in any parts, and without
// cancellation.

import { deserialize, serialize } from "node:v8";
import { describe, expect, test } from "vitest";
import { blockAlone } from "../src/metrics/block.js";
import { frameOf } from "../src/metrics/frame.js";
import { meanError, skewnessOf } from "../src/metrics/mean-error.js";
import {
  addMoments,
  type MomentSums,
  momentsOfCluster,
  noMoments,
  subtractMoments,
} from "../src/metrics/moment-sums.js";
import { MomentTallies } from "../src/metrics/moment-tallies.js";
import { Moments } from "../src/metrics/moments.js";
import { random } from "./tally-rows.js";

interface Row {
  loss: number;
  w: number;
  group: number;
  cluster: number;
}

function someRows(count: number, weightOf: (u: number, i: number) => number): Row[] {
  const next = random(11);
  return Array.from({ length: count }, (_, i) => ({
    loss: i % 17 === 0 ? 0 : -Math.log(next()),
    w: weightOf(next(), i),
    group: i % 3,
    cluster: Math.floor(i / 7),
  }));
}

const weights = {
  "of weight 1": () => 1,
  "of common weights": (u: number) => 0.5 + u,
  "of weights 0, 1 and others": (u: number, i: number) => [0, 1, u][i % 3]!,
  "of weights far apart": (u: number, i: number) => (i % 5 ? u : u * 1e-30),
  "of weights beyond products": (u: number, i: number) => u * (i % 2 ? 1e-305 : 1e300),
} as const;

function tally(rows: readonly Row[], step = 8192): MomentTallies {
  const { block } = blockAlone(false);
  const tallies = new MomentTallies();
  let frame: number | null = null;
  for (let start = 0; start < rows.length; start += step) {
    const part = rows.slice(start, start + step);
    for (const [i, { loss, w, group, cluster }] of part.entries()) {
      [block.losses[i], block.weights[i]] = [loss, w];
      [block.groups[i], block.clusters[i]] = [group, cluster];
    }
    frame ??= frameOf(block.weights, part.length);
    tallies.add(block, part.length, frame ?? 0, true);
  }
  return tallies;
}

/** Results as doubles: two exact numbers that are equal may be written in different units. */
function resultsOf(tallies: MomentTallies) {
  const groups = [0, 1, 2].map((group) => tallies.group(group));
  const total = groups.reduce(addMoments, noMoments);
  const clusters = Array.from({ length: tallies.clusters }, (_, i) => tallies.cluster(i));
  const byCluster = clusters.map(momentsOfCluster).reduce(addMoments, noMoments);
  const rest = subtractMoments(total, groups[0]!);
  return [...groups, total, byCluster, rest].map(statistics);
}

const statistics = (moments: MomentSums) => {
  const error = meanError(moments);
  return error && { ...error, skewness: skewnessOf(moments) };
};

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

describe.each(Object.entries(weights))("rows %s", (name, weightOf) => {
  const rows = someRows(1000, weightOf);

  test("give the same bits in any order, blocks and parts", () => {
    const whole = resultsOf(tally(rows));
    const reversed = [...rows].reverse();
    for (const step of [1, 64]) expect(resultsOf(tally(reversed, step))).toEqual(whole);
    const first = tally(rows.slice(0, 300));
    const other = tally(rows.slice(300));
    const each = <T>(length: number, of: (i: number) => T) =>
      Array.from({ length }, (_, i) => of(i));
    first.merge(
      deserialize(serialize(each(other.size, (group) => other.group(group)))),
      (group) => group,
      each(other.clusters, (cluster) => other.cluster(cluster)),
      (cluster) => cluster,
    );
    expect(resultsOf(first)).toEqual(whole);
    const there = tally(rows);
    expect(resultsOf(MomentTallies.from(structuredClone(there.parts())))).toEqual(whole);
  });

  test("and one by one", () => {
    const one = new Moments();
    for (const { loss, w } of rows) one.add(loss, w);
    expect(statistics(one.value)).toEqual(resultsOf(tally(rows))[3]);
    // Blocks of one group are added up in another way.
    const single = tally(rows.map((row) => ({ ...row, group: 0 }))).group(0);
    expect(statistics(single)).toEqual(statistics(one.value));
  });

  test("by their definitions", () => {
    // A scale changes nothing, and keeps squares and cubes within doubles here.
    const scale = name.includes("beyond") ? 1e-300 : 1;
    const own = rows.filter(({ w }) => w > 0).map((row) => ({ ...row, w: row.w * scale }));
    const w = sum(own.map((row) => row.w));
    const mean = sum(own.map((row) => row.w * row.loss)) / w;
    const e = own.map((row) => row.w * (row.loss - mean));
    const squares = sum(e.map((x) => x ** 2));
    const found = resultsOf(tally(rows))[3]!;
    expect(found.mean).toBeCloseTo(mean, 12);
    const n = own.length;
    expect(found.standardError).toBeCloseTo(Math.sqrt((n / (n - 1)) * squares) / w, 12);
    expect(found.skewness).toBeCloseTo(sum(e.map((x) => x ** 3)) / squares ** 1.5, 9);
    expect(found.equal).toBeCloseTo(w ** 2 / sum(own.map((row) => row.w ** 2)), 8);
    if (name === "of weight 1") expect(found.spread).toBeCloseTo(found.standardError, 14);
    const totals = new Map<number, number>();
    for (const [i, { cluster }] of own.entries())
      totals.set(cluster, (totals.get(cluster) ?? 0) + e[i]!);
    const byCluster = [...totals.values()];
    const g = byCluster.length;
    expect(resultsOf(tally(rows))[4]!.standardError).toBeCloseTo(
      Math.sqrt((g / (g - 1)) * sum(byCluster.map((x) => x ** 2))) / w,
      12,
    );
  });
});

test("1,000 losses of 2.197 ± 2e-9 have their true standard error", () => {
  const rows = Array.from({ length: 1000 }, (_, i) => ({
    loss: 2.197 + (i % 2 ? 2e-9 : -2e-9),
    w: 1,
    group: 0,
    cluster: i,
  }));
  const { standardError, skewness } = resultsOf(tally(rows))[3]!;
  expect(standardError).toBeCloseTo(Math.sqrt(4e-18 / 999), 16);
  expect(standardError / Math.sqrt(4e-18 / 999)).toBeCloseTo(1, 6);
  // Third powers are rounded, and say nothing of so small a spread.
  expect(skewness).toBe(0);
});

test("weights that are as large as those of one row leave no degrees of freedom", () => {
  const one = new Moments();
  one.add(1, 1);
  expect(meanError(one.value)).toBeNull();
  one.add(2, 0);
  expect(meanError(one.value)).toBeNull();
  one.add(2, 1e-300);
  expect(meanError(one.value)!.degrees).toBe(1);
});

test("a loss that is infinite leaves its group without a standard error, unless it weighs nothing", () => {
  const rows = someRows(30, () => 1);
  rows[0]!.loss = Infinity;
  rows[1]!.loss = Infinity;
  rows[1]!.w = 0;
  const [first, second, third, total, , rest] = resultsOf(tally(rows));
  expect([first, total]).toEqual([null, null]);
  expect([second, third, rest].every((one) => one !== null)).toBe(true);
});
