// The embedded database by its C interface: what comes back is what a query gives, and errors come
// back as its own words.

import { afterAll, describe, expect, test } from "vitest";
import { Connection, DatabaseError } from "../src/duckdb/connection.js";

const connection = new Connection({ threads: "2" });
afterAll(() => connection.close());

test("numbers in chunks, in order", async () => {
  const found: number[] = [];
  let chunks = 0;
  for await (const chunk of connection.chunks(
    "SELECT i::DOUBLE / 2, -i::DOUBLE FROM range(100000) t(i)",
  )) {
    expect(chunk.doubles(1)[0]).toBe(-2 * chunk.doubles(0)[0]!);
    found.push(...chunk.doubles(0));
    chunks += 1;
  }
  expect(chunks).toBeGreaterThan(40);
  expect(found).toEqual(Array.from({ length: 100_000 }, (_, i) => i / 2));
});

test("texts of every length, and none", async () => {
  const texts = [
    "",
    "a",
    "twelve bytes",
    "thirteen bytes",
    "ü".repeat(7),
    "\0",
    "x".repeat(100_000),
    null,
  ];
  const values = texts.map(
    (text, i) => `(${i}, ${text === null ? "NULL" : text === "\0" ? "chr(0)" : `'${text}'`})`,
  );
  expect(
    await connection.rows(`SELECT t FROM (VALUES ${values.join(", ")}) v(i, t) ORDER BY i`),
  ).toEqual(texts.map((text) => [text]));
  const many = await connection.rows(
    "SELECT CASE WHEN i % 3 = 0 THEN NULL ELSE i::VARCHAR END FROM range(5000) t(i)",
  );
  expect(many).toEqual(Array.from({ length: 5000 }, (_, i) => [i % 3 === 0 ? null : String(i)]));
});

describe("errors are the database's own", () => {
  test.each([
    ["of syntax", "SELEC 1", /^Parser Error: syntax error at or near "SELEC"/],
    [
      "of names",
      "SELECT * FROM nothing_here",
      /^Catalog Error: Table with name nothing_here does not exist/,
    ],
    [
      "at the first row",
      "SELECT 'x'::DOUBLE",
      /^Conversion Error: Could not convert string 'x' to DOUBLE/,
    ],
    [
      "in the middle",
      "SELECT CASE WHEN i < 50000 THEN '1' ELSE 'x' END::DOUBLE FROM range(100000) t(i)",
      /^Conversion Error: Could not/,
    ],
  ])("%s", async (_, sql, message) => {
    const error = await connection.run(sql).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(DatabaseError);
    expect((error as Error).message).toMatch(message);
    // The connection goes on.
    expect(await connection.rows("SELECT 'still here'")).toEqual([["still here"]]);
  });
});

test("a result that is left early is closed", async () => {
  for await (const chunk of connection.chunks("SELECT i::DOUBLE FROM range(10000000) t(i)")) {
    expect(chunk.rowCount).toBe(2048);
    break;
  }
  expect(await connection.rows("SELECT 'next'")).toEqual([["next"]]);
});

test("a column of another type than is asked for is a mistake, not a number", async () => {
  const read = async () => {
    for await (const chunk of connection.chunks("SELECT 1::INTEGER")) chunk.doubles(0);
  };
  await expect(read()).rejects.toThrow("column 0 is of type 4, not 11");
  await expect(connection.rows("SELECT 1::DOUBLE")).rejects.toThrow(
    "column 0 is of type 11, not 17",
  );
});

test("while a query runs, other things happen", async () => {
  let ticks = 0;
  const timer = setInterval(() => {
    ticks += 1;
  }, 5);
  await connection.run("SELECT sum(sqrt(i)) FROM range(30000000) t(i)");
  clearInterval(timer);
  expect(ticks).toBeGreaterThan(2);
});

test("settings that are refused are named", () => {
  expect(() => new Connection({ memory_limit: "much" })).toThrow(
    'the database cannot be opened with {"memory_limit":"much"}',
  );
});
