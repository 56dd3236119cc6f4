// What must not change a result: a common power of two in the weights, rows that weigh nothing, the
// order of the rows, and how they are cut into blocks, files and processes. All of it to the bit.

import { deserialize, serialize } from "node:v8";
import { describeInTiers } from "@binary-crossentropy/test/tiers";
import { describe, expect, test } from "vitest";
import { runCompare } from "../src/compare/run-compare.js";
import { openSession } from "../src/duckdb/session.js";
import { blockSize } from "../src/metrics/block.js";
import { Tallies } from "../src/metrics/tallies.js";
import { TallyMemory } from "../src/metrics/tally-memory.js";
import { readCompareOptions } from "../src/options/compare-options.js";
import { silent } from "../src/progress.js";
import type { ScoreResult } from "../src/score/result.js";
import { bce, csv, score, scratch } from "./run.js";

const { write } = scratch();

interface Row {
  y: number;
  p: number;
  q: number;
  w: number;
  g: string;
}

/** The same in every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/**
 * Weights of many sizes, soft labels among hard ones, and predictions with ties and next to 0 and
 * 1.
 */
function someRows(count: number): Row[] {
  const next = random(29);
  return Array.from({ length: count }, (_, i) => {
    const p =
      i % 9 === 0
        ? 10 ** (-12 * next())
        : i % 9 === 1
          ? 1 - 10 ** (-9 * next())
          : Number(next().toFixed(i % 2 ? 2 : 9));
    const y = i % 11 === 0 ? next() : Number(next() < p);
    return { y, p, q: 0.9 * p + 0.05, w: Math.exp(4 * (next() - 0.5)), g: `g${i % 4}` };
  });
}

const rows = someRows(600);
const nothing = (row: Row): Row => ({ ...row, p: 1 - row.p, q: 0.5, w: 0 });

function file(name: string, of: readonly Row[], scale = 1): string {
  const column = (key: keyof Row) => of.map((row) => row[key]);
  return write(
    name,
    csv({
      y: column("y"),
      p: column("p"),
      q: column("q"),
      w: of.map(({ w }) => w * scale),
      g: column("g"),
    }),
  );
}

const columns = ["--label", "y", "--prediction", "p", "--weight", "w"];

/** All of a result but what is a sum of weights, or a number of rows. */
function measuresOf({ total, groups, reliability, worst, concentration }: ScoreResult) {
  const without = ({
    lossSum: _,
    lossPerRow: _l,
    weight: _w,
    count: _c,
    ...rest
  }: ScoreResult["total"]) => rest;
  return {
    total: without(total),
    groups: groups.map(({ values, measures }) => [values, without(measures)]),
    reliability: reliability.map(({ predicted, observed }) => [predicted, observed]),
    worst: worst.map(({ label, prediction, loss }) => [label, prediction, loss]),
    concentration,
  };
}

// Beyond these some weights are no longer the same number of bits.
const powers = [-1000, -660, 1, 340, 1000];

describe("a common power of two in the weights", () => {
  test.each(powers)("2^%i changes no measure of bce score, and scales its sums", async (power) => {
    const of = (scale: number) =>
      score(file(`scaled-${scale}.csv`, rows, scale), ...columns, "--by", "g");
    const [plain, scaled] = [await of(1), await of(2 ** power)];
    expect(measuresOf(scaled)).toEqual(measuresOf(plain));
    expect(scaled.total.weight).toBe(plain.total.weight * 2 ** power);
    expect(scaled.total.lossSum).toBe(plain.total.lossSum * 2 ** power);
  });

  test.each(powers)("2^%i changes nothing in bce compare", async (power) => {
    const of = (scale: number) => compareFile(file(`compared-${scale}.csv`, rows, scale));
    expect(await of(2 ** power)).toEqual(await of(1));
  });
});

describe("rows of weight 0", () => {
  const more = rows.flatMap((row, i) =>
    i % 3 === 0 ? [nothing(row), row] : [row, nothing(row), nothing(row)],
  );

  test("change no measure of bce score", async () => {
    const [plain, padded] = [
      await score(file("plain.csv", rows), ...columns),
      await score(file("padded.csv", more), ...columns),
    ];
    expect(measuresOf(padded)).toEqual(measuresOf(plain));
    expect(padded.total.count).toBe(more.length);
  });

  test("change nothing in bce compare but numbers of rows", async () => {
    expect(await compareFile(file("padded.csv", more))).toEqual(
      await compareFile(file("plain.csv", rows)),
    );
  });

  test("do not take the room of rows that are ranked exactly", () => {
    const [plain, padded] = [rows, more].map((of) => tallyOf(of, { most: 700 }));
    expect(padded!.total().areas()).toEqual(plain!.total().areas());
    expect(padded!.total().areas().exact).toBe(true);
  });
});

async function compareFile(path: string) {
  const session = openSession();
  try {
    const options = readCompareOptions([
      path,
      path,
      ...columns,
      "--prediction-b",
      "q",
      "--bootstrap",
      "200",
    ]);
    const { difference, bootstrap, spread, a, b, best, worst } = await runCompare(
      session,
      options,
      silent,
    );
    const without = ({ lossSum: _, lossPerRow: _l, weight: _w, count: _c, ...rest }: typeof a) =>
      rest;
    const listed = [best, worst].map((changed) =>
      changed.map(({ label, predictionA }) => [label, predictionA]),
    );
    return {
      difference,
      bootstrap,
      ends: spread!.bins.map(({ from, to }) => [from, to]),
      a: without(a),
      b: without(b),
      listed,
    };
  } finally {
    session.close();
  }
}

/** Rows in blocks of some size, added up. */
function tallyOf(
  of: readonly Row[],
  { most = 100, block: size = blockSize }: { most?: number; block?: number },
): Tallies {
  const memory = new TallyMemory(false);
  const tallies = new Tallies(memory, most);
  const block = memory.blocks[0]!;
  for (let start = 0; start < of.length; start += size) {
    const part = of.slice(start, start + size);
    for (const [i, { y, p, w, g }] of part.entries()) {
      [block.labels[i], block.predictions[i], block.weights[i]] = [y, p, w];
      [block.losses[i], block.groups[i]] = [
        -(y * Math.log(p) + (1 - y) * Math.log1p(-p)),
        Number(g.slice(1)),
      ];
    }
    tallies.add(block, part.length, Infinity);
  }
  return tallies;
}

function resultsOf(tallies: Tallies) {
  const concentration = tallies.concentration();
  const total = tallies.total();
  const groups = [0, 1, 2, 3].map((group) => ({
    sums: tallies.group(group).sums,
    areas: tallies.group(group).areas(),
  }));
  return { sums: total.sums, areas: total.areas(), groups, concentration };
}

describe("rows in any order and in any parts", () => {
  // Sizes that no frame holds, and those that no product of doubles holds.
  const sizes: Record<string, (w: number, i: number) => number> = {
    "of weight 1": () => 1,
    "of common weights": (w) => w,
    "of weights far apart": (w, i) => (i % 5 === 0 ? w * 1e-30 : i % 50 === 1 ? w * 1e25 : w),
    "of weights that no double holds products of": (w, i) =>
      w * (i % 2 === 0 ? 1e-305 : i % 3 === 0 ? 1e300 : 1),
  };
  const shuffled = (of: readonly Row[], seed: number) => {
    const next = random(seed);
    return of
      .map((row) => ({ row, key: next() }))
      .sort((a, b) => a.key - b.key)
      .map(({ row }) => row);
  };

  describeInTiers(Object.entries(sizes), ["of weights far apart"], (_, size) => {
    const weighed = rows.map((row, i) => ({ ...row, w: size(row.w, i) }));

    test.each([1e6, 0])("in blocks, where %i rows are ranked exactly", (most) => {
      const whole = resultsOf(tallyOf(weighed, { most }));
      for (const block of [1, 64])
        expect(resultsOf(tallyOf(shuffled(weighed, block), { most, block }))).toEqual(whole);
    });

    test.each([1e6, 100])("in parts, where %i rows are ranked exactly", (most) => {
      const whole = resultsOf(tallyOf(weighed, { most }));
      const mixed = shuffled(weighed, 3);
      // One of a single row, one that keeps its rows and one that does not.
      const ends = [1, 100, mixed.length];
      const [first, ...others] = ends.map((end, i) =>
        tallyOf(mixed.slice(i === 0 ? 0 : ends[i - 1]!, end), { most }),
      );
      for (const other of others)
        first!.merge(deserialize(serialize(other.state())), (group) => group);
      expect(resultsOf(first!)).toEqual(whole);
    });
  });

  test("groups of all rows add up to all of them", () => {
    const each = rows.map((row) => ({ ...row, g: "g0" }));
    const [one, four] = [
      tallyOf(each, { most: 1e6 }).total(),
      tallyOf(rows, { most: 1e6 }).total(),
    ];
    expect(four.sums).toEqual(one.sums);
    expect(four.areas()).toEqual(one.areas());
  });
});

describe("weights of any size", () => {
  test.each(["1e-161", "1e-162", "1e-163", "5e-324", "1e154", "1.7e308"])(
    "ROC AUC where all weigh %s",
    async (w) => {
      const path = write(
        `auc-${w}.csv`,
        `y,p,w\n0,0.1,${w}\n0,0.4,${w}\n1,0.35,${w}\n1,0.8,${w}\n`,
      );
      const { total } = await score(path, ...columns);
      expect([total.rocAuc, total.areas.exact]).toEqual([expect.closeTo(0.75, 14), true]);
      expect(total.prAuc).toBeCloseTo(5 / 6, 12);
    },
  );

  test("two weights whose sum is beyond doubles have a loss, which --fail-above sees", () => {
    const path = write("large.csv", "y,p,w\n1,0.8,1e308\n0,0.3,1e308\n");
    const { status, stdout } = bce([
      "score",
      path,
      ...columns,
      "--dialect",
      "exact",
      "--format",
      "json",
      "--fail-above",
      "0.1",
    ]);
    expect(status).toBe(3);
    const { loss, weight, brier, calibrationError } = JSON.parse(stdout);
    expect(loss).toBeCloseTo(-(Math.log(0.8) + Math.log(0.7)) / 2, 14);
    expect([weight, brier]).toEqual(["Infinity", expect.closeTo(0.065, 14)]);
    expect(calibrationError).toBeCloseTo(0.25, 14);
  });

  test("a sum of costs beyond doubles is a finite loss", async () => {
    const { total } = await score(
      write("costly.csv", "y,p,w\n1,0.001,1e308\n0,0.999,1e307\n"),
      ...columns,
      "--dialect",
      "exact",
    );
    expect(total.loss).toBeCloseTo(-Math.log(0.001), 10);
    expect(total.lossPerRow).toBe(Infinity);
  });
});
