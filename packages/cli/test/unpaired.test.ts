// bce compare --unpaired: two files whose rows differ.

import { readFileSync } from "node:fs";
import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import type { ComparedGroup } from "../src/compare/result.js";
import { runCompare } from "../src/compare/run-compare.js";
import { openSession } from "../src/duckdb/session.js";
import { readCompareOptions } from "../src/options/compare-options.js";
import { silent } from "../src/progress.js";
import { studentQuantile } from "../src/statistics/student.js";
import { differenceOf } from "../src/statistics/two-means.js";
import { bce, csv, score, scratch } from "./run.js";
import { random } from "./tally-rows.js";

const { folder, write } = scratch();
const names = ["--label", "y", "--prediction", "p", "--dialect", "exact"];

function someRows(seed: number, count: number, noise: number) {
  const next = random(seed);
  return Array.from({ length: count }, (_, i) => {
    const p = 0.05 + 0.9 * next();
    const y = Number(next() < (1 - noise) * p + noise * (1 - p));
    return { y, p, w: 0.5 + next(), g: ["de", "fr"][i % 2]!, user: `u${i % 60}` };
  });
}
type Row = ReturnType<typeof someRows>[0];
const file = (name: string, of: readonly Row[]) =>
  write(
    name,
    csv(
      Object.fromEntries(
        (["y", "p", "w", "g", "user"] as const).map((key) => [key, of.map((row) => row[key])]),
      ),
    ),
  );
const [before, after] = [someRows(1, 900, 0), someRows(2, 1500, 0.3)];
const [fileA, fileB] = [file("before.csv", before), file("after.csv", after)];

async function compare(...args: string[]) {
  const session = openSession();
  try {
    return await runCompare(session, readCompareOptions(["--unpaired", ...args]), silent);
  } finally {
    session.close();
  }
}

test.each([[[]], [["--weight", "w"]], [["--weight", "w", "--cluster", "user"]]])(
  "is the difference of what bce score finds in each, with %j",
  async (more) => {
    const { a, b, difference, rows, paired } = await compare(fileA, fileB, ...names, ...more);
    const [first, second] = [
      await score(fileA, ...names, ...more),
      await score(fileB, ...names, ...more),
    ].map(({ total }) => total);
    const { interval: own, ...measuresA } = first!;
    const { interval: other, ...measuresB } = second!;
    expect([a, b]).toEqual([
      { ...measuresA, interval: null },
      { ...measuresB, interval: null },
    ]);
    expect([rows, paired]).toEqual([null, false]);
    expect(difference.mean).toBeCloseTo(second!.loss! - first!.loss!, 14);
    expect(difference.standardError).toBeCloseTo(
      Math.hypot(own!.standardError, other!.standardError),
      13,
    );
    expect(difference.clusters).toBe(more.length > 2 ? 120 : null);
    // Little skewness is left, and many rows: nearly the normal interval.
    const half = 1.96 * difference.standardError!;
    expect(Math.abs(difference.low! - difference.mean + half)).toBeLessThan(0.06 * half);
    expect(Math.abs(difference.high! - difference.mean - half)).toBeLessThan(0.06 * half);
  },
);

test("two means without skewness have Welch's interval", () => {
  // Welch's example of two samples: n = 5 and 4, variances 6.5 and 0.5.
  const sample = (n: number, variance: number, mean: number) => {
    const standardError = Math.sqrt(variance / n);
    return { mean, standardError, spread: standardError, degrees: n - 1, skewness: 0 };
  };
  const { mean, standardError, degrees, skewness } = differenceOf(
    sample(5, 6.5, 3),
    sample(4, 0.5, 7),
  );
  expect([mean, skewness]).toEqual([4, 0]);
  expect(standardError).toBeCloseTo(Math.sqrt(1.3 + 0.125), 14);
  expect(degrees).toBeCloseTo(1.425 ** 2 / (1.3 ** 2 / 4 + 0.125 ** 2 / 3), 13);
  expect(studentQuantile(degrees)).toBeGreaterThan(1.96);
});

test("skewness of like samples cancels, and of one it is that of its mean, turned round", () => {
  const skewed = { mean: 1, standardError: 2, spread: 2, degrees: 9, skewness: 0.5 };
  const certain = { mean: 0, standardError: 0, spread: 0, degrees: 9, skewness: 0 };
  expect(differenceOf(skewed, skewed).skewness).toBe(0);
  expect(differenceOf(skewed, skewed).mostSkewness).toBeCloseTo(1 / 2 ** 1.5, 14);
  expect(differenceOf(certain, skewed).skewness).toBe(0.5);
  expect(differenceOf(skewed, certain)).toMatchObject({ skewness: -0.5, spread: 2, degrees: 9 });
  expect(differenceOf(certain, certain)).toMatchObject({ skewness: 0, spread: 0, degrees: 9 });
});

test("a group is what its rows alone are, and one of a single file has no difference", async () => {
  const new_ = { ...after[0]!, g: "it" };
  const more = ["--weight", "w", "--by", "g"];
  const { groups } = await compare(fileA, file("new.csv", [...after, new_]), ...names, ...more);
  expect(groups.map(({ values }) => values[0]).sort()).toEqual(["de", "fr", "it"]);
  for (const g of ["de", "fr"]) {
    const of = (rows: readonly Row[]) => rows.filter((row) => row.g === g);
    const alone = await compare(
      file("own-a.csv", of(before)),
      file("own-b.csv", of(after)),
      ...names,
      "--weight",
      "w",
    );
    const { a, b, difference } = alone;
    expect(groups.find(({ values }) => values[0] === g)).toMatchObject({ a, b, difference });
  }
  expect(groups.at(-1)).toMatchObject({ values: ["it"], a: null, difference: null, tested: null });
  expect(groups.at(-1)!.b!.count).toBe(1);
});

test("bad rows are those of either file", async () => {
  const bad = write("bad.csv", "y,p,w,g,user\n1,2,1,de,u\n1,0.5,1,de,u\n0,x,1,fr,u\n");
  const { badRows, b } = await compare(fileA, bad, ...names, "--skip-bad-rows");
  expect(b.count).toBe(1);
  expect(badRows).toMatchObject({
    count: 2,
    listed: [
      { side: "B", row: 1, problem: "prediction must be a probability in [0, 1], got 2" },
      { side: "B", row: 3 },
    ],
  });
  const none = write("none.csv", "y,p\n");
  await expect(compare(none, fileB, ...names)).rejects.toThrow(
    /"[^"]*none\.csv" must hold rows that can be compared, got none\./,
  );
});

test.each([
  [
    ["--on", "user"],
    "--unpaired must come without --on, got it. Rows of A and B are not paired then.",
  ],
  [
    ["--bootstrap"],
    "--unpaired must come without --bootstrap, got it. The bootstrap draws pairs of rows.",
  ],
  [["--worst", "3"], "--unpaired must come without --worst, got it. It lists pairs of rows."],
  [
    ["--fail-if", "bootstrap.low > 0"],
    "--unpaired must come without bootstrap.low in --fail-if, got it. The bootstrap draws pairs of rows.",
  ],
])("%j is refused", (args, message) => {
  expect(() => readCompareOptions([fileA, fileB, ...names, "--unpaired", ...args])).toThrow(
    message,
  );
});

test("the program prints it, judges it, and makes a report of it", () => {
  const report = `${folder}/unpaired.html`;
  const args = ["compare", "--unpaired", fileA, fileB, ...names, "--by", "g"];
  const { status, stdout, stderr } = bce([
    ...args,
    "--report",
    report,
    "--fail-if",
    "any group of 400+ rows: difference.low > 0",
    "--fail-if",
    "any group of 500+ rows: b.loss > 9",
  ]);
  expect(status).toBe(3);
  expect(stdout).toContain("\n900 rows in A, 1,500 in B, not paired\n");
  expect(stdout).toMatch(/\n\w+ +450 +750 .* ▲\n/);
  // The smaller file counts.
  expect(stderr).toContain("got no such group: the largest has 450 rows.");
  expect(stderr).toMatch(/difference\.low of every group of 400 rows or more must be at most 0, /);
  const { document } = parseHTML(readFileSync(report, "utf8"));
  expect(document.querySelector(".headline")!.textContent).toMatch(
    /^B is worse than A: .* over 1,500 rows against 900\. 2 of 2 groups surely got worse; /,
  );
  expect([...document.querySelectorAll("h2")].map((title) => title.textContent)).toEqual([
    "Loss of B − A",
    "Loss of B − A by g",
    "Reliability",
    "Measures",
    "Groups",
  ]);
  const json = JSON.parse(bce([...args, "--format", "json"]).stdout);
  expect(json).toMatchObject({ paired: false, rows: null, spread: null, best: [], worst: [] });
  expect(json.groups.every(({ b }: ComparedGroup) => b!.count === 750)).toBe(true);
});
