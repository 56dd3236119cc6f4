// bce compare by groups: each is what a comparison of its rows alone gives, and the tests of all
// groups are adjusted together.

import { readFileSync } from "node:fs";
import { testInTiers } from "@binary-crossentropy/test/tiers";
import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import { failuresOf, passedOver } from "../src/commands/gates.js";
import { judgedComparison } from "../src/commands/judged.js";
import type { ComparedGroup } from "../src/compare/result.js";
import { runCompare } from "../src/compare/run-compare.js";
import { openSession } from "../src/duckdb/session.js";
import { readCompareOptions } from "../src/options/compare-options.js";
import { silent } from "../src/progress.js";
import { holm } from "../src/statistics/holm.js";
import { bce, csv, scratch } from "./run.js";
import { random } from "./tally-rows.js";

const { folder, write } = scratch();
const names = ["--label", "y", "--prediction", "p", "--prediction-b", "q", "--dialect", "exact"];

const next = random(21);
const rows = Array.from({ length: 1200 }, (_, i) => {
  const g = ["de", "fr", "it", ""][Math.floor(4 * next())]!;
  const p = 0.05 + 0.9 * next();
  const q = g === "fr" ? 0.05 + 0.9 * next() : p + 0.01 * (next() - 0.5);
  return {
    id: i,
    y: Number(next() < p),
    p,
    q,
    g,
    w: [1, 2, 0.5, 0][i % 4]!,
    user: `u${Math.floor(i / 5)}`,
    t: `2026-03-${String(1 + (i % 5)).padStart(2, "0")}`,
  };
});
type Row = (typeof rows)[0];
const file = (name: string, of: readonly Row[]) =>
  write(
    name,
    csv(
      Object.fromEntries(
        (Object.keys(rows[0]!) as (keyof Row)[]).map((key) => [key, of.map((row) => row[key])]),
      ),
    ),
  );
const path = file("rows.csv", rows);

async function compare(...args: string[]) {
  const session = openSession();
  try {
    return await runCompare(session, readCompareOptions(args), silent);
  } finally {
    session.close();
  }
}

const found = (groups: readonly ComparedGroup[], value: string | null) =>
  groups.find(({ values }) => values[0] === value)!;

const weighted = ["--weight", "w", "--cluster", "user"];

testInTiers(
  [
    ["a group is what its rows alone are", []],
    ["a group is what its rows alone are, with weights", ["--weight", "w"]],
    ["a group is what its rows alone are, with weights and clusters", weighted],
    ["a group is what its rows alone are, with keys", ["--on", "id", "--cluster", "user"]],
  ],
  ["a group is what its rows alone are, with weights and clusters"],
  async (_, more: readonly string[]) => {
    const { groups, a } = await compare(path, path, ...names, ...more, "--by", "g");
    expect(groups).toHaveLength(4);
    expect(groups.reduce((sum, group) => sum + group.a!.count, 0)).toBe(a.count);
    for (const [i, value] of ["de", "fr", "it", ""].entries()) {
      const own = file(
        `group-${i}.csv`,
        rows.filter(({ g }) => g === value),
      );
      const alone = await compare(own, own, ...names, ...more);
      expect(found(groups, value || null)).toMatchObject({
        a: alone.a,
        b: alone.b,
        difference: alone.difference,
      });
    }
  },
);

test("those that most surely got worse come first, adjusted by Holm", async () => {
  const { groups } = await compare(path, path, ...names, "--by", "g");
  const tested = groups.map(({ tested: own }) => own!);
  expect(groups[0]!.values).toEqual(["fr"]);
  expect(tested.map(({ isWorse }) => isWorse)).toEqual([true, false, false, false]);
  expect(tested.map(({ z }) => z)).toEqual(tested.map(({ z }) => z).sort((a, b) => b - a));
  expect(tested.map(({ adjusted }) => adjusted)).toEqual(holm(tested.map(({ p }) => p)));
  // Of fr its own variance counts, and of the others that of the rest, which is larger.
  const [fr, de] = [found(groups, "fr"), found(groups, "de")];
  expect(fr.tested!.standardError).toBe(fr.difference!.standardError);
  expect(de.tested!.standardError).toBeGreaterThan(de.difference!.standardError!);
  expect(fr.tested!.difference).toBe(fr.difference!.mean);
});

test("gates on groups look at both, by their names in JSON or in tables", async () => {
  const failures = async (condition: string) => {
    const gates = ["--by", "g", "--fail-if", condition];
    const result = await compare(path, path, ...names, "--by", "g");
    const options = readCompareOptions([path, path, ...names, ...gates]);
    return failuresOf(judgedComparison(result), options);
  };
  const sure =
    /^versusA\.adjusted of every group of 50 rows or more must be at least 0\.05, as --fail-if says, got \d\S*e-\d+ in fr\.$/;
  for (const name of ["versusA.adjusted", "adjustedP"])
    expect(await failures(`any group of 50+ rows: ${name} < 5%`)).toEqual([
      expect.stringMatching(sure),
    ]);
  expect(await failures("any group: z > 4")).toEqual([
    expect.stringMatching(
      /^versusA\.z of every group must be at most 4, as --fail-if says, got \d/,
    ),
  ]);
  expect(await failures("any group: z > 99")).toEqual([]);
  expect(() => readCompareOptions([path, path, ...names, "--fail-if", "z > 4"])).toThrow(
    '--fail-if must name a measure, got "z".',
  );
});

test("a few rows that happen to get worse alike prove nothing", async () => {
  const odd = [0, 1].map((i) => ({ ...rows[i]!, g: "few", y: 1, p: 0.5, q: 0.4 }));
  const mixed = file("few.csv", [...rows, ...odd]);
  const { groups } = await compare(mixed, mixed, ...names, "--by", "g");
  const few = found(groups, "few");
  expect([few.a!.count, few.tested!.isWorse]).toEqual([2, false]);
  expect(few.tested!.standardError).toBeGreaterThan(0.1);
});

test("periods are in the order of time, with their gaps, in tables and the report", async () => {
  const gap = file(
    "gap.csv",
    rows.filter(({ t }) => t !== "2026-03-03"),
  );
  const report = `${folder}/time.html`;
  const args = ["compare", gap, gap, ...names, "--by-time", "t"];
  const { stdout } = bce([...args, "--report", report]);
  expect(stdout).toMatch(
    /By t\n.*\n2026-03-01 .*\n2026-03-02 .*\n\(1 day without rows\)\n2026-03-04 /,
  );
  const { groups, by, every } = await compare(gap, gap, ...names, "--by-time", "t");
  expect([by, every]).toEqual([["t"], "day"]);
  expect(groups.map(({ values }) => values[0])).toEqual(
    ["01", "02", "04", "05"].map((day) => `2026-03-${day}`),
  );
  const { document } = parseHTML(readFileSync(report, "utf8"));
  const [, chart] = document.querySelectorAll("section");
  expect(chart!.querySelector("h2")!.textContent).toBe("Loss of B − A by t");
  expect(chart!.querySelectorAll("polyline")).toHaveLength(2);
  expect(chart!.querySelectorAll("circle")).toHaveLength(4);
  await expect(compare(path, path, ...names, "--by-time", "g")).rejects.toThrow(
    'line 2, row 1: --by-time "g" must be a column of times, such as 2026-01-31 ',
  );
});

test("the program prints them, marks what surely got worse, and names it", () => {
  const report = `${folder}/groups.html`;
  const args = ["compare", path, path, ...names, "--by", "g", "--format"];
  const table = bce([...args, "table", "--report", report, "--fail-above", "1"]);
  expect(table.status).toBe(0);
  expect(table.stdout).toMatch(
    /By g\ng +rows +loss of A +of B +B − A +95 % interval +z\nfr .* ▲\n(.*\n){3}▲ surely got worse; 5 % for all 4 groups together, by Holm's method\n/,
  );
  expect(table.stdout).toContain("\n(missing) ");
  const json = JSON.parse(bce([...args, "json"]).stdout);
  expect(json).toMatchObject({ paired: true, by: ["g"], every: null, failures: [] });
  expect(json.groups[0]).toMatchObject({ values: ["fr"], versusA: { isWorse: true } });
  const { document } = parseHTML(readFileSync(report, "utf8"));
  expect(document.querySelector(".headline")!.textContent).toMatch(
    /1 of 4 groups surely got worse; the surest first: fr \(0\.\d{4}\)\.$/,
  );
  expect([...document.querySelectorAll("h2")].map((title) => title.textContent)).toContain(
    "Loss of B − A by g",
  );
});

test("groups above a limit are told of where --fail-above passes, if that is sure", async () => {
  const args = [path, path, ...names, "--by", "g", "--fail-above", "0.25"];
  const judged = judgedComparison(await compare(...args));
  expect(failuresOf(judged, readCompareOptions(args))).toEqual([]);
  expect(passedOver(judged, readCompareOptions(args))).toEqual([
    expect.stringMatching(
      /^1 of 4 groups is above 0\.25, and --fail-above looks at all rows together: 0\.\d+ in fr\. --fail-if 'any group: difference\.low > 0\.25' would fail\.$/,
    ),
  ]);
});
