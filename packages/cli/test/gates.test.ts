// Gates: which results end with exit code 3, what is said of them, and which conditions are refused.

import { describe, expect, test } from "vitest";
import { failuresOf, passedOver } from "../src/commands/gates.js";
import { judgedComparison, judgedScore } from "../src/commands/judged.js";
import { runCompare } from "../src/compare/run-compare.js";
import { openSession } from "../src/duckdb/session.js";
import { readCompareOptions } from "../src/options/compare-options.js";
import { readScoreOptions } from "../src/options/score-options.js";
import { silent } from "../src/progress.js";
import { bce, csv, score, scratch } from "./run.js";

const { write } = scratch();
const names = ["--label", "y", "--prediction", "p", "--dialect", "exact"];

// Losses of −ln 0.8 in de and at, of −ln 0.4 in fr, and one row of the first class in it.
const path = write(
  "rows.csv",
  csv({
    y: [1, 0, 1, 0, 1, 0, 1, 1, 1],
    p: [0.8, 0.2, 0.8, 0.2, 0.8, 0.2, 0.4, 0.4, 0.8],
    g: ["de", "de", "de", "at", "at", "at", "fr", "fr", "it"],
  }),
);

async function failures(...args: string[]): Promise<string[]> {
  const all = [path, ...names, ...args];
  return failuresOf(judgedScore(await score(...all)), readScoreOptions(all));
}

const loss = (7 * -Math.log(0.8) - 2 * Math.log(0.4)) / 9;

describe("all rows", () => {
  test.each([
    [["--fail-above", "0.4"], []],
    [
      ["--fail-above", "0.3"],
      ["the loss must be at most 0.3, as --fail-above says, got 0.377176."],
    ],
    [["--fail-below", "0.3"], []],
    [
      ["--fail-below", "0.4"],
      ["the loss must be at least 0.4, as --fail-below says, got 0.377176."],
    ],
    [["--fail-if", "loss > 0.4"], []],
    [["--fail-if", "loss>0.3"], ["loss must be at most 0.3, as --fail-if says, got 0.377176."]],
    [["--fail-if", "ROC AUC <= 1"], ["rocAuc must be above 1, as --fail-if says, got 1."]],
    [["--fail-if", "Brier score >= 50%", "--fail-if", "rows < 9"], []],
    [
      ["--fail-if", "loss.low < 0.2"],
      [expect.stringMatching(/^loss\.low must be at least 0\.2, /)],
    ],
    [
      ["--fail-if", "loss.high > 0.4"],
      [expect.stringMatching(/^loss\.high must be at most 0\.4, /)],
    ],
  ])("%j", async (args, expected) => {
    expect(loss).toBeCloseTo(0.377176, 6);
    expect(await failures(...args)).toEqual(expected);
  });

  test("a measure that does not exist cannot pass", async () => {
    const one = write("one.csv", "y,p\n1,0.8\n");
    for (const condition of ["rocAuc < 0", "rocAuc > 2", "loss.high > 9", "skill < -9"]) {
      const args = [one, ...names, "--fail-if", condition];
      expect(failuresOf(judgedScore(await score(...args)), readScoreOptions(args))).toEqual([
        expect.stringMatching(/, got none\.$/),
      ]);
    }
  });
});

describe("groups", () => {
  test("all that fail are named, the furthest first", async () => {
    expect(await failures("--by", "g", "--fail-if", "any group: loss > 0.2")).toEqual([
      "loss of every group must be at most 0.2, as --fail-if says, got 0.916291 in fr, 0.223144 in at, 0.223144 in de, 0.223144 in it.",
    ]);
    expect(await failures("--by", "g", "--fail-if", "any group: loss > 0.9")).toEqual([
      "loss of every group must be at most 0.9, as --fail-if says, got 0.916291 in fr.",
    ]);
    expect(await failures("--by", "g", "--fail-if", "any group: loss > 1")).toEqual([]);
  });

  test("of one class has no area, and is not asked where it has too few rows", async () => {
    expect(await failures("--by", "g", "--fail-if", "any group: rocAuc < 0.5")).toEqual([
      "rocAuc of every group must be at least 0.5, as --fail-if says, got none in fr, none in it.",
    ]);
    expect(await failures("--by", "g", "--fail-if", "any group of 3+ rows: rocAuc < 0.5")).toEqual(
      [],
    );
  });

  test("a gate that finds no group of its size fails, since it has looked at nothing", async () => {
    const reason =
      "loss of every group of 4 rows or more must be at most 9, as --fail-if says, got no such group: the largest has 3 rows.";
    const args = ["--by", "g", "--fail-if", "any group of 4+ rows: loss > 9"];
    expect(await failures(...args)).toEqual([reason]);
    const { status, stdout, stderr } = bce(["score", path, ...names, ...args, "--format", "json"]);
    expect([status, stderr]).toEqual([3, `bce score: ${reason}\n`]);
    expect(JSON.parse(stdout).failures).toEqual([reason]);
  });

  test("too small to be asked are told of where the others pass", () => {
    const run = (...conditions: string[]) => {
      const gates = conditions.flatMap((condition) => ["--fail-if", condition]);
      const { status, stderr } = bce(["score", path, ...names, "--by", "g", ...gates]);
      return [status, stderr];
    };
    expect(run("any group of 2+ rows: loss > 1")).toEqual([
      0,
      "bce score: --fail-if 'any group of 2+ rows: loss > 1' asked 3 of 4 groups, and all passed: 1 has fewer rows.\n",
    ]);
    expect(run("any group of 3+ rows: loss > 1")[1]).toContain(
      "2 of 4 groups, and all passed: 2 have",
    );
    expect(run("any group of 1+ rows: loss > 1", "any group: loss > 1")).toEqual([0, ""]);
    expect(run("any group of 2+ rows: loss > 0.9")[1]).not.toContain("asked");
  });

  test("above the limit are told of where --fail-above passes", async () => {
    const args = [path, ...names, "--by", "g", "--fail-above", "0.4"];
    const said = passedOver(judgedScore(await score(...args)), readScoreOptions(args));
    expect(said).toEqual([
      "1 of 4 groups is above 0.4, and --fail-above looks at all rows together: 0.916291 in fr. --fail-if 'any group: loss > 0.4' would fail.",
    ]);
    const { status, stderr } = bce(["score", ...args]);
    expect([status, stderr]).toEqual([0, `bce score: ${said[0]}\n`]);
    const judged = [...args, "--fail-if", "any group: loss > 1"];
    expect(passedOver(judgedScore(await score(...judged)), readScoreOptions(judged))).toEqual([]);
  });
});

test("--max-bad skips bad rows up to a share of all", async () => {
  const bad = write("bad.csv", "y,p\n1,0.8\n0,0.2\n1,x\n1,0.9\n");
  const run = (share: string) => bce(["score", bad, ...names, "--max-bad", share]);
  expect(run("25%")).toMatchObject({ status: 0, stderr: "" });
  expect(run("0.24")).toMatchObject({
    status: 3,
    stderr:
      "bce score: bad rows must be at most 24.0\u00a0% of all rows, as --max-bad says, got 25.0\u00a0%: 1 of 4.\n",
  });
  expect(run("24%").stdout).toContain("Bad rows, skipped: 1");
  expect(run("1").stderr).toBe(
    'bce score: --max-bad must be a share, such as 1% or 0.01, got "1".\n',
  );
});

test("several reasons are given, one a line", () => {
  const { status, stderr, stdout } = bce([
    "score",
    path,
    ...names,
    "--fail-above",
    "0.1",
    "--fail-if",
    "skill < 0.9",
  ]);
  expect(status).toBe(3);
  expect(stderr.trimEnd().split("\n")).toHaveLength(2);
  expect(stdout).toMatch(/^loss /);
});

describe("bce compare", () => {
  const both = write(
    "both.csv",
    csv({
      y: Array.from({ length: 60 }, (_, i) => i % 2),
      p: Array.from({ length: 60 }, (_, i) => (i % 2 ? 0.8 : 0.2)),
      q: Array.from({ length: 60 }, (_, i) => (i % 2 ? 0.7 : 0.3 - 0.001 * i)),
    }),
  );

  test.each([
    [["--fail-above", "0"], "the difference in loss must be at most 0, as --fail-above says, got "],
    [
      ["--fail-below", "1"],
      "the difference in loss must be at least 1, as --fail-below says, got ",
    ],
    [
      ["--fail-if", "difference.low > 0"],
      "difference.low must be at most 0, as --fail-if says, got ",
    ],
    [["--fail-if", "b.rocAuc >= 1"], "b.rocAuc must be below 1, as --fail-if says, got 1."],
    [
      ["--fail-if", "bootstrap.low > 0"],
      "bootstrap.low must be at most 0, as --fail-if says, got none.",
    ],
    [["--fail-if", "a.loss > 0.5", "--max-bad", "1%"], null],
    [
      ["--by", "y", "--fail-if", "any group: difference > 0.13"],
      "difference of every group must be at most 0.13, as --fail-if says, got 0.133531 in 1",
    ],
    [
      ["--by", "y", "--fail-if", "any group of 31+ rows: b.loss > 0.1"],
      "b.loss of every group of 31 rows or more must be at most 0.1, as --fail-if says, got no such group: the largest has 30 rows.",
    ],
    [["--by", "y", "--fail-if", "any group of 30+ rows: b.loss > 0.9"], null],
  ])("%j", async (args, expected) => {
    const options = readCompareOptions([both, both, ...names, "--prediction-b", "q", ...args]);
    const session = openSession();
    const found = failuresOf(judgedComparison(await runCompare(session, options, silent)), options);
    session.close();
    expect(found).toEqual(expected === null ? [] : [expect.stringContaining(expected)]);
  });
});

describe("a condition is refused", () => {
  test.each([
    [
      "loss",
      `--fail-if must be a condition, such as 'rocAuc < 0.7' or 'any group: loss > 0.4', got "loss".`,
    ],
    [
      "loss > high",
      `--fail-if must be a condition, such as 'rocAuc < 0.7' or 'any group: loss > 0.4', got "loss > high".`,
    ],
    ["los > 1", '--fail-if must name a measure, got "los". Did you mean loss?'],
    [
      "loss = 1",
      `--fail-if must be a condition, such as 'rocAuc < 0.7' or 'any group: loss > 0.4', got "loss = 1".`,
    ],
    [
      "loss > 0,5",
      `--fail-if must be a condition, such as 'rocAuc < 0.7' or 'any group: loss > 0.4', got "loss > 0,5". 0,5 is no number: write 0.5.`,
    ],
    ["loss > 1e999", "--fail-if must be a condition, such as"],
    ["loss > inf", "--fail-if must be a condition, such as"],
    ["loss > 1,000", "1,000 is no number: write 1000 or 1.000."],
    ["any group: loss > 1", "--fail-if 'any group: …' must come with --by, got no groups."],
    ["2*loss > 0.5", '--fail-if must name a measure, got "2*loss".'],
    ["1-rocAuc > 0.3", '--fail-if must name a measure, got "1-rocAuc".'],
    ["1 - rocAuc > 0.3", '--fail-if must name a measure, got "1 - rocAuc".'],
    ["-loss < -0.3", '--fail-if must name a measure, got "-loss".'],
    ["loss! > 1", '--fail-if must name a measure, got "loss!".'],
    ["loss² > 1", '--fail-if must name a measure, got "loss²".'],
  ])("%s", (condition, message) => {
    expect(() => readScoreOptions([path, ...names, "--fail-if", condition])).toThrow(message);
  });

  test.each([
    "any country of 50+ rows: loss > 0.4",
    "any country: loss > 0.5",
    "any group of 50 rows: loss > 0.5",
    "any group with 50+ rows: loss > 0.5",
    "any group: of g: loss > 0.5",
    "any group of 50 rows: loss",
    "any country with loss > 0.5",
    "loss > 0.5 in any country",
  ])("as one of groups, not as a measure of all rows: %s", (condition) => {
    expect(() => readScoreOptions([path, ...names, "--by", "g", "--fail-if", condition])).toThrow(
      `--fail-if must be a condition, such as 'rocAuc < 0.7' or 'any group: loss > 0.4', got ${JSON.stringify(condition)}. A gate on groups begins with "any group: " or "any group of 50+ rows: ", and comes with --by.`,
    );
  });

  test("of a comparison that does not say whose measure it is", () => {
    const read = (condition: string) =>
      readCompareOptions([path, path, ...names, "--fail-if", condition]);
    expect(() => read("loss > 0.5")).toThrow(
      '--fail-if must name a measure, got "loss". Did you mean a.loss or b.loss?',
    );
    expect(() => read("ROC AUC < 0.5")).toThrow("Did you mean a.rocAuc or b.rocAuc?");
  });

  test("about groups that have no such measure, or where there are none", () => {
    expect(() =>
      readScoreOptions([path, ...names, "--by", "g", "--fail-if", "any group: badRows > 1"]),
    ).toThrow('--fail-if must name a measure, got "badRows".');
    expect(() =>
      readCompareOptions([path, path, ...names, "--fail-if", "any group: a.loss > 1"]),
    ).toThrow("--fail-if 'any group: …' must come with --by, got no groups.");
    expect(() =>
      readCompareOptions([
        path,
        path,
        ...names,
        "--by",
        "g",
        "--fail-if",
        "any group: badRows > 1",
      ]),
    ).toThrow('--fail-if must name a measure, got "badRows".');
  });
});
