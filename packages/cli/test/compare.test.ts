// bce compare: the difference and its interval by their definitions, pairs by order and by key, and
// files that do not fit.

import { readFileSync } from "node:fs";
import { parseHTML } from "linkedom";
import { describe, expect, test } from "vitest";
import { runCompare } from "../src/compare/run-compare.js";
import { openSession } from "../src/duckdb/session.js";
import { readCompareOptions } from "../src/options/compare-options.js";
import { silent } from "../src/progress.js";
import { intervalOf } from "../src/statistics/interval.js";
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
  const session = openSession();
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

const fileA = write(
  "a.csv",
  csv({ id: column("id"), y: column("y"), p: column("a"), w: column("w") }),
);
const fileB = write("b.csv", csv({ id: column("id"), y: column("y"), p: column("b") }));

test("the mean difference, its standard error and its interval", async () => {
  const {
    difference,
    rows: changed,
    a,
    b,
    best,
    worst,
  } = await compare(fileA, fileB, ...names, "--worst", "1");
  const average = mean(differences);
  const error = Math.sqrt(
    mean(differences.map((d) => (d - average) ** 2)) / (differences.length - 1),
  );
  expect(difference.mean).toBeCloseTo(average, 12);
  expect(b.loss! - a.loss!).toBeCloseTo(average, 12);
  expect(difference.standardError).toBeCloseTo(error, 12);
  // Nearly that of the normal distribution: there are many rows, and little skewness.
  expect(difference.low).toBeCloseTo(average - 1.959964 * error, 3);
  expect(difference.high).toBeCloseTo(average + 1.959964 * error, 3);
  const squares = differences.map((d) => (d - average) ** 2);
  const cubes = differences.map((d) => (d - average) ** 3);
  const sum = (values: readonly number[]) => values.reduce((all, x) => all + x, 0);
  const skewness = sum(cubes) / sum(squares) ** 1.5;
  const degrees = differences.length - 1;
  const known = { mean: average, standardError: error, spread: error, degrees };
  const ends = intervalOf(known, skewness);
  expect(difference.low).toBeCloseTo(ends.low, 12);
  expect(difference.high).toBeCloseTo(ends.high, 12);
  expect(changed).toEqual({
    better: differences.filter((d) => d < 0).length,
    worse: differences.filter((d) => d > 0).length,
    same: 0,
  });
  expect([best[0]!.difference, worst[0]!.difference]).toEqual([
    expect.closeTo(Math.min(...differences), 12),
    expect.closeTo(Math.max(...differences), 12),
  ]);
  expect(worst[0]!.rowA).toBe(differences.indexOf(Math.max(...differences)) + 1);
});

test("clusters of rows, robust against what they share", async () => {
  // Each row four times: as clusters, they say no more than the rows once.
  const four = <T>(values: readonly T[]) => values.flatMap((value) => [value, value, value, value]);
  const path = write(
    "four.csv",
    csv({
      id: four(column("id")),
      y: four(column("y")),
      a: four(column("a")),
      b: four(column("b")),
    }),
  );
  const names = ["--label", "y", "--prediction", "a", "--prediction-b", "b", "--dialect", "exact"];
  const { difference: plain } = await compare(path, path, ...names);
  const { difference } = await compare(path, path, ...names, "--cluster", "id");
  const { difference: once } = await compare(
    fileA,
    fileB,
    ...[...names.slice(0, 2), "--prediction", "p", ...names.slice(6)],
  );
  expect([difference.clusters, once.clusters]).toEqual([500, null]);
  expect(difference.standardError).toBeCloseTo(once.standardError!, 14);
  expect([difference.low, difference.high]).toEqual([
    expect.closeTo(once.low!, 14),
    expect.closeTo(once.high!, 14),
  ]);
  expect(plain.standardError! / difference.standardError!).toBeCloseTo(0.5, 3);
});

test("weights, as if a row were there as often", async () => {
  const { difference } = await compare(fileA, fileB, ...names, "--weight", "w");
  const weight = mean(column("w"));
  expect(difference.mean).toBeCloseTo(mean(differences.map((d, i) => d * rows[i]!.w)) / weight, 12);
});

test("rows of another order are paired by key", async () => {
  const shuffled = [...rows].sort((x, y) => x.id - y.id);
  const other = write(
    "shuffled.csv",
    csv({ id: column("id", shuffled), y: column("y", shuffled), p: column("b", shuffled) }),
  );
  const { difference, worst } = await compare(fileA, other, ...names, "--on", "id", "--worst", "1");
  expect(difference.mean).toBeCloseTo(mean(differences), 12);
  const at = differences.indexOf(Math.max(...differences));
  expect([worst[0]!.rowA, worst[0]!.rowB]).toEqual([at + 1, shuffled.indexOf(rows[at]!) + 1]);
  expect(await refusal(fileA, other, ...names)).toMatch(
    /^"shuffled\.csv", row \d+: label must be that of "a\.csv", row \d+, [01], got [01]\. If both files score the same rows, pass --on with a column that names rows; if the rows differ, as those of two weeks, pass --unpaired\.$/,
  );
});

test("two columns of one file", async () => {
  const both = write("both.csv", csv({ y: column("y"), p: column("a"), q: column("b") }));
  expect((await compare(both, both, ...names, "--prediction-b", "q")).difference.mean).toBeCloseTo(
    mean(differences),
    12,
  );
});

test("what does not fit is refused", async () => {
  const short = write("short.csv", "id,y,p\n0,1,0.5\n");
  expect(await refusal(fileA, short, ...names)).toMatch(
    /^"short\.csv" must have every row of "a\.csv", got none for its row 2\. If both files score the same rows, pass --on with a column that names rows; if the rows differ, as those of two weeks, pass --unpaired\.$/,
  );
  expect(await refusal(short, fileA, ...names, "--on", "id")).toMatch(
    /^"short\.csv" must have every row of "a\.csv", got none for its row \d+, "id" "\d+"\. If both files score the same rows, pass --skip-bad-rows to leave such rows out; if the rows differ, as those of two weeks, pass --unpaired instead of --on\.$/,
  );
  const unlike = write(
    "unlike.csv",
    csv({ id: column("id"), y: column("y").map((y) => 1 - y), p: column("b") }),
  );
  expect(await refusal(fileA, unlike, ...names, "--on", "id")).toBe(
    '"unlike.csv", row 1, "id" "0": label must be that of "a.csv", row 1, 1, got 0. If both files score the same rows, correct the labels, or name rows by other columns of --on; if the rows differ, as those of two weeks, pass --unpaired instead.',
  );
  const twice = write("twice.csv", "id,y,p\n0,1,0.5\n0,1,0.5\n");
  expect(await refusal(twice, fileA, ...names, "--on", "id")).toBe(
    '--on "id" must name one row of "twice.csv" each, got "0" twice.',
  );
  const bad = write("bad.csv", "id,y,p\n0,1,1.5\n");
  expect(await refusal(bad, bad, ...names)).toMatch(
    /^"bad\.csv", line 2, row 1, column "p": prediction must be a probability in \[0, 1\], got 1\.5\./,
  );
  const one = write("one.csv", "y,p\n1,0\n");
  expect(await refusal(one, one, ...names)).toMatch(
    /^losses must be finite to be compared, got Infinity and Infinity\./,
  );
});

describe("--skip-bad-rows", () => {
  const skip = [...names, "--skip-bad-rows"];

  test("counts and lists bad values of either side, with side, file, row and line", async () => {
    const a = write("gaps-a.csv", "id,y,p\n1,1,0.5\n2,0,nan\n3,1,0.5\n4,2,0.5\n5,0,0.25\n");
    const b = write("gaps-b.csv", "id,y,p\n1,1,0.75\n2,0,0.5\n3,1,x\n4,2,0.5\n5,0,0.5\n");
    const { badRows, a: kept, difference } = await compare(a, b, ...skip);
    expect(kept.count).toBe(2);
    expect(difference.mean).toBeCloseTo((Math.log(0.5 / 0.75) + Math.log(0.75 / 0.5)) / 2, 14);
    expect(badRows.count).toBe(3);
    expect(
      badRows.listed.map(({ side, file, row, line, problem }) => [
        side,
        file.replace(`${folder}/`, ""),
        row,
        line,
        problem,
      ]),
    ).toEqual([
      ["A", "gaps-a.csv", 2, 3, "prediction must be a probability in [0, 1], got nan"],
      ["B", "gaps-b.csv", 3, 4, 'prediction must be a probability in [0, 1], got "x"'],
      ["A", "gaps-a.csv", 4, 5, "label must be a number in [0, 1], got 2"],
    ]);
    const { stdout } = bce(["compare", a, b, ...skip]);
    expect(stdout).toContain("Bad rows, skipped: 3\nA, ");
  });

  test("with --on also rows of one file alone, labels that differ, keys that are missing, and lines that are no rows", async () => {
    const a = write("keys-a.csv", "id,y,p\n1,1,0.5\n2,0,0.5\n3,1,0.5\n,1,0.5\n5\n");
    const b = write("keys-b.csv", "id,y,p\n4,0,0.5\n3,0,0.5\n1,1,0.25\n");
    const { badRows, a: kept, difference } = await compare(a, b, ...skip, "--on", "id");
    expect([kept.count, badRows.count]).toEqual([1, 5]);
    expect(difference.mean).toBeCloseTo(Math.LN2, 14);
    const listed = badRows.listed.map(({ side, row, line, problem }) => [
      side,
      row,
      line,
      problem.replaceAll(`${folder}/`, ""),
    ]);
    expect(listed.slice(0, 4)).toEqual([
      ["A", 2, null, '"keys-b.csv" must have this row, "id" "2", got none'],
      ["B", 2, null, 'label must be that of "keys-a.csv", row 3, "id" "3", 1, got 0'],
      ["A", 4, null, '"keys-b.csv" must have this row, "id" nothing, got none'],
      ["B", 1, null, '"keys-a.csv" must have this row, "id" "4", got none'],
    ]);
    expect(listed[4]).toEqual([
      "A",
      null,
      6,
      expect.stringMatching(/^the line cannot be split into columns \(/),
    ]);
  });

  test("stops all the same where rows that are paired by their order do not belong together", async () => {
    const a = write("order-a.csv", "y,p\n1,0.5\n0,0.5\n");
    const byOrder =
      "If both files score the same rows, pass --on with a column that names rows; if the rows differ, as those of two weeks, pass --unpaired.";
    expect(await refusal(a, write("order-b.csv", "y,p\n1,0.5\n1,0.5\n"), ...skip)).toBe(
      `"order-b.csv", row 2: label must be that of "order-a.csv", row 2, 0, got 1. ${byOrder}`,
    );
    expect(await refusal(a, write("order-c.csv", "y,p\n1,0.5\n"), ...skip)).toBe(
      `"order-c.csv" must have every row of "order-a.csv", got none for its row 2. ${byOrder}`,
    );
    expect(await refusal(a, write("order-d.csv", "y,p\n1\n0,0.5\n"), ...skip)).toBe(
      '"order-d.csv", line 2, must have 2 columns, got 1. Pass --on with a column that names rows, and --skip-bad-rows, to leave such lines out.',
    );
  });

  test("says so where it leaves out most rows", () => {
    const ids = (from: number) =>
      csv({ id: column("id").map((id) => id + from), y: column("y").map(() => 1), p: column("a") });
    const [week, next, near] = [0, 400, 100].map((from) => write(`from-${from}.csv`, ids(from)));
    expect(bce(["compare", week!, next!, ...skip, "--on", "id"])).toMatchObject({
      status: 0,
      stderr:
        "bce compare: 800 bad rows are left out, and 100 pairs are compared: if the rows differ, as those of two weeks, pass --unpaired instead of --on.\n",
    });
    expect(bce(["compare", week!, near!, ...skip, "--on", "id"]).stderr).toBe("");
    const text = "y,p\n1,0.5\n0,nan\n1,2\n";
    const [rough, same] = ["rough", "same"].map((name) => write(`${name}.csv`, text));
    expect(bce(["compare", rough!, same!, ...skip]).stderr).toBe(
      "bce compare: 2 bad rows are left out, and 1 pair is compared.\n",
    );
    expect(bce(["compare", rough!, rough!, ...skip]).stderr).toContain(
      `A and B are the same column of one file, ${JSON.stringify(rough)}: there is nothing to find.\n`,
    );
  });

  test("and where nothing is left", async () => {
    const all = write("all-bad.csv", "y,p\n1,2\n");
    expect(await refusal(all, all, ...skip)).toBe(
      "the files must hold rows that can be compared, got none, with 1 bad ones skipped.",
    );
  });
});

describe("--bootstrap", () => {
  test("gives an interval next to the normal one, the same in every run, with --on as well", async () => {
    const { bootstrap, difference } = await compare(
      fileA,
      fileB,
      ...names,
      "--bootstrap",
      "400",
      "--seed",
      "5",
    );
    expect(bootstrap).toMatchObject({ replicates: 400, seed: 5 });
    // An end of 400 resamples is off by 0.13 of a standard error, and the normal end by what the
    // rows are not normal.
    expect(Math.abs(bootstrap!.low! - difference.low!)).toBeLessThan(
      0.6 * difference.standardError!,
    );
    expect(Math.abs(bootstrap!.high! - difference.high!)).toBeLessThan(
      0.6 * difference.standardError!,
    );
    expect(
      (await compare(fileA, fileB, ...names, "--on", "id", "--bootstrap", "400", "--seed", "5"))
        .bootstrap,
    ).toEqual(bootstrap);
    expect((await compare(fileA, fileB, ...names)).bootstrap).toBeNull();
  });

  test("its value may be left out", () => {
    const { stdout } = bce(["compare", fileA, fileB, ...names, "--bootstrap"]);
    expect(stdout).toMatch(
      /95 % interval -?\d\.\d+ to -?\d\.\d+ by bootstrap, 1,000 resamples, seed 1\n/,
    );
  });

  test.each([
    [["--bootstrap", "99"], '--bootstrap must be a whole number from 100 to 100000, got "99".'],
    [
      ["--bootstrap", "a.csv"],
      '--bootstrap must be a whole number from 100 to 100000, got "a.csv". Give the files before it.',
    ],
    [["--seed", "1"], '--seed must come with --bootstrap, got "1".'],
    [
      ["--bootstrap", "--seed", "x"],
      '--seed must be a whole number from 0 to 4294967295, got "x".',
    ],
    [["--report", ""], '--report must be a file, got "".'],
  ])("%j is refused", async (args, message) => {
    expect(await refusal(fileA, fileB, ...names, ...args)).toBe(message);
  });
});

test("a report that needs nothing else, and takes no markup from the data", () => {
  const a = write(
    "<b>a.csv",
    `id,y,p,w\n0,7,0.5,1\n${readFileSync(fileA, "utf8").split("\n").slice(1).join("\n")}`,
  );
  const b = write(
    "<b>b.csv",
    `id,y,p\n0,7,0.5\n${readFileSync(fileB, "utf8").split("\n").slice(1).join("\n")}`,
  );
  const report = `${folder}/report.html`;
  expect(
    bce([
      "compare",
      a,
      b,
      ...names,
      "--weight",
      "w",
      "--skip-bad-rows",
      "--bootstrap",
      "--report",
      report,
    ]).status,
  ).toBe(0);
  const text = readFileSync(report, "utf8");
  expect(text).not.toMatch(/<script|https?:|<link|@import|NaN|undefined|<b>a\.csv/);
  const { document } = parseHTML(text);
  expect([...document.querySelectorAll("h2")].map((title) => title.textContent)).toEqual([
    "Loss of B − A",
    "Differences of rows",
    "Reliability",
    "Measures",
    "Rows that got better",
    "Rows that got worse",
    "Bad rows, skipped",
  ]);
  expect(document.querySelectorAll(".interval")).toHaveLength(2);
  expect(document.querySelectorAll("polyline")).toHaveLength(2);
});

test("files without a difference have a report too", () => {
  const report = `${folder}/same.html`;
  const { status, stdout } = bce(["compare", fileA, fileA, ...names, "--report", report]);
  expect(status).toBe(0);
  expect(stdout).toContain("0 better, 0 worse, 500 the same");
  expect(readFileSync(report, "utf8")).not.toMatch(/NaN|Infinity|undefined|Differences of rows/);
});

test("the program prints it, and fails above a limit", () => {
  const better = bce(["compare", fileA, fileB, ...names]);
  expect(better.status).toBe(0);
  expect(better.stdout).toMatch(/loss of B − A +-?0\.\d{6}, 95 % interval /);
  const json = bce(["compare", fileA, fileB, ...names, "--format", "json", "--fail-above", "-1"]);
  expect(json.status).toBe(3);
  expect(json.stderr).toMatch(
    /^bce compare: the difference in loss must be at most -1, as --fail-above says, got -?0\.\d{6}\.\n$/,
  );
  expect(JSON.parse(json.stdout)).toMatchObject({ schema: "bce-compare/1", rows: { same: 0 } });
});
