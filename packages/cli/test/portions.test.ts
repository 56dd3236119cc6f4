// Several processes share the bytes of the files, and not the files: how much each reads, and that
// no bit of the result, no row number and no message depends on how many there are.
//
// @module-tag thorough

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describeInTiers, testInTiers, thorough } from "@binary-crossentropy/test/tiers";
import { DuckDBInstance } from "@duckdb/node-api";
import { beforeAll, describe, expect, test } from "vitest";
import { openSession } from "../src/duckdb/session.js";
import { findFiles } from "../src/input/files.js";
import { readScoreOptions } from "../src/options/score-options.js";
import { toJson } from "../src/output/json.js";
import { portionOf } from "../src/score/portion.js";
import type { ScoreResult } from "../src/score/result.js";
import { divide } from "../src/score/shares.js";
import { refusal, score, scratch } from "./run.js";
import { scoreBy } from "./score-by.js";

const { folder, write } = scratch();
const rows = 120_000;
const columns = ["--label", "y", "--prediction", "p"];
const all = [...columns, "--weight", "w", "--by", "g", "--worst", "20"];

const path = (name: string) => join(folder, name);

async function create(): Promise<void> {
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  // Terms of many sizes, of which every order of adding gives other last digits.
  const of = (count: number, seed: number) => `SELECT
    CAST(hash(i + ${seed}) % 3 = 0 AS INTEGER) AS y, (hash(i * 7 + ${seed}) % 999983 + 0.5) / 999983 AS p,
    (hash(i * 11 + ${seed}) % 1000 + 1) / 7 AS w, chr(97 + CAST(hash(i + 3 * ${seed}) % 5 AS INTEGER)) AS g FROM range(${count}) r(i)`;
  for (const name of ["csv", "parquet", "ndjson"]) mkdirSync(path(name));
  for (const [index, count] of [rows, 3000, 2000, 100, 5000, 7, 900, 4000].entries()) {
    const to = (name: string, options: string) =>
      connection.run(
        `COPY (${of(count, index)}) TO '${path(`${name}/${index}.${name}`)}' (${options})`,
      );
    await to("csv", "FORMAT csv, HEADER");
    await to("parquet", "FORMAT parquet, ROW_GROUP_SIZE 10000");
    await to("ndjson", "FORMAT json");
  }
  connection.closeSync();
}

/** A column as an .npy file. */
function npy(name: string, values: Float64Array): string {
  const header = `{'descr': '<f8', 'fortran_order': False, 'shape': (${values.length},), }`.padEnd(
    117,
  );
  const start = Buffer.concat([
    Buffer.from([0x93]),
    Buffer.from("NUMPY\x01\x00"),
    Buffer.from([118, 0]),
    Buffer.from(`${header}\n`),
  ]);
  return write(name, Buffer.concat([start, Buffer.from(values.buffer)]));
}

const random = (seed: number) => (i: number) =>
  Math.abs(Math.sin(seed + 12.9898 * i) * 43758.5453) % 1;

/** What so many processes find, as JSON. */
async function by(size: number, ...args: string[]): Promise<string> {
  const [first] = await scoreBy(size, ...args);
  if (first instanceof Error) throw first;
  return toJson(first as ScoreResult);
}

describe("the division", () => {
  const loads = (sources: { bytes: number; canBeCut: boolean }[], processes: number) =>
    divide(sources, processes, 1000).map((shares) =>
      shares.reduce((sum, { from, to }) => sum + to - from, 0),
    );

  test.each([1, 2, 3, 7])("among %i: every byte once, and about as many each", (processes) => {
    const sources = [1_000_000, 5000, 300, 80_000, 1, 7000, 100, 9].map((bytes) => ({
      bytes,
      canBeCut: true,
    }));
    const shares = divide(sources, processes, 1000).flat();
    for (const [source, { bytes }] of sources.entries()) {
      const own = shares.filter((share) => share.source === source);
      expect(own.map(({ from }) => from)).toEqual([0, ...own.slice(0, -1).map(({ to }) => to)]);
      expect(own.at(-1)!.to).toBe(bytes);
    }
    const all = loads(sources, processes);
    expect(Math.max(...all) - Math.min(...all)).toBeLessThan(3000);
  });

  test("what cannot be cut goes to who has least", () => {
    expect(
      loads(
        [9000, 1000, 8000, 2000].map((bytes) => ({ bytes, canBeCut: false })),
        2,
      ),
    ).toEqual([10_000, 10_000]);
    expect(
      loads(
        [
          { bytes: 9000, canBeCut: false },
          { bytes: 11_000, canBeCut: true },
        ],
        2,
      ),
    ).toEqual([10_000, 10_000]);
  });
});

beforeAll(create, 120_000);

const sizes: [title: string, size: number][] = [2, 3, 7].map((size) => [
  `${size} processes find what one finds, to the last bit:`,
  size,
]);
const kinds = (title: string): [title: string, kind: string][] =>
  ["csv", "parquet", "ndjson"].map((kind) => [title.replace("%s", kind), kind]);

describeInTiers(sizes, [sizes[1]![0]], (_, size) => {
  const large = kinds("one large and seven small files of %s");
  testInTiers(large, [large[0]![0]], async (_, name) => {
    expect(await by(size, path(name), ...all)).toBe(toJson(await score(path(name), ...all)));
  });

  test("arrays", async () => {
    const column = (seed: number, change = (x: number) => x) =>
      Float64Array.from({ length: rows }, (_, i) => change(random(seed)(i)));
    const files = [
      npy("y.npy", column(1, Math.round)),
      npy("p.npy", column(2)),
      npy(
        "w.npy",
        column(3, (x) => x / 3),
      ),
    ];
    expect(await by(size, ...files)).toBe(toJson(await score(...files)));
  });

  const texts: [title: string, change: (text: string) => string][] = [
    [
      "CSV with empty lines, and line ends of Windows",
      (text: string) => text.replaceAll("\n", "\r\n").replaceAll("7,a\r\n", "7,a\r\n\r\n"),
    ],
    ["CSV with no line end at the end", (text: string) => text.trimEnd()],
    [
      "CSV with quotes, for which it is read whole",
      (text: string) => text.replace(/,b\n/g, ',"b"\n'),
    ],
    ["CSV with line ends in quotes", (text: string) => text.replace(/,b\n/g, ',"b\nc"\n')],
    ["CSV with names in quotes", (text: string) => text.replace(/^y,/, '"y",')],
  ];
  testInTiers(texts, ["CSV with line ends in quotes"], async (_, change) => {
    const file = write("changed.csv", change(readFileSync(path("csv/0.csv"), "utf8")));
    expect(await by(size, file, ...all)).toBe(toJson(await score(file, ...all)));
  });

  const badRows = kinds("and of a bad row of %s say what one says");
  testInTiers(badRows, [badRows[1]![0]], async (_, name) => {
    const connection = await (await DuckDBInstance.create(":memory:")).connect();
    const bad = path(`bad.${name}`);
    const format = {
      csv: "FORMAT csv, HEADER",
      parquet: "FORMAT parquet, ROW_GROUP_SIZE 10000",
      ndjson: "FORMAT json",
    }[name];
    const broken = `CASE WHEN r IN (${Math.floor(rows * 0.7)}, ${rows - 5}) THEN 1.5 ELSE p END AS p`;
    await connection.run(
      `COPY (SELECT y, ${broken}, w, g FROM (SELECT *, row_number() OVER () AS r FROM '${path("parquet/0.parquet")}')) TO '${bad}' (${format})`,
    );
    connection.closeSync();
    const args = [path(`${name}/1.${name}`), bad, ...all];
    const [first] = await scoreBy(size, ...args);
    expect((first as Error).message).toBe(await refusal(...args));
    expect((first as Error).message).toContain(
      `row ${Math.floor(rows * 0.7)}, column "p": prediction must be a probability in [0, 1], got 1.5`,
    );
    expect(await by(size, ...args, "--skip-bad-rows")).toBe(
      toJson(await score(...args, "--skip-bad-rows")),
    );
  });

  test("a line with too many columns is told with its number", thorough, async () => {
    const lines = readFileSync(path("csv/0.csv"), "utf8").split("\n");
    lines[100_000] += ",1";
    const file = write("ragged.csv", lines.join("\n"));
    const [first] = await scoreBy(size, file, ...all);
    expect((first as Error).message).toBe(await refusal(file, ...all));
    expect((first as Error).message).toContain("line 100001");
  });
});

test.each([
  ["csv", [], true],
  ["ndjson", [], true],
  ["csv", ["--skip-bad-rows"], false],
])("the large file is cut: %s %j", async (name, more, isCut) => {
  const options = readScoreOptions([path(name), ...all, ...more]);
  const session = openSession();
  const files = await findFiles(options.files, session);
  const replicas = {
    rank: 1,
    size: 3,
    cores: 1,
    gather: async <T>(value: T) => [value, value, value],
  };
  const portion = await portionOf(files, options, session, replicas, !options.skipBadRows);
  session.close();
  expect(portion.isTextCut).toBe(isCut);
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const own = [...portion.shares.values()].reduce((sum, { from, to }) => sum + to - from, 0);
  if (isCut) expect(Math.abs(own - total / 3)).toBeLessThan(2 ** 21);
});

test(
  "nothing is left in the temporary folder, and the files stay as they are",
  thorough,
  async () => {
    const before = readFileSync(path("csv/0.csv"));
    await by(2, path("csv"), ...all);
    expect(readFileSync(path("csv/0.csv")).equals(before)).toBe(true);
    writeFileSync(path("one.csv"), "y,p\n1,0.5\n");
    expect(JSON.parse(await by(7, path("one.csv"), ...columns)).count).toBe(1);
  },
);
