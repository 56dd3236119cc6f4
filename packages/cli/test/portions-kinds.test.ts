// Several processes read files of every kind, with classes, links and lines of every sort: what
// they find, and what they refuse, is what one process says.
//
// @module-tag thorough

import { mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { testInTiers, thorough } from "@binary-crossentropy/test/tiers";
import { DuckDBInstance } from "@duckdb/node-api";
import { beforeAll, describe, expect, test } from "vitest";
import { openSession } from "../src/duckdb/session.js";
import { findFiles } from "../src/input/files.js";
import { readScoreOptions } from "../src/options/score-options.js";
import { toJson } from "../src/output/json.js";
import { portionOf } from "../src/score/portion.js";
import type { ScoreResult } from "../src/score/result.js";
import { refusal, score, scratch } from "./run.js";
import { scoreBy } from "./score-by.js";

const { folder, write } = scratch();
const size = 3;
const rows = 200_000;
const names = ["--label", "y", "--prediction", "p"];

const random = (i: number) => Math.abs(Math.sin(12.9898 * i + 1) * 43758.5453) % 1;
const p = Array.from({ length: rows }, (_, i) => Math.round(1e12 * random(i)) / 1e12);

/** Lines of CSV, as many bytes as make it worth to cut them in three. */
const lines = (label: (i: number) => string) => p.map((x, i) => `${label(i)},${x},${"ab"[i % 2]}`);
const csvOf = (label: (i: number) => string) => `y,p,g\n${lines(label).join("\n")}\n`;
const zeroOrOne = (i: number) => String(i % 3 === 0 ? 1 : 0);

async function expectSame(...args: string[]): Promise<ScoreResult> {
  const [first] = await scoreBy(size, ...args);
  if (first instanceof Error) throw first;
  const alone = await score(...args);
  expect(toJson(first as ScoreResult)).toBe(toJson(alone));
  return alone;
}

async function expectSameRefusal(...args: string[]): Promise<string> {
  const [first, ...others] = await scoreBy(size, ...args);
  const alone = await refusal(...args);
  expect((first as Error).message).toBe(alone);
  expect(others.map((one) => (one as Error).message)).toEqual(others.map(() => ""));
  return alone;
}

/** A column as an .npy file. */
function npy(values: Float64Array): Buffer {
  const header = `{'descr': '<f8', 'fortran_order': False, 'shape': (${values.length},), }`.padEnd(
    117,
  );
  return Buffer.concat([
    Buffer.from("\x93NUMPY\x01\x00\x76\x00", "latin1"),
    Buffer.from(`${header}\n`),
    Buffer.from(values.buffer),
  ]);
}

describe("--positive means the same to all, wherever the two classes are", () => {
  // The positive class only at the end, the negative one only before.
  const late = (i: number) => (i < 0.9 * rows ? "no" : "yes");

  beforeAll(async () => {
    mkdirSync(`${folder}/late`);
    write("late/0.csv", csvOf(late));
    write("late/1.csv", "y,p,g\nno,0.5,a\n");
    const connection = await (await DuckDBInstance.create(":memory:")).connect();
    // With columns that nobody asks for, so that it is large enough to be cut.
    const more = "hash(p) AS h, hash(p + 1) AS k";
    const from = `SELECT *, ${more} FROM read_csv('${folder}/late/0.csv', types = {'y': 'VARCHAR'})`;
    await connection.run(
      `COPY (${from}) TO '${folder}/late.parquet' (FORMAT parquet, ROW_GROUP_SIZE 10000)`,
    );
    await connection.run(`COPY (${from}) TO '${folder}/late.ndjson' (FORMAT json)`);
    connection.closeSync();
  });

  const places: [title: string, file: string][] = [
    ["in late", "late"],
    ["in late.parquet", "late.parquet"],
    ["in late.ndjson", "late.ndjson"],
  ];
  testInTiers(places, ["in late.parquet"], async (_, file) => {
    const { total } = await expectSame(
      `${folder}/${file}`,
      ...names,
      "--by",
      "g",
      "--positive",
      "yes",
    );
    expect(total.baseRate).toBeCloseTo(0.1, 3);
  });

  test("in arrays", async () => {
    const labels = write("y.npy", npy(Float64Array.from(p, (_, i) => (i < 0.9 * rows ? -1 : 1))));
    const { total } = await expectSame(
      labels,
      write("p.npy", npy(Float64Array.from(p))),
      "--positive",
      "1",
    );
    expect(total.baseRate).toBeCloseTo(0.1, 3);
  });

  test("a third value is refused, and counted where rows are left out", async () => {
    const file = write(
      "third.csv",
      csvOf((i) => (i === rows - 7 ? "never" : late(i))),
    );
    const message = await expectSameRefusal(file, ...names, "--positive", "yes");
    expect(message).toContain(
      `row ${rows - 6}, column "y": label must be "yes", which is positive, or "no", got "never".`,
    );
    const { bad } = await expectSame(file, ...names, "--positive", "yes", "--skip-bad-rows");
    expect(bad.count).toBe(1);
  });

  test("a value that no row has is refused", thorough, async () => {
    expect(await expectSameRefusal(`${folder}/late`, ...names, "--positive", "YES")).toContain(
      'Did you mean "yes"?',
    );
  });
});

describe("files of arrays by name beside large ones", () => {
  const arrays = fileURLToPath(new URL("fixtures/yp.npz", import.meta.url));

  test.each([[[]], [["--positive", "1"]]])("%j", async (more) => {
    const large = write("large.csv", csvOf(zeroOrOne));
    const copy = write("copy.npz", readFileSync(arrays));
    await expectSame(arrays, large, copy, ...names, ...more);
    await expectSame(arrays, ...names, ...more);
  });
});

test.each(["csv", "parquet", "ndjson"])("a large file of %s is cut", async (kind) => {
  const session = openSession();
  const options = readScoreOptions([
    `${folder}/late${kind === "csv" ? "/0" : ""}.${kind}`,
    ...names,
  ]);
  const files = await findFiles(options.files, session);
  const gather = async <T>(value: T) => [value, value, value];
  const portion = await portionOf(
    files,
    options,
    session,
    { rank: 0, size, cores: 1, gather },
    true,
  );
  session.close();
  expect(portion.shares.get(0)!.to).toBeLessThan(files[0]!.bytes / 2);
});

describe("a text that is cut is read as the whole is:", () => {
  const last = rows - 3;

  const cut: [title: string, label: (i: number) => string, message: string][] = [
    [
      "digits joined by underscores",
      (i: number) => (i === last ? "0_1" : zeroOrOne(i)),
      'got "0_1". Numbers have no underscores.',
    ],
    [
      "a label that is no number",
      (i: number) => (i === last ? "yes" : zeroOrOne(i)),
      "label must be a number",
    ],
    [
      "a line that is short",
      (i: number) => (i === last ? "1\n0" : zeroOrOne(i)),
      `line ${rows - 1}, must have 3 columns`,
    ],
  ];
  testInTiers(cut, ["a line that is short"], async (_, label, message) => {
    expect(await expectSameRefusal(write("odd.csv", csvOf(label)), ...names)).toContain(message);
    const { bad } = await expectSame(`${folder}/odd.csv`, ...names, "--skip-bad-rows");
    expect(bad.count).toBe(1);
  });

  const third = Math.floor(rows / 3);
  const ended = (ends: readonly string[]) =>
    ["y,p,g", ...lines(zeroOrOne)]
      .map((line, i) => `${line}${ends[Math.min(ends.length - 1, Math.floor(i / third))]}`)
      .join("");

  const allEnds = [["\n", "\r\n", "\r"], ["\r", "\n"], ["\n", "\n", "\r"], ["\r\n", "\n"], ["\r"]];
  const titled = allEnds.map((ends): [title: string, ends: string[]] => [
    `lines that end with ${JSON.stringify(ends)}, one after another`,
    ends,
  ]);
  testInTiers(titled, [titled[0]![0]], async (_, ends) => {
    const { total } = await expectSame(
      write("ends.csv", ended(ends)),
      ...names,
      "--by",
      "g",
      "--worst",
      "20",
    );
    expect(total.count).toBe(rows);
  });

  test("JSON that is nested too deep", async () => {
    const objects = p.map((x, i) => `{"y":${zeroOrOne(i)},"p":${x}}\n`);
    const deep = `{"y":1,"p":0.5,"q":${"[".repeat(2000)}${"]".repeat(2000)}}\n`;
    const file = write("deep.ndjson", [...objects, deep].join(""));
    expect(await expectSameRefusal(file, ...names)).toContain(
      `line ${rows + 1}, must be nested at most 1000 deep`,
    );
  });

  test("a column that the folder names", thorough, async () => {
    mkdirSync(`${folder}/parts/country=de`, { recursive: true });
    mkdirSync(`${folder}/parts/country=fr`);
    write("parts/country=de/a.csv", csvOf(zeroOrOne));
    write("parts/country=fr/a.csv", "y,p,g\n1,0.5,a\n");
    const { groups } = await expectSame(`${folder}/parts`, ...names, "--by", "country");
    expect(groups.map(({ values }) => values)).toEqual([["de"], ["fr"]]);
  });
});

test("a folder with links counts each file once", async () => {
  mkdirSync(`${folder}/linked/run1`, { recursive: true });
  write("linked/run1/a.csv", csvOf(zeroOrOne));
  symlinkSync("run1", `${folder}/linked/latest`);
  symlinkSync(".", `${folder}/linked/self`);
  symlinkSync("run1/a.csv", `${folder}/linked/a.csv`);
  expect((await expectSame(`${folder}/linked`, ...names)).total.count).toBe(rows);
});

test("a file that does not open is told before a row of another, whoever reads which", async () => {
  const bad = write("bad.csv", "y,p\n1,1.5\n");
  const other = write("other.csv", "y,q\n1,0.5\n");
  expect(await expectSameRefusal(bad, other, ...names)).toContain(
    "--prediction must name a column of",
  );
});
