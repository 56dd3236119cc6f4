// The standard error and the interval of the loss, and what is known of groups, from a table: those
// of the same rows in a file.
//
// @module-tag thorough

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Group, Measures, ScoreResult } from "../../src/score/result.js";
import { csv, score, scratch } from "../run.js";
import { type Columns, type Database, openDatabase } from "./databases.js";
import { scoreUrl } from "./run.js";
import { describeWith } from "./servers.js";

const { write } = scratch();

/** Numbers in (0, 1), the same in every run. */
function numbers(count: number, seed: number): number[] {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return (state + 0.5) / 2 ** 31;
  });
}

const count = 500;
const [first, second, third] = [1, 2, 3].map((seed) => numbers(count, seed)) as [
  number[],
  number[],
  number[],
];
const y = first.map((x) => Number(x < 0.3));
const p = second.map((x, i) => (x + 0.5 * y[i]!) / 1.5);
const g = third.map((x) => Math.floor(5 * x ** 2));
const ofClass = (i: number) => (y[i]! > 0 ? 1 : -1);

const cases: Readonly<Record<string, { columns: Columns; args?: readonly string[] }>> = {
  probabilities: { columns: { y, p, g } },
  "weights, some of them 0": {
    columns: { y, p, g, w: first.map((x, i) => (i % 7 === 0 ? 0 : 1 / x)) },
  },
  "a whole group without weight, and one with one row": {
    columns: {
      y,
      p,
      g: g.map((one, i) => (i === 9 ? 9 : one)),
      w: g.map((one) => Number(one > 0)),
    },
  },
  "soft labels": { columns: { y: first, p: second, g } },
  "logits with all that is done to labels, and weights of every size": {
    columns: {
      y,
      p: second.map((x) => 9 * x - 5),
      g: second.map((x) => Math.floor(8 * x)),
      w: first.map((x, i) => x * 10 ** (150 * (g[i]! - 2))),
    },
    args: ["--from-logits", "--label-smoothing", "0.2", "--pos-weight", "2.5"],
  },
  "PyTorch's, in 50 groups": {
    columns: { y, p, g: second.map((x) => Math.floor(50 * x)), w: third },
    args: ["--dialect", "torch", "--label-smoothing", "0.2", "--pos-weight", "2.5"],
  },
  "losses from 1e-130 to 300": {
    columns: { y, p: second.map((x, i) => ofClass(i) * (600 * x - 300)), g },
    args: ["--from-logits"],
  },
  "a group of losses of 1e-65": {
    columns: { y, p: second.map((x, i) => ofClass(i) * (g[i] === 1 ? 150 + x : x)), g },
    args: ["--from-logits"],
  },
  "losses that differ by 1e-6 of their size, others in each group": {
    columns: { y: y.map(() => 1), p: g.map((one, i) => 0.1 + 0.15 * one + 1e-6 * second[i]!), g },
  },
  "losses that are all the same": { columns: { y, p: y.map(() => 0.5), g } },
  "weights of every size, others in each group": {
    columns: { y, p, g, w: first.map((x, i) => x * 10 ** (150 * (g[i]! - 2))) },
  },
  "one weight is 1e12": { columns: { y, p, g, w: first.map((x, i) => (i === 3 ? 1e12 : x)) } },
  "the smallest weights": { columns: { y, p, g, w: first.map((x) => Math.ceil(9 * x) * 5e-324) } },
  "an infinite loss in one group": {
    columns: { y, p: p.map((x, i) => (i === g.indexOf(2) ? 1 - y[i]! : x)), g },
    args: ["--dialect", "exact"],
  },
};

/** What is to be the same, or null in both. */
const known = ({ interval }: Measures, tested: Group["tested"]) => [
  interval?.standardError,
  interval?.low,
  interval?.high,
  interval?.effectiveRows,
  tested?.difference,
  tested?.z,
  tested?.adjusted,
];

function listOf({ total, groups }: ScoreResult) {
  return [
    { values: ["all"], known: known(total, null) },
    ...groups.map(({ values, measures, tested }) => ({ values, known: known(measures, tested) })),
  ];
}

const needed = { postgres: ["postgres"], clickhouse: ["clickhouse-server"] } as const;

describe.each(["postgres", "clickhouse"] as const)("%s", (name) => {
  describeWith(needed[name], `intervals on ${name}`, () => {
    let database: Database;
    beforeAll(async () => {
      database = await openDatabase[name]();
    });
    afterAll(() => database?.stop());

    test.each(Object.entries(cases))("%s", async (_, { columns, args = [] }) => {
      const asked = ["--label", "y", "--prediction", "p", "--by", "g", ...args];
      if ("w" in columns) asked.push("--weight", "w");
      await database.create("rows", columns);
      const found = listOf(await scoreUrl(database.url!, "--table", "rows", ...asked));
      const wanted = listOf(await score(write("rows.csv", csv(columns)), ...asked));
      expect(found.map(({ values }) => values)).toEqual(wanted.map(({ values }) => values));
      const off = found.flatMap(({ values, known: own }, i) =>
        own.flatMap((actual, k) => {
          const expected = wanted[i]!.known[k];
          const isNear =
            actual === expected || Math.abs(actual! - expected!) <= 1e-9 * Math.abs(expected!);
          return isNear ? [] : [`${values}, ${k}: ${actual}, not ${expected}`];
        }),
      );
      expect(off).toEqual([]);
    });
  });
});
