// Every measure against scikit-learn's numbers and against the plain definitions.

import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { whole } from "../src/output/text.js";
import { averagePrecision, brier, calibrationError, loss, type Row, rocAuc } from "./plain.js";
import { csv, score, scratch } from "./run.js";

interface Fixture {
  name: string;
  y: number[];
  p: number[];
  w: number[] | null;
  expected: { loss: number; brier: number; rocAuc: number; prAuc: number };
}

interface OneClass {
  label: 0 | 1;
  p: number[];
  w: number[] | null;
  expected: { loss: number; brier: number; rocAuc: null; prAuc: number };
}

const { cases, oneClass } = JSON.parse(
  readFileSync(new URL("sklearn.json", import.meta.url), "utf8"),
) as {
  cases: Fixture[];
  oneClass: OneClass[];
};
const { write } = scratch();
const names = ["--label", "y", "--prediction", "p"];

// keras2 adds epsilon inside of the logarithm: `exact` is what scikit-learn computes away from 0
// and 1.
const exact = [...names, "--dialect", "exact"];

describe.each(cases)("scikit-learn, $name", ({ name, y, p, w, expected }) => {
  const file = write(
    `${name}.csv`,
    csv({ y, p, ...(w && { w }), g: y.map((_, i) => `g${i % 3}`) }),
  );
  const args = [file, ...exact, ...(w ? ["--weight", "w"] : [])];
  const rows: Row[] = y.map((label, i) => ({ y: label, p: p[i]!, w: w?.[i] ?? 1 }));

  test("log_loss, brier_score_loss, roc_auc_score and average_precision_score within 1e-12", async () => {
    const { total } = await score(...args);
    for (const key of ["loss", "brier", "rocAuc", "prAuc"] as const) {
      expect(Math.abs(total[key]! / expected[key] - 1), key).toBeLessThan(1e-12);
    }
    expect(total.areas.exact).toBe(true);
  });

  test("calibration and skill by their definitions", async () => {
    const { total, reliability } = await score(...args);
    expect(total.calibrationError).toBeCloseTo(calibrationError(rows), 12);
    expect(reliability.reduce((sum, { count }) => sum + count, 0)).toBe(rows.length);
    const base =
      rows.reduce((sum, row) => sum + row.w * row.y, 0) / rows.reduce((sum, row) => sum + row.w, 0);
    const constant = loss(rows.map((row) => ({ ...row, p: base })));
    expect(total.baseRate).toBeCloseTo(base, 12);
    expect(total.baseLoss).toBeCloseTo(constant, 12);
    expect(total.skill).toBeCloseTo(1 - expected.loss / constant, 12);
  });

  test("groups, and the whole as what they add up to", async () => {
    const whole = await score(...args);
    const { groups, total } = await score(...args, "--by", "g");
    expect(groups.map(({ values }) => values)).toEqual([["g0"], ["g1"], ["g2"]]);
    for (const [i, { measures }] of groups.entries()) {
      const own = rows.filter((_, index) => index % 3 === i);
      expect(measures.count).toBe(own.length);
      expect(measures.loss).toBeCloseTo(loss(own), 12);
      expect(measures.brier).toBeCloseTo(brier(own), 12);
      expect(measures.rocAuc).toBeCloseTo(rocAuc(own), 12);
      expect(measures.prAuc).toBeCloseTo(averagePrecision(own), 12);
    }
    for (const key of [
      "loss",
      "brier",
      "rocAuc",
      "prAuc",
      "calibrationError",
      "count",
      "weight",
    ] as const) {
      expect(total[key]).toBeCloseTo(whole.total[key]!, 12);
    }
  });
});

test.each(oneClass)("scikit-learn, no label but $label", async ({ label, p, w, expected }) => {
  const file = write("class.csv", csv({ y: p.map(() => label), p, ...(w && { w }) }));
  const { total } = await score(file, ...exact, ...(w ? ["--weight", "w"] : []));
  for (const key of ["loss", "brier"] as const)
    expect(Math.abs(total[key]! / expected[key] - 1), key).toBeLessThan(1e-12);
  expect(total.rocAuc).toBe(expected.rocAuc);
  // Without a positive label there is no recall; scikit-learn says 0, with a warning.
  expect(expected.prAuc).toBeCloseTo(label, 14);
  if (label === 1) expect(total.prAuc).toBeCloseTo(1, 14);
  else expect(total.prAuc).toBeNull();
});

describe("what is not in scikit-learn", () => {
  test("soft labels count for both classes, by their share", async () => {
    const rows: Row[] = Array.from({ length: 60 }, (_, i) => ({
      y: (i % 5) / 4,
      p: 0.05 + (((i * 7) % 11) / 11) * 0.9,
      w: 1,
    }));
    const { total } = await score(
      write("soft.csv", csv({ y: rows.map(({ y }) => y), p: rows.map(({ p }) => p) })),
      ...exact,
    );
    expect(total.loss).toBeCloseTo(loss(rows), 12);
    expect(total.rocAuc).toBeCloseTo(rocAuc(rows), 12);
    expect(total.prAuc).toBeCloseTo(averagePrecision(rows), 12);
  });

  test("the worst rows, with their lines", async () => {
    const file = write("worst.csv", 'y,p,note\n1,0.9,"two\nlines"\n\n0,0.9,\n1,0.5,\n1,0.2,\n');
    const { worst } = await score(file, ...exact, "--worst", "2");
    expect(
      worst.map(({ row, line, label, prediction }) => ({ row, line, label, prediction })),
    ).toEqual([
      { row: 2, line: 5, label: 0, prediction: 0.9 },
      { row: 4, line: 7, label: 1, prediction: 0.2 },
    ]);
    expect(worst[0]!.loss).toBeCloseTo(-Math.log(0.1), 12);
  });

  test("one class alone has no skill and no ROC AUC", async () => {
    const { total } = await score(write("one.csv", "y,p\n1,0.5\n1,0.25\n"), ...exact);
    expect(total).toMatchObject({ baseRate: 1, baseLoss: 0, skill: null, rocAuc: null, prAuc: 1 });
    expect(total.loss).toBeCloseTo(1.5 * Math.LN2, 14);
  });

  test("a confident mistake is infinite in the exact dialect", async () => {
    const { total, concentration } = await score(write("inf.csv", "y,p\n1,0\n0,0.5\n"), ...exact);
    expect(total.loss).toBe(Infinity);
    expect(concentration).toBeNull();
  });

  test("logits, infinite ones too", async () => {
    const { total } = await score(
      write("z.csv", "y,p\n1,inf\n0,-inf\n0,0\n"),
      ...names,
      "--from-logits",
    );
    expect(total.loss).toBeCloseTo(Math.LN2 / 3, 14);
    expect(total.rocAuc).toBe(1);
  });
});

test.each([
  [0, "0"],
  [999, "999"],
  [1000, "1,000"],
  [1234567, "1,234,567"],
  [-1234, "-1,234"],
  [0.5, "0.5"],
  [1234.5678, "1,234.568"],
  [12345.6, "12,346"],
  [Infinity, "Infinity"],
])("%d reads %s", (x, text) => {
  expect(whole(x)).toBe(text);
});
