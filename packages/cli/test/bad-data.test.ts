// Data that cannot be scored, and names that are meant to do harm: each gets its sentence, and
// nothing is dropped in silence.

import { mkdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { DuckDBInstance } from "@duckdb/node-api";
import { describe, expect, test } from "vitest";
import { csv, refusal, score, scratch } from "./run.js";

const { folder, write } = scratch();
const names = ["--label", "y", "--prediction", "p"];
const skip = "Pass --skip-bad-rows to leave such rows out.";
const classes = 'Column "y" holds 1 and 2. Name the positive one, as in --positive 2.';

/** The message about a file's bad value, without the folder. */
async function complaint(name: string, content: string, ...args: string[]): Promise<string> {
  return (await refusal(write(name, content), ...names, ...args)).replaceAll(`${folder}/`, "");
}

describe("a bad row stops the run, with file, line, row and value", () => {
  test.each([
    ["missing", "1,0.5\n0,\n", "prediction must be a probability in [0, 1], got nothing", skip],
    ["missing label", "1,0.5\n,0.5\n", "label must be a number in [0, 1], got nothing", skip],
    ["NaN", "1,0.5\n0,nan\n", "prediction must be a probability in [0, 1], got nan", skip],
    ["label 2", "1,0.5\n2,0.5\n", "label must be a number in [0, 1], got 2", classes],
    [
      "probability 1.2",
      "1,0.5\n1,1.2\n",
      "prediction must be a probability in [0, 1], got 1.2",
      skip,
    ],
    ["probability −3", "1,0.5\n1,-3\n", "prediction must be a probability in [0, 1], got -3", skip],
    ["text", "1,0.5\n1,high\n", 'prediction must be a probability in [0, 1], got "high"', skip],
    [
      "text with control characters",
      "1,0.5\n1,\u001b[2J\n",
      'prediction must be a probability in [0, 1], got "\\u001b[2J"',
      skip,
    ],
    [
      "SQL",
      "1,0.5\n1,0.5); DROP TABLE x\n",
      'prediction must be a probability in [0, 1], got "0.5); DROP TABLE x"',
      skip,
    ],
  ])("%s", async (_, rows, problem, remedy) => {
    expect(await complaint("bad.csv", `y,p\n${rows}`)).toBe(
      `"bad.csv", line 3, row 2, column ${problem.startsWith("label") ? '"y"' : '"p"'}: ${problem}. ${remedy}`,
    );
  });

  test.each(["1,000.5", "1.000,5", "1 000", "1'000", "1,234,567", "1.234.567"])(
    "thousands apart are no number: %s",
    async (weight) => {
      const text = `y;p;w\n1;0.5;1.5\n0;0.5;${weight}\n`;
      expect(await complaint("thousands.csv", text, "--weight", "w")).toBe(
        `"thousands.csv", line 3, row 2, column "w": weight must be a finite number from 0 on, got "${weight}". Numbers have nothing between thousands.`,
      );
    },
  );

  test.each(["inf", "-1", "nan", "", "Infinity", "-inf", "1e400", "NA", "abc"])(
    "a weight of %j is told by file, line and column",
    async (weight) => {
      const text = `y,p,w\n1,0.5,1\n0,0.5,${weight}\n`;
      expect(await complaint("weight.csv", text, "--weight", "w")).toMatch(
        /^"weight\.csv", line 3, row 2, column "w": weight must be a finite number from 0 on, got .+\. Pass --skip-bad-rows to leave such rows out\.$/,
      );
    },
  );

  test("a weight below 0", async () => {
    const problem = "weight must be a finite number from 0 on, got -1";
    expect(await complaint("w.csv", "y,p,w\n1,0.5,-1\n", "--weight", "w")).toBe(
      `"w.csv", line 2, row 1, column "w": ${problem}. ${skip}`,
    );
  });

  test("in NDJSON and in gzip", async () => {
    expect(await complaint("bad.ndjson", '{"y":1,"p":0.5}\n{"y":1,"p":"x"}\n')).toContain(
      '"bad.ndjson", line 2, row 2, column "p": prediction',
    );
    const file = write("bad.csv.gz", gzipSync("y,p\n1,0.5\n3,0.5\n"));
    expect(await refusal(file, ...names)).toContain(
      'bad.csv.gz", line 3, row 2, column "y": label must be a number in [0, 1], got 3. ',
    );
  });

  test("a line with a field too few", async () => {
    const message =
      '"short.csv", line 3, must have 2 columns, got 1. Pass --skip-bad-rows to leave such lines out.';
    expect(await complaint("short.csv", "y,p\n1,0.5\n0\n")).toBe(message);
  });
});

test("--skip-bad-rows counts and lists them", async () => {
  const file = write("skip.csv", "y,p\n1,0.5\n2,0.5\n0,x\n0\n0,0.5\n,\n");
  const { total, bad } = await score(file, ...names, "--skip-bad-rows");
  expect(total.count).toBe(2);
  expect(total.loss).toBeCloseTo(Math.LN2, 6);
  expect(bad.count).toBe(4);
  expect(
    bad.listed.map(({ row, line, problem }) => [
      row,
      line,
      problem.replace(/ must.*, got/, ":").replace(/ \(.*/, ""),
    ]),
  ).toEqual([
    [2, null, "label: 2"],
    [3, null, 'prediction: "x"'],
    [5, null, "label: nothing"],
    [null, 5, "the line cannot be split into columns"],
  ]);
});

test("a line with several columns too few is one bad row", async () => {
  const { bad } = await score(
    write("few.csv", "y,p,q,r\n1,0.5,0,0\n0\n0,0.5\n"),
    ...names,
    "--skip-bad-rows",
  );
  expect([bad.count, bad.listed.map(({ line }) => line)]).toEqual([2, [3, 4]]);
});

test("a file with nothing but bad rows is an error", async () => {
  expect(await complaint("none.csv", "y,p\n2,0.5\n", "--skip-bad-rows")).toBe(
    'the files must hold rows, got none in "none.csv", with 1 bad ones skipped.',
  );
});

describe("files that are none", () => {
  test.each([
    ["empty.csv", "", 'a file must hold rows, got an empty one, "empty.csv".'],
    ["header.csv", "y,p\n", 'the files must hold rows, got none in "header.csv".'],
    [
      "spaces.csv",
      "  \n \n",
      '"spaces.csv" must name its columns on its first line, got no names.',
    ],
    ["mark.csv", "\ufeff", '"mark.csv" must name its columns on its first line, got no names.'],
    ["lines.csv", "\n\n", 'a file must hold rows, got only empty lines in "lines.csv".'],
    [
      "text.parquet",
      "y,p\n1,0.5\n",
      '"text.parquet" must be a Parquet file that can be read, got ',
    ],
    [
      "cut.ndjson",
      '{"y":1,"p":0.5}\n{"y":0,\n',
      '"cut.ndjson", line 2, row 2, must be a JSON object, got "{\\"y\\":0,". Was the file copied to its end?',
    ],
    [
      "text.npy",
      "y,p\n",
      "FILE must be two or three .npy files: labels, predictions and weights, got 1.",
    ],
  ])("%s", async (name, content, message) => {
    expect(await complaint(name, content)).toContain(
      name === "text.npy" ? "--label, --prediction" : message,
    );
    if (name === "text.npy") expect(await refusal(`${folder}/${name}`)).toBe(message);
  });

  test("a truncated Parquet file", async () => {
    const connection = await (await DuckDBInstance.create(":memory:")).connect();
    await connection.run(
      `COPY (SELECT 1 AS y, random() AS p FROM range(10000)) TO '${folder}/whole.parquet' (FORMAT parquet)`,
    );
    const whole = readFileSync(`${folder}/whole.parquet`);
    const cut = write("cut.parquet", whole.subarray(0, whole.length / 2));
    expect(await refusal(cut, ...names)).toContain(
      'cut.parquet" must be a whole Parquet file, got one without its end. Was it copied to its end,',
    );
  });

  test("a folder without files, a pattern without matches, a path that is not there", async () => {
    mkdirSync(`${folder}/hollow`);
    expect(await refusal(`${folder}/hollow`, ...names)).toContain(
      "a folder must hold files that end in csv, tsv, ndjson, jsonl and parquet",
    );
    expect(await refusal(`${folder}/*.nothing`, ...names)).toContain(
      "FILE must exist, got a pattern that matches no file",
    );
    expect(await refusal(`${folder}/absent.csv`, ...names)).toBe(
      `FILE must exist, got ${JSON.stringify(`${folder}/absent.csv`)}.`,
    );
    write("plain.csv", "y,p\n1,0.5\n");
    expect(await refusal(`${folder}/plain.cvs`, ...names)).toBe(
      `FILE must exist, got ${JSON.stringify(`${folder}/plain.cvs`)}. Did you mean ${JSON.stringify(`${folder}/plain.csv`)}?`,
    );
    expect(await refusal(`${folder}/nowhere/plain.csv`, ...names)).toMatch(
      /nowhere\/plain\.csv"\.$/,
    );
  });

  test("a line of 5 MB", async () => {
    expect(await complaint("long.csv", `y,p\n1,0.5\n0,${"9".repeat(5e6)}\n`)).toBe(
      '"long.csv", line 3, must have at most 2 MB a line, got a longer line, or a quote that is not closed.',
    );
  });
});

describe("names", () => {
  test("a mistyped column gets the nearest ones", async () => {
    const file = write("names.csv", "clicked,probability,weight\n1,0.5,1\n");
    const message = (
      await refusal(file, "--label", "clikced", "--prediction", "probability")
    ).replace(folder, "");
    expect(message).toBe(
      '--label must name a column of "/names.csv", got "clikced". Did you mean "clicked"?',
    );
    expect(await refusal(file, "--label", "zzz", "--prediction", "probability")).toContain(
      'There are "clicked", "probability", "weight".',
    );
  });

  test.each([
    ["quotes", `a"b'c`],
    ["SQL", '"; DROP TABLE predictions; --'],
    ["a line end", "a\nb"],
    ["a comma", "a,b"],
    ["10,000 characters", "x".repeat(10_000)],
    ["like an option", "--label"],
  ])("a column with %s", async (_, name) => {
    const file = write(
      "hostile.csv",
      csv({ [name]: [1, 0], p: [0.5, 0.5], [`${name}2`]: ["u", "v"] }),
    );
    const { total, groups } = await score(
      file,
      `--label=${name}`,
      "--prediction",
      "p",
      `--by=${name}2`,
    );
    expect(total.count).toBe(2);
    expect(groups.map(({ values }) => values)).toEqual([["u"], ["v"]]);
  });

  test.each([
    `it's "quoted".csv`,
    "star*[1]?.csv",
    "two\nlines.csv",
    "--label.csv",
    "'; DROP TABLE x; --.csv",
  ])("a file %j", async (name) => {
    expect((await score(write(name, "y,p\n1,0.5\n"), ...names)).total.count).toBe(1);
  });

  test("of two columns of one name none is taken for the one that was meant", async () => {
    const file = write("twice.csv", "y,p,P,p_1\n1,0.5,0.25,0\n");
    expect((await refusal(file, ...names)).replace(`${folder}/`, "")).toBe(
      '--prediction must name a column of "twice.csv", got "p". Did you mean "p_2" or "P_3" or "p_1"? Columns of one name get numbers.',
    );
    const { total } = await score(
      file,
      "--label",
      "y",
      "--prediction",
      "P_3",
      "--dialect",
      "exact",
    );
    expect(total.loss).toBeCloseTo(Math.log(4), 14);
  });
});
