// Groups of any number and name, and rows that are paired by keys of any kind.

import { thorough } from "@binary-crossentropy/test/tiers";
import { parseHTML } from "linkedom";
import { describe, expect, test } from "vitest";
import { runCompare } from "../src/compare/run-compare.js";
import { openSession } from "../src/duckdb/session.js";
import { readCompareOptions } from "../src/options/compare-options.js";
import { toCsv } from "../src/output/csv.js";
import { originOf } from "../src/output/report/origin.js";
import { toHtml } from "../src/output/report/page.js";
import { toTable } from "../src/output/table.js";
import { silent } from "../src/progress.js";
import type { ScoreResult } from "../src/score/result.js";
import { bce, csv, score, scratch } from "./run.js";

const { folder, write } = scratch();
const names = ["--label", "y", "--prediction", "p"];
const page = (result: ScoreResult) =>
  toHtml(result, { columns: null, positive: null }, originOf(["score", "groups.csv"]));

describe("groups", () => {
  test("there may be many thousands", thorough, async () => {
    const count = 20_000;
    const rows = Array.from({ length: 2 * count }, (_, i) => ({
      y: i % 2,
      p: 0.25 + (i % 3) / 8,
      g: i % count,
    }));
    const column = (key: "y" | "p" | "g") => rows.map((row) => row[key]);
    const { groups, total } = await score(
      write("many.csv", csv({ y: column("y"), p: column("p"), g: column("g") })),
      ...names,
      "--by",
      "g",
    );
    expect(groups).toHaveLength(count);
    expect(groups.map(({ values }) => values[0])).toEqual(
      Array.from({ length: count }, (_, i) => String(i)),
    );
    expect(groups.every(({ measures }) => measures.count === 2)).toBe(true);
    expect(total.count).toBe(2 * count);
  });

  test("the report has the worst first, and all that its chart shows", async () => {
    const rows = Array.from(
      { length: 900 },
      (_, i) => `${i % 2},${i % 2 ? 0.001 * (i + 1) : 0.5},g${String(i >> 1).padStart(3, "0")}`,
    );
    const result = await score(
      write("ranked.csv", `y,p,g\n${rows.join("\n")}\n`),
      ...names,
      "--by",
      "g",
    );
    const { document } = parseHTML(page(result));
    const shown = [...document.querySelectorAll("svg .name")].map(
      (name) => (name as { textContent: string }).textContent,
    );
    const table = [...document.querySelectorAll("table")].find((one) =>
      one.textContent!.includes("calibration"),
    )!;
    const listed = [...table.querySelectorAll("tbody tr")].map(
      (row) => row.querySelector("td")!.textContent,
    );
    const worst = [...result.groups]
      .sort((a, b) => b.measures.loss! - a.measures.loss!)
      .map(({ values }) => values[0]);
    expect(listed).toEqual(worst.slice(0, 200));
    expect(shown).toEqual(listed.slice(0, 24));
  });

  test("may have names of any length, which differ in any letter", async () => {
    // Up to 12 bytes lie in DuckDB's own words, and up to a megabyte in a window of its memory.
    const lengths = [1, 11, 12, 13, 16, 17, 31, 100, 2 ** 20, 2 ** 20 + 1];
    const names = lengths.flatMap((length) =>
      [0, length >> 1, length - 1].map((at) => {
        const letters = Buffer.alloc(length, "n");
        letters[at] = 0x61 + (at % 8);
        return letters.toString();
      }),
    );
    for (let i = 0; i < 200; i++) names.push(`a name among many others, ${i} é`);
    const values = [...new Set(names), null];
    // In another order each time, and the longest once.
    const rows = [0, 1, 2, 3].flatMap((round) =>
      values
        .filter((value) => round === 0 || value === null || value.length < 2 ** 20)
        .map((g, i) => ({ y: (i + round) % 2, p: 0.25, g }))
        .sort((a, b) => ((round % 2 ? (a.g ?? "") < (b.g ?? "") : a.y < b.y) ? -1 : 1)),
    );
    const file = write("long.ndjson", rows.map((row) => JSON.stringify(row)).join("\n"));
    const { groups } = await score(file, "--label", "y", "--prediction", "p", "--by", "g");
    const found = new Map(groups.map(({ values: [value], measures }) => [value, measures.count]));
    const counts = new Map<string | null, number>();
    for (const { g } of rows) counts.set(g, (counts.get(g) ?? 0) + 1);
    expect(found.size).toBe(groups.length);
    expect(found).toEqual(counts);
  });

  test("a missing value and an empty text are told apart in every output", async () => {
    const file = write(
      "empty.ndjson",
      '{"y":1,"p":0.5,"g":null}\n{"y":0,"p":0.5,"g":""}\n{"y":0,"p":0.5,"g":"(missing)"}\n',
    );
    const result = await score(file, ...names, "--by", "g");
    expect(result.groups.map(({ values }) => values[0])).toEqual(["", "(missing)", null]);
    const lines = toCsv(result).split("\n");
    expect(lines.slice(2, 5).map((line) => line.split(",").slice(0, 2))).toEqual([
      ["group", '""'],
      ["group", "(missing)"],
      ["group", ""],
    ]);
    const texts = ['""', '"(missing)"', "(missing)"];
    const table = toTable(result, false).split("\n");
    for (const text of texts)
      expect(table.filter((line) => line.startsWith(`${text}  `))).toHaveLength(1);
    const cells = [...parseHTML(page(result)).document.querySelectorAll("td.text")].map(
      ({ textContent }) => textContent,
    );
    expect([...cells].sort()).toEqual([...texts].sort());
  });
});

async function parquet(name: string, query: string): Promise<string> {
  const session = openSession();
  try {
    await session.connection.run(`COPY (${query}) TO '${folder}/${name}' (FORMAT parquet)`);
  } finally {
    session.close();
  }
  return `${folder}/${name}`;
}

async function compare(...args: string[]) {
  const session = openSession();
  try {
    return await runCompare(session, readCompareOptions([...args, ...names, "--on", "id"]), silent);
  } finally {
    session.close();
  }
}

const refusal = (...args: string[]) =>
  compare(...args).then(
    () => "nothing was refused",
    (error: Error) => error.message.replaceAll(`${folder}/`, ""),
  );

describe("keys", () => {
  const numbers = "(VALUES (1), (20), (300)) AS t (n)";
  const of = (type: string) =>
    `SELECT CAST(n AS ${type}) AS id, n % 2 AS y, 0.5 AS p FROM ${numbers}`;
  const large = "12345678901234567890";

  test.each([
    ["BIGINT", "DOUBLE"],
    ["INTEGER", "UTINYINT"],
    ["FLOAT", "HUGEINT"],
    ["DECIMAL(10, 2)", "BIGINT"],
  ])("a number is the same in a column of %s and in one of %s", async (a, b) => {
    // 300 is more than a byte holds.
    const small = (type: string) => of(type).replace(", (300)", "");
    const sides = [
      await parquet("a.parquet", small(a)),
      await parquet("b.parquet", small(b)),
    ] as const;
    expect((await compare(...sides)).a.count).toBe(2);
  });

  test.each(["1\n20\n300", "1.0\n020\n 300", "+1\n2e1\n3.00e2", "01.\n20.0\n300 "])(
    "a number is the same in CSV: %j",
    async (ids) => {
      const file = write(
        "keys.csv",
        `id,y,p\n${ids
          .split("\n")
          .map((id, i) => `${id},${i === 0 ? 1 : 0},0.25`)
          .join("\n")}\n`,
      );
      for (const type of ["BIGINT", "DOUBLE"])
        expect((await compare(file, await parquet("typed.parquet", of(type)))).a.count).toBe(3);
      expect(
        (await compare(file, write("plain.csv", "id,y,p\n1,1,0.5\n20,0,0.5\n300,0,0.5\n"))).a.count,
      ).toBe(3);
    },
  );

  test("whole numbers have all their digits", async () => {
    const file = (name: string, last: string) =>
      write(name, `id,y,p\n${large},1,0.5\n${large.slice(0, -1)}${last},0,0.5\n`);
    expect((await compare(file("digits-a.csv", "1"), file("digits-b.csv", "1"))).a.count).toBe(2);
    expect(await refusal(file("digits-a.csv", "1"), file("digits-b.csv", "2"))).toContain(
      `"id" "${large.slice(0, -1)}1"`,
    );
  });

  test("text is text where a column has that type, and the key is named", async () => {
    const texts = await parquet(
      "text.parquet",
      "SELECT * FROM (VALUES ('01', 1, 0.5), ('1', 0, 0.5)) AS t (id, y, p)",
    );
    expect((await compare(texts, texts)).a.count).toBe(2);
    const bigint = await parquet(
      "number.parquet",
      "SELECT * FROM (VALUES (1, 0, 0.5)) AS t (id, y, p)",
    );
    expect(await refusal(texts, bigint)).toBe(
      '"number.parquet" must have every row of "text.parquet", got none for its row 1, "id" "01". If both files score the same rows, pass --skip-bad-rows to leave such rows out; if the rows differ, as those of two weeks, pass --unpaired instead of --on.',
    );
  });
});

test.each([
  ["score", ["x.csv", "--label", "y", "--prediction", "y"], "--prediction"],
  ["compare", ["x.csv", "x.csv", "--label", "y", "--prediction", "y"], "--prediction"],
  [
    "compare",
    ["x.csv", "x.csv", "--label", "y", "--prediction", "p", "--prediction-b", "y"],
    "--prediction-b",
  ],
  [
    "sql",
    ["--engine", "duckdb", "--table", "t", "--label", "y", "--prediction", "y"],
    "--prediction",
  ],
])("bce %s refuses labels as predictions: %j", (command, args, option) => {
  const { status, stderr } = bce([command, ...args]);
  expect([status, stderr]).toEqual([
    2,
    `bce ${command}: ${option} must name another column than --label, got "y".\n`,
  ]);
});
