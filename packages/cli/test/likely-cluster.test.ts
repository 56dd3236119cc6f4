// The warning that rows likely belong together: given where the losses of a key's rows are alike,
// and not by chance.

import { describe, expect, test } from "vitest";
import { likenessOf } from "../src/statistics/likeness.js";
import { bce, csv, score, scratch } from "./run.js";
import { scoreBy } from "./score-by.js";
import { random } from "./tally-rows.js";

const { folder, write } = scratch();
const names = ["--label", "y", "--prediction", "p", "--worst", "0"];

/** Rows of users, each of whom a share of the rows surprises, and in which nobody differs. */
function someRows(users: number, each: number, shared: number) {
  const next = random(31);
  const rows = Array.from({ length: users }, (_, user) => {
    const noise = next() < 0.3 ? shared : 0;
    return Array.from({ length: each }, () => {
      const p = 0.05 + 0.9 * next();
      return { key: next(), user, p, y: Number(next() < (1 - noise) * p + noise * (1 - p)) };
    });
  }).flat();
  // In no order.
  return rows.sort((a, b) => a.key - b.key).map((row, i) => ({ ...row, id: i, g: i % 5 }));
}

const file = (name: string, rows: ReturnType<typeof someRows>) =>
  write(
    name,
    csv(
      Object.fromEntries(
        (["id", "user", "g", "y", "p"] as const).map((key) => [key, rows.map((row) => row[key])]),
      ),
    ),
  );
const alike = file("alike.csv", someRows(300, 12, 0.8));

describe("bce score", () => {
  test("names the column, and about what --cluster would give", async () => {
    const { likelyCluster, total } = await score(alike, ...names);
    const clustered = await score(alike, ...names, "--cluster", "user");
    const factor = clustered.total.interval!.standardError / total.interval!.standardError;
    expect(likelyCluster!.column).toBe("user");
    expect(likelyCluster!.factor / factor).toBeCloseTo(1, 2);
    expect(factor).toBeGreaterThan(1.2);
    expect(clustered.likelyCluster).toBeNull();
  });

  test("says so on standard error, in JSON and in the report", () => {
    const report = `${folder}/report.html`;
    const args = ["score", alike, ...names, "--format", "json", "--report", report];
    const { status, stdout, stderr } = bce(args);
    expect([status, JSON.parse(stdout).likelyCluster.column]).toEqual([0, "user"]);
    expect(stderr).toMatch(
      /^bce score: rows of the same "user" cost alike, and intervals take them for independent: with --cluster user, if these rows belong together, the standard error would be about 1\.\d times as large\.\n$/,
    );
  });

  test("says nothing of a key whose rows do not cost alike, or of other columns", async () => {
    const independent = file("independent.csv", someRows(300, 12, 0));
    expect((await score(independent, ...names)).likelyCluster).toBeNull();
    const few = file("few.csv", someRows(90, 40, 0.8));
    expect((await score(few, ...names)).likelyCluster).toBeNull();
  });

  test("is the same by several processes, and with bad rows left out", async () => {
    const { likelyCluster } = await score(alike, ...names);
    const other = file("other.csv", someRows(120, 3, 0));
    const [found] = await scoreBy(2, alike, other, ...names);
    expect(found).toMatchObject({ likelyCluster });
    const skipped = await score(alike, ...names, "--skip-bad-rows");
    expect(skipped.likelyCluster).toEqual(likelyCluster);
  });
});

test("z is that of a normal number if no terms depend on each other, heavy tails or not", () => {
  const next = random(7);
  const zs = Array.from({ length: 300 }, () => {
    const terms = Float64Array.from({ length: 400 }, () => next() ** -2);
    const clusters = Int32Array.from({ length: 400 }, () => Math.floor(100 * next()));
    return likenessOf(terms, clusters, 100).z;
  });
  const mean = zs.reduce((sum, z) => sum + z, 0) / zs.length;
  const squares = zs.reduce((sum, z) => sum + z * z, 0) / zs.length;
  expect(Math.abs(mean)).toBeLessThan(0.25);
  expect(squares).toBeGreaterThan(0.8);
  expect(squares).toBeLessThan(1.25);
  expect(Math.max(...zs)).toBeLessThan(4.5);
});

test("rows that are there four times have twice the standard error", () => {
  const terms = Float64Array.from({ length: 400 }, (_, i) => Math.sin(Math.floor(i / 4)));
  const clusters = Int32Array.from({ length: 400 }, (_, i) => Math.floor(i / 4));
  expect(likenessOf(terms, clusters, 100).factor).toBeCloseTo(2, 12);
  expect(likenessOf(terms, clusters, 100).z).toBeGreaterThan(20);
});
