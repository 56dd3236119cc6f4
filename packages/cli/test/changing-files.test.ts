// Files that change while they are read: a clear error, and never a number for a part of the rows.
//
// @module-tag thorough

import {
  appendFileSync,
  copyFileSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { DuckDBInstance } from "@duckdb/node-api";
import { beforeAll, describe, expect, test } from "vitest";
import { runCompare } from "../src/compare/run-compare.js";
import { openSession } from "../src/duckdb/session.js";
import { readCompareOptions } from "../src/options/compare-options.js";
import { readScoreOptions } from "../src/options/score-options.js";
import { silent } from "../src/progress.js";
import { runScore } from "../src/score/run-score.js";
import { complaints, many, names } from "./complaint.js";

const { folder, write } = complaints();

describe("a file that changes while it is read", () => {
  const remedy = "Read it when its writer is done, or copy it first.";
  const parquet = `${folder}/source.parquet`;

  beforeAll(async () => {
    const connection = await (await DuckDBInstance.create(":memory:")).connect();
    const rows = "(SELECT i % 2 AS y, (i % 97) / 97 AS p FROM range(300000) t(i))";
    await connection.run(`COPY ${rows} TO '${parquet}' (FORMAT parquet, ROW_GROUP_SIZE 20000)`);
  });

  /** What is said about a copy of a file that is changed once its first rows have come. */
  async function changed(
    source: string,
    change: (file: string) => void,
    ...args: string[]
  ): Promise<string> {
    const file = `${folder}/changing.${source.split(".").pop()}`;
    copyFileSync(source, file);
    utimesSync(file, 1e9, 1e9);
    let isDone = false;
    const rows = () => {
      if (!isDone) change(file);
      isDone = true;
    };
    const session = openSession();
    try {
      const progress = { ...silent, rows };
      // In this thread alone: sources have no file of their own for another one.
      await (args[0] === "compare"
        ? runCompare(
            session,
            readCompareOptions([file, source, ...names]),
            progress,
            undefined,
            Infinity,
          )
        : runScore(session, readScoreOptions([file, ...names, ...args]), progress));
    } catch (error) {
      return (error as Error).message.replaceAll(`${folder}/`, "");
    } finally {
      session.close();
    }
    return "nothing was refused";
  }

  const changes: [string, (file: string) => void, RegExp][] = [
    ["grows", (file) => appendFileSync(file, "1,0.5\n"), /\d+ bytes, which were \d+/],
    ["is cut", (file) => truncateSync(file, 1000), /1000 bytes, which were \d+/],
    [
      "is written over",
      (file) => writeFileSync(file, readFileSync(file)),
      /one that was written to/,
    ],
    [
      "is replaced",
      (file) => {
        copyFileSync(file, `${file}.new`);
        renameSync(`${file}.new`, file);
      },
      /another file in its place/,
    ],
    ["is deleted", (file) => rmSync(file), /one that is gone/],
  ];

  describe.each(["csv", "parquet"])("%s", (kind) => {
    const source = kind === "csv" ? write("source.csv", many) : parquet;

    test.each(changes)("%s", async (_, change, received) => {
      const message = new RegExp(
        `^"changing\\.${kind}" must stay as it is while it is read, got ${received.source}\\. ${remedy}$`,
      );
      expect(await changed(source, change)).toMatch(message);
    });
  });

  test("with --skip-bad-rows, and in bce compare", async () => {
    const source = write("bad-source.csv", `${many}x,x\n`);
    const message = `"changing.csv" must stay as it is while it is read, got one that is gone. ${remedy}`;
    expect(await changed(source, (file) => rmSync(file), "--skip-bad-rows")).toBe(message);
    expect(await changed(`${folder}/source.csv`, (file) => rmSync(file), "compare")).toBe(message);
  });
});
