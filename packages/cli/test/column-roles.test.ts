// One column for two things: what may be, and what is refused, in every command.

import { describe, expect, test } from "vitest";
import { readCompareOptions } from "../src/options/compare-options.js";
import { readScoreOptions } from "../src/options/score-options.js";
import { readSqlOptions } from "../src/options/sql-options.js";
import { bce, scratch } from "./run.js";

const readers = {
  score: (args: readonly string[]) => readScoreOptions(["x.csv", ...args]),
  compare: (args: readonly string[]) => readCompareOptions(["a.csv", "b.csv", ...args]),
  sql: (args: readonly string[]) => readSqlOptions(["--engine", "duckdb", "--table", "t", ...args]),
};

/** What a command says of options, apart from those that it always needs. */
function said(command: keyof typeof readers, options: string): string {
  try {
    readers[command](`--label y --prediction p ${options}`.trim().split(/\s+/));
  } catch (error) {
    return (error as Error).message;
  }
  return "";
}

const ofClusters = "It says which rows belong together, such as those of one user.";
const byClass = 'With --by "y", each class is scored apart.';
const ofAnother = "It is the label of another pair: give that one a run of its own.";

describe("is refused", () => {
  test.each([
    ["score", "--label p --prediction q", `--prediction -> --label "p". ${ofAnother}`],
    ["score", "--label q --prediction y", `--prediction -> --label "y". ${ofAnother}`],
    ["score", "--label q --prediction q", '--prediction -> --label "q".'],
    ["score", "--weight y", `--weight -> --label "y". ${byClass}`],
    ["score", "--weight p", '--weight -> --prediction "p".'],
    ["score", "--label z --prediction q --weight q", '--weight -> --prediction "q".'],
    ["score", "--cluster y", `--cluster -> --label "y". ${ofClusters}`],
    ["score", "--cluster p", `--cluster -> --prediction "p". ${ofClusters}`],
    ["score", "--weight w --cluster w", `--cluster -> --weight "w". ${ofClusters}`],
    ["score", "--labels l.csv --on y", '--on -> --label "y". It identifies a row.'],
    ["score", "--labels l.csv --on id,y", '--on -> --label "y". It identifies a row.'],
    ["score", "--labels l.csv --on p=id", '--on -> --prediction "p". It identifies a row.'],
    ["score", "--labels l.csv --on id --weight y", `--weight -> --label "y". ${byClass}`],
    ["compare", "--weight y", `--weight -> --label "y". ${byClass}`],
    ["compare", "--weight q --prediction-b q", '--weight -> --prediction-b "q".'],
    ["compare", "--cluster p", `--cluster -> --prediction "p". ${ofClusters}`],
    ["compare", "--on y", '--on -> --label "y". It identifies a row.'],
    [
      "compare",
      "--on id --on q --prediction-b q",
      '--on -> --prediction-b "q". It identifies a row.',
    ],
    ["sql", "--weight y", `--weight -> --label "y". ${byClass}`],
    ["sql", "--weight p", '--weight -> --prediction "p".'],
  ] as const)("bce %s %s", (command, options, message) => {
    const [, option, other, rest] = /^(\S+) -> (\S+) (.*)$/.exec(message)!;
    expect(said(command, options)).toBe(
      `${option} must name another column than ${other}, got ${rest}`,
    );
  });
});

describe("is taken", () => {
  test.each([
    ["score", "--by y --by p --weight w --by w"],
    ["score", "--cluster u --by u --show y,p,u"],
    ["score", "--by-time t --cluster t"],
    ["score", "--label y --prediction q"],
    ["score", "--label z --prediction p"],
    // Of files that are joined, each has names of its own.
    ["score", "--label p --prediction y --labels l.csv --on id"],
    ["score", "--labels l.csv --on y=id"],
    ["score", "--labels l.csv --on id=p"],
    ["compare", "--by y --weight w --cluster u --on id"],
    ["sql", "--by y --weight w"],
  ] as const)("bce %s %s", (command, options) => {
    expect(said(command, options)).toBe("");
  });
});

test("nothing is read or printed of what is refused", () => {
  const { write } = scratch();
  const file = write("two.csv", "y,p,q\n1,0.5,0.75\n0,0.25,0.125\n");
  const args = "--label y --prediction p --label p --prediction q".split(" ");
  expect(bce(["score", file, ...args])).toEqual({
    status: 2,
    stdout: "",
    stderr: `bce score: --prediction must name another column than --label, got "p". ${ofAnother}\n`,
  });
});
