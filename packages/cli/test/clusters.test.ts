// bce score --cluster: errors of the loss that are robust against what the rows of a cluster share.

import { expect, test } from "vitest";
import { bce, csv, refusal, score, scratch } from "./run.js";
import { scoreBy } from "./score-by.js";
import { random } from "./tally-rows.js";

const { write } = scratch();
const names = ["--label", "y", "--prediction", "p"];

const next = random(3);
const rows = Array.from({ length: 900 }, (_, i) => ({
  y: Number(next() < 0.4),
  p: 0.05 + 0.9 * next(),
  w: 0.5 + next(),
  user: `user ${i % 90}`,
  g: i % 3 === 0 ? "a" : "b",
}));
const file = (name: string, of: typeof rows) =>
  write(
    name,
    csv(
      Object.fromEntries(
        (["y", "p", "w", "user", "g"] as const).map((key) => [key, of.map((row) => row[key])]),
      ),
    ),
  );
const path = file("rows.csv", rows);

const lossOf = ({ y, p }: (typeof rows)[0]) => -(y ? Math.log(p) : Math.log1p(-p));

/** By its definition, CR1. */
function standardError(of: typeof rows): number {
  const weight = of.reduce((sum, { w }) => sum + w, 0);
  const mean = of.reduce((sum, row) => sum + row.w * lossOf(row), 0) / weight;
  const sums = new Map<string, number>();
  for (const row of of)
    sums.set(row.user, (sums.get(row.user) ?? 0) + row.w * (lossOf(row) - mean));
  const squares = [...sums.values()].reduce((sum, x) => sum + x * x, 0);
  return Math.sqrt((sums.size / (sums.size - 1)) * squares) / weight;
}

const options = [...names, "--weight", "w", "--cluster", "user", "--by", "g", "--dialect", "exact"];

test("is the robust error of the sums over clusters, of all rows and of each group", async () => {
  const { total, groups } = await score(path, ...options);
  expect(total.interval).toMatchObject({
    clusters: 90,
    standardError: expect.closeTo(standardError(rows), 12),
  });
  for (const { values, measures } of groups) {
    const own = rows.filter(({ g }) => g === values[0]);
    expect(measures.interval!.standardError).toBeCloseTo(standardError(own), 12);
  }
  expect(groups[0]!.measures.interval!.clusters).toBe(30);
});

test("gives the same bits by several processes, in any order of the rows", async () => {
  const { total, groups } = await score(path, ...options);
  const parts = [rows.slice(500), rows.slice(0, 120), rows.slice(120, 500)];
  const files = parts.map((part, i) => file(`part-${i}.csv`, part));
  for (const size of [2, 3]) {
    const [found] = await scoreBy(size, ...files, ...options);
    expect(found).toMatchObject({ total, groups });
  }
});

test("rows that are there four times say no more than once", async () => {
  const four = rows.flatMap((row, i) =>
    Array.from({ length: 4 }, () => ({ ...row, user: `${i}` })),
  );
  const plain = [...names, "--dialect", "exact"];
  const [once, clustered, independent] = [
    await score(path, ...plain),
    await score(file("four.csv", four), ...plain, "--cluster", "user"),
    await score(file("four.csv", four), ...plain),
  ].map(({ total }) => total.interval!);
  expect(clustered!.standardError).toBeCloseTo(once!.standardError, 13);
  expect(clustered!.high).toBeCloseTo(once!.high, 13);
  expect(independent!.standardError / once!.standardError).toBeCloseTo(0.5, 3);
});

test("one cluster has no interval, and the text says how many there are", () => {
  const one = file(
    "one.csv",
    rows.map((row) => ({ ...row, user: "same" })),
  );
  const { stdout } = bce(["score", one, ...names, "--cluster", "user", "--format", "json"]);
  expect(JSON.parse(stdout).interval).toBeNull();
  const text = bce(["score", path, ...names, "--cluster", "user", "--worst", "0"]).stdout;
  expect(text).toMatch(/^loss .*\n± standard error .*\nclusters +90\n/);
});

test("needs a column that is there", async () => {
  expect(await refusal(path, ...names, "--cluster", "users")).toMatch(
    /^--cluster must name a column of ".*rows\.csv", got "users"\. Did you mean "user"\?$/,
  );
});
