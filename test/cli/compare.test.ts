// bce compare: the difference and its interval by their definitions, pairs by order and by key, and files that do not fit.

import { expect, test } from "vitest";
import { runCompare } from "../../cli/src/compare/run-compare.js";
import { openSession } from "../../cli/src/duckdb/session.js";
import { readCompareOptions } from "../../cli/src/options/compare-options.js";
import { silent } from "../../cli/src/output/progress.js";
import { bce, csv, scratch } from "./run.js";

const { folder, write } = scratch();
const names = ["--label", "y", "--prediction", "p", "--dialect", "exact"];

const rows = Array.from({ length: 500 }, (_, i) => ({
  id: (i * 7919) % 500,
  y: (i * i) % 3 === 0 ? 1 : 0,
  a: 0.5 + 0.4 * Math.sin(i),
  b: 0.5 + 0.4 * Math.sin(i + 0.3),
  w: 0.5 + (i % 5),
}));
const column = (name: keyof (typeof rows)[0], of = rows) => of.map((row) => row[name]);
const cost = (y: number, p: number) => -(y === 1 ? Math.log(p) : Math.log1p(-p));
const differences = rows.map(({ y, a, b }) => cost(y, b) - cost(y, a));
const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;

async function compare(...args: string[]) {
  const session = await openSession();
  try {
    return await runCompare(session, readCompareOptions(args), silent);
  } finally {
    session.close();
  }
}

async function refusal(...args: string[]): Promise<string> {
  return compare(...args).then(
    () => "nothing was refused",
    (error: Error) => error.message.replaceAll(`${folder}/`, ""),
  );
}

const fileA = write("a.csv", csv({ id: column("id"), y: column("y"), p: column("a"), w: column("w") }));
const fileB = write("b.csv", csv({ id: column("id"), y: column("y"), p: column("b") }));

test("the mean difference, its standard error and its interval", async () => {
  const { difference, rows: changed, a, b, best, worst } = await compare(fileA, fileB, ...names, "--worst", "1");
  const average = mean(differences);
  const error = Math.sqrt(mean(differences.map((d) => (d - average) ** 2)) / (differences.length - 1));
  expect(difference.mean).toBeCloseTo(average, 12);
  expect(b.loss! - a.loss!).toBeCloseTo(average, 12);
  expect(difference.standardError).toBeCloseTo(error, 12);
  expect(difference.low).toBeCloseTo(average - 1.959964 * error, 7);
  expect(difference.high).toBeCloseTo(average + 1.959964 * error, 7);
  expect(changed).toEqual({ better: differences.filter((d) => d < 0).length, worse: differences.filter((d) => d > 0).length, same: 0 });
  expect([best[0]!.difference, worst[0]!.difference]).toEqual([
    expect.closeTo(Math.min(...differences), 12),
    expect.closeTo(Math.max(...differences), 12),
  ]);
  expect(worst[0]!.rowA).toBe(differences.indexOf(Math.max(...differences)) + 1);
});

test("weights, as if a row were there as often", async () => {
  const { difference } = await compare(fileA, fileB, ...names, "--weight", "w");
  const weight = mean(column("w"));
  expect(difference.mean).toBeCloseTo(mean(differences.map((d, i) => d * rows[i]!.w)) / weight, 12);
});

test("rows of another order are paired by key", async () => {
  const shuffled = [...rows].sort((x, y) => x.id - y.id);
  const other = write("shuffled.csv", csv({ id: column("id", shuffled), y: column("y", shuffled), p: column("b", shuffled) }));
  const { difference, worst } = await compare(fileA, other, ...names, "--on", "id", "--worst", "1");
  expect(difference.mean).toBeCloseTo(mean(differences), 12);
  const at = differences.indexOf(Math.max(...differences));
  expect([worst[0]!.rowA, worst[0]!.rowB]).toEqual([at + 1, shuffled.indexOf(rows[at]!) + 1]);
  expect(await refusal(fileA, other, ...names)).toMatch(
    /^"shuffled\.csv", row \d+: label must be that of "a\.csv", row \d+, [01], got [01]\. Pass --on/,
  );
});

test("two columns of one file", async () => {
  const both = write("both.csv", csv({ y: column("y"), p: column("a"), q: column("b") }));
  expect((await compare(both, both, ...names, "--prediction-b", "q")).difference.mean).toBeCloseTo(mean(differences), 12);
});

test("what does not fit is refused", async () => {
  const short = write("short.csv", "id,y,p\n0,1,0.5\n");
  expect(await refusal(fileA, short, ...names)).toMatch(
    /^"short\.csv" must have every row of "a\.csv", got none for its row 2\. Pass --on/,
  );
  expect(await refusal(short, fileA, ...names, "--on", "id")).toMatch(
    /^"short\.csv" must have every row of "a\.csv", got none for its row \d+\.$/,
  );
  const twice = write("twice.csv", "id,y,p\n0,1,0.5\n0,1,0.5\n");
  expect(await refusal(twice, fileA, ...names, "--on", "id")).toBe('--on "id" must name one row of "twice.csv" each, got "0" twice.');
  const bad = write("bad.csv", "id,y,p\n0,1,1.5\n");
  expect(await refusal(bad, bad, ...names)).toMatch(/^"bad\.csv", line 2, row 1: prediction must be a probability in \[0, 1\], got 1\.5\./);
  const one = write("one.csv", "y,p\n1,0\n");
  expect(await refusal(one, one, ...names)).toMatch(/^losses must be finite to be compared, got Infinity and Infinity\./);
});

test("the program prints it, and fails above a limit", () => {
  const better = bce(["compare", fileA, fileB, ...names]);
  expect(better.status).toBe(0);
  expect(better.stdout).toMatch(/loss of B − A +-?0\.\d{6}, 95 % interval /);
  const json = bce(["compare", fileA, fileB, ...names, "--format", "json", "--fail-above", "-1"]);
  expect(json.status).toBe(3);
  expect(JSON.parse(json.stdout)).toMatchObject({ schema: "bce-compare/1", rows: { same: 0 } });
});
