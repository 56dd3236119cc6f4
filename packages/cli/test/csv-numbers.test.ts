// CSV is read as numbers as long as there is nothing else, and then as text. Nothing may tell
// which: --skip-bad-rows reads text from the start.
//
// @module-tag thorough

import { gzipSync } from "node:zlib";
import { thorough } from "@binary-crossentropy/test/tiers";
import { DuckDBInstance } from "@duckdb/node-api";
import { describe, expect, test } from "vitest";
import type { ScoreResult } from "../src/score/result.js";
import { refusal, score, scratch } from "./run.js";

const { folder, write } = scratch();
const names = ["--label", "y", "--prediction", "p"];
/** Where bad rows are skipped, lines are not counted. */
const withoutLines = ({ worst, ...rest }: ScoreResult) => ({
  ...rest,
  worst: worst.map(({ line: _, ...row }) => row),
});

const plain = (rows: number) =>
  Array.from({ length: rows }, (_, i) => `${i % 2},0.${100 + (i % 800)}`).join("\n");

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
    const [asNumber, asText] = [
      await score(file, ...names),
      await score(file, ...names, "--skip-bad-rows"),
    ];
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
    expect(await refusal(file, ...names)).toContain(
      `"${file}", line 3, row 2, column "p": ${bad.listed[0]!.problem}.`,
    );
    expect(bad.listed[0]!).toMatchObject({ row: 2, problem: expect.stringContaining(", got ") });
  });
});

describe("digits with underscores between them are no number", () => {
  const groups = "Numbers have no underscores.";

  test.each([
    ["a label", "y,p,w\n1,0.5,1\n0_1,0.5,1\n", 'label must be a number in [0, 1], got "0_1"'],
    [
      "a prediction",
      "y,p,w\n1,0.5,1\n1,0.5_5,1\n",
      'prediction must be a probability in [0, 1], got "0.5_5"',
    ],
    [
      "a weight",
      "y,p,w\n1,0.5,1\n1,0.5,1_000\n",
      'weight must be a finite number from 0 on, got "1_000"',
    ],
    [
      "an exponent",
      "y,p,w\n1,0.5,1\n1,5e-0_1,1\n",
      'prediction must be a probability in [0, 1], got "5e-0_1"',
    ],
  ])("%s", async (_, text, problem) => {
    const json = text
      .split("\n")
      .slice(1, -1)
      .map(
        (row) =>
          `{"y":"${row.split(",")[0]}","p":"${row.split(",")[1]}","w":"${row.split(",")[2]}"}\n`,
      )
      .join("");
    for (const file of [
      write("grouped.csv", text),
      write("grouped.csv.gz", gzipSync(text)),
      write("grouped.ndjson", json),
    ]) {
      expect(await refusal(file, ...names, "--weight", "w")).toContain(`: ${problem}. ${groups}`);
      const { total, bad } = await score(file, ...names, "--weight", "w", "--skip-bad-rows");
      expect([total.count, bad.count]).toEqual([1, 1]);
    }
  });

  test("in zstd", async () => {
    const connection = await (await DuckDBInstance.create(":memory:")).connect();
    const file = `${folder}/grouped.csv.zst`;
    await connection.run(
      `COPY (SELECT '0_1' AS y, 0.5 AS p) TO '${file}' (FORMAT csv, COMPRESSION zstd)`,
    );
    expect(await refusal(file, ...names)).toContain(
      `row 1, column "y": label must be a number in [0, 1], got "0_1". ${groups}`,
    );
  });

  test("after any number of rows, at any place of a block, and at the end", thorough, async () => {
    for (const rows of [1, 1000, 131_069, 131_070, 131_071, 131_072, 400_000]) {
      const file = write("late.csv", `y,p\n${"1,0.25\n".repeat(rows)}0_1,0.5`);
      expect(await refusal(file, ...names), String(rows)).toContain(
        `line ${rows + 2}, row ${rows + 1}, column "y": label`,
      );
    }
  });

  test("in other columns, and in names, they are texts like others", async () => {
    const { total, groups: found } = await score(
      write("texts.csv", "y,p,day_2024_01\n1,0.5,2024_01\n0,0.25,1_000\n"),
      ...names,
      "--by",
      "day_2024_01",
    );
    expect([total.count, found.map(({ values }) => values[0])]).toEqual([2, ["1_000", "2024_01"]]);
  });

  test("other ways to write numbers that are none", async () => {
    for (const cell of [
      "0x1",
      "0b1",
      "0o1",
      "1,000",
      "１",
      "\u00a01",
      "1\u2003",
      "1 000",
      "1'000",
      "$1",
      "1f",
      "1/1",
      "1L",
    ]) {
      const file = write("other.csv", `y,p\n"${cell}",0.5\n`);
      expect(await refusal(file, ...names), cell).toContain(
        'row 1, column "y": label must be a number in [0, 1], got ',
      );
      expect(
        await refusal(write("other.ndjson", `{"y":"${cell}","p":0.5}\n`), ...names),
        cell,
      ).toContain('row 1, column "y": label must be');
    }
  });
});

test("what is written another way is told from what is none", async () => {
  // Thousands, or a decimal comma: no value tells.
  const comma = write("comma.csv", "y;p\n1;0.5\n1;1,000\n");
  expect(await refusal(comma, ...names)).toContain('got "1,000". Numbers have a decimal point.');
  const words = write("words.csv", "y,p\nyes,0.5\nno,0.5\n");
  expect(await refusal(words, ...names)).toContain(
    'got "yes". Column "y" holds "no" and "yes". Name the positive one, as in --positive yes.',
  );
});

test("what is no number after many rows that are: all of them count, once", thorough, async () => {
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
    `line ${2 * rows + 3}, row ${2 * rows + 2}, column "p": prediction must be a probability in [0, 1], got "half"`,
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
