// CSV is read as numbers as long as there is nothing else, and then as text. Nothing may tell which: --skip-bad-rows reads text
// from the start.

import { describe, expect, test } from "vitest";
import type { ScoreResult } from "../../cli/src/score/result.js";
import { refusal, score, scratch } from "./run.js";

const { write } = scratch();
const names = ["--label", "y", "--prediction", "p"];
/** Where bad rows are skipped, lines are not counted. */
const withoutLines = ({ worst, ...rest }: ScoreResult) => ({ ...rest, worst: worst.map(({ line: _, ...row }) => row) });

const plain = (rows: number) => Array.from({ length: rows }, (_, i) => `${i % 2},0.${100 + (i % 800)}`).join("\n");

describe("a cell means the same as a number and as text", () => {
  test.each([
    "0.5",
    " 0.5",
    "0.5 ",
    "+0.5",
    ".5",
    "5e-1",
    "5E-1",
    "1.",
    '"0.5"',
    '" 0.5"',
    "00.5",
    "-0",
    "-0.0",
    "1e-400",
    "1e-320",
    "0.1234567890123456789",
  ])("good: %j", async (cell) => {
    const file = write("cell.csv", `y,p\n1,${cell}\n0,0.25\n`);
    const [asNumber, asText] = [await score(file, ...names), await score(file, ...names, "--skip-bad-rows")];
    expect(asText.bad.count).toBe(0);
    expect(withoutLines(asNumber)).toEqual(withoutLines(asText));
  });

  test.each([
    "",
    '""',
    "nan",
    "NaN",
    "inf",
    "-inf",
    "0,5",
    "1_0",
    "0x1",
    "0.5f",
    "1e",
    "half",
    "NULL",
    "null",
    "1.0000001",
    "-1e-300",
    "0.5 0.5",
    "٠",
    "1e400",
  ])("bad: %j", async (cell) => {
    const quoted = cell.includes(",") ? `"${cell}"` : cell;
    const file = write("cell.csv", `y,p\n1,0.5\n1,${quoted}\n0,0.25\n`);
    const { bad } = await score(file, ...names, "--skip-bad-rows");
    expect(bad.count).toBe(1);
    expect(await refusal(file, ...names)).toContain(`"${file}", line 3, row 2: ${bad.listed[0]!.problem}.`);
    expect(bad.listed[0]!).toMatchObject({ row: 2, problem: expect.stringContaining(", got ") });
  });
});

test("what is written another way is told from what is none", async () => {
  const comma = write("comma.csv", "y;p\n1;0,5\n");
  expect(await refusal(comma, ...names)).toContain('got "0,5". Numbers have a decimal point.');
  const words = write("words.csv", "y,p\nyes,0.5\nno,0.5\n");
  expect(await refusal(words, ...names)).toContain(
    'got "yes". Column "y" holds "no" and "yes". Name the positive one, as in --positive yes.',
  );
});

test("what is no number after many rows that are: all of them count, once", async () => {
  const rows = 300_000;
  const file = write("late.csv", `y,p\n${plain(rows)}\ntrue,0.75\nFalse,0.5\n${plain(rows)}\n`);
  const found = await score(file, ...names, "--worst", "3");
  const asText = await score(file, ...names, "--worst", "3", "--skip-bad-rows");
  expect(found.total.count).toBe(2 * rows + 2);
  expect(withoutLines(found)).toEqual(withoutLines(asText));
});

test("a bad row after that has its own number", async () => {
  const rows = 200_000;
  const file = write("late.csv", `y,p\n${plain(rows)}\ntrue,0.75\n${plain(rows)}\n1,half\n`);
  expect(await refusal(file, ...names)).toContain(
    `line ${2 * rows + 3}, row ${2 * rows + 2}: prediction must be a probability in [0, 1], got "half"`,
  );
});

test("groups are named by the text of a column, also of one that is read as numbers", async () => {
  const file = write("groups.csv", "y,p\n1,0.50\n0,0.50\n01,0.5\n");
  const found = await score(file, ...names, "--by", "p", "--by", "y");
  expect(found.groups.map(({ values }) => values)).toEqual([
    ["0.5", "01"],
    ["0.50", "0"],
    ["0.50", "1"],
  ]);
});
