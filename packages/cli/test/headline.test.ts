// What a report says first.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { thorough } from "@binary-crossentropy/test/tiers";
import { parseHTML } from "linkedom";
import { describe, expect, test } from "vitest";
import { bce, csv, scratch } from "./run.js";
import { random } from "./tally-rows.js";

const { folder, write } = scratch();
const names = ["--label", "y", "--prediction", "p"];

const next = random(8);
const rows = Array.from({ length: 3000 }, (_, i) => {
  const day = Math.floor(i / 100);
  const p = 0.05 + 0.9 * next();
  const y = Number(next() < (day >= 27 ? 1 - p : p));
  return {
    p,
    y,
    q: 0.5 * p + 0.2,
    far: p < 0.5 ? 0.01 : 0.99,
    day: `2026-01-${String(day + 1).padStart(2, "0")}`,
    g: i % 4,
  };
});
const path = write(
  "rows.csv",
  csv(
    Object.fromEntries(
      (["y", "p", "q", "far", "day", "g"] as const).map((key) => [
        key,
        rows.map((row) => row[key]),
      ]),
    ),
  ),
);

function headline(...args: string[]): string {
  const report = join(folder, "report.html");
  expect(bce([...args, "--report", report]).status).toBe(0);
  const { document } = parseHTML(readFileSync(report, "utf8"));
  expect(document.querySelectorAll("main h1")).toHaveLength(1);
  expect([...document.querySelectorAll("th")].every((th) => th.getAttribute("scope"))).toBe(true);
  return document.querySelector(".headline")!.textContent!.trim();
}

describe("bce score", () => {
  test("how good, where, and since when", () => {
    expect(headline("score", path, ...names, "--by-time", "day")).toMatch(
      /^The loss is 0\.\d{4} nats \(95 % interval 0\.\d{4} to 0\.\d{4}\) over 3,000 rows: [\d.]+.% better than always predicting the base rate, 0\.\d{4}, which costs 0\.\d{4}\. 3 of 30 days are surely worse than the rest, the first of them 2026-01-28; the surest first: 2026-01-\d\d \(/,
    );
    expect(headline("score", path, ...names, "--by", "g")).toContain(
      "None of the 4 groups by g is surely worse than the rest.",
    );
  });

  test("what recalibration would save", () => {
    expect(headline("score", path, "--label", "y", "--prediction", "p")).toMatch(
      /Predictions are too extreme \(slope 0\.\d\d\): recalibration would save [\d.]+.% of the loss\.$/,
    );
  });

  test("of one class, and of one row", () => {
    const one = write("one.csv", "y,p\n1,0.9\n");
    expect(headline("score", one, ...names)).toBe("The loss is 0.1054 nats over 1 row.");
  });
});

describe("bce compare", () => {
  const args = (a: string, b: string, ...more: string[]) => [
    ...["compare", path, path, "--label", "y", "--prediction", a, "--prediction-b", b],
    ...more,
  ];

  test("which is better, or that it is not sure", () => {
    expect(headline(...args("far", "p"))).toMatch(
      /^B is better than A: the loss of B minus that of A is -\d\.\d{4} nats/,
    );
    expect(headline(...args("p", "q"))).toMatch(/^It is not sure which of A and B is better: the/);
    expect(headline(...args("p", "p"))).toMatch(
      /^A and B are the same: the loss of B minus that of A is 0\.0000 nats/,
    );
  });

  test("the same on a terminal, of paired rows and of others", thorough, () => {
    const lines = (...of: Parameters<typeof args>) => {
      const all = bce(args(...of)).stdout.split("\n");
      const at = all.findIndex((line) => line.startsWith("loss of B − A"));
      return all.slice(at + 1, at + 3).map((line) => line.replace(/:.*/, ""));
    };
    expect(lines("far", "p")).toEqual(["B is better than A", "3,000 rows"]);
    expect(lines("p", "far")).toEqual(["B is worse than A", "3,000 rows"]);
    expect(lines("p", "p")).toEqual(["A and B are the same", "3,000 rows"]);
    const unpaired = "3,000 rows in A, 3,000 in B, not paired";
    expect(lines("far", "p", "--unpaired")).toEqual(["B is better than A", unpaired]);
    expect(lines("p", "p", "--unpaired")).toEqual([
      "It is not sure which of A and B is better",
      unpaired,
    ]);
  });
});
