// Which rows can be scored, asked of everything that decides it: the page that says so, the kernel,
// the texts of a file, files of every kind that are read with --skip-bad-rows, bce compare, and the
// queries of every engine whose text DuckDB can be made to read. The queries of PostgreSQL and
// ClickHouse are run there: warehouse/columns.test.ts.

import { DuckDBInstance } from "@duckdb/node-api";
import { beforeAll, describe, expect, test } from "vitest";
import { runCompare } from "../src/compare/run-compare.js";
import { openSession } from "../src/duckdb/session.js";
import { blockAlone } from "../src/metrics/block.js";
import { readCompareOptions } from "../src/options/compare-options.js";
import { readSqlOptions } from "../src/options/sql-options.js";
import { silent } from "../src/progress.js";
import { canBeScored, rangesOf } from "../src/rows/can-be-scored.js";
import { faultOf as faultOfTexts } from "../src/score/faults.js";
import type { EngineName } from "../src/sql/engine.js";
import { lossQuery } from "../src/sql/query.js";
import { badRowsOf, columnsWith, faultOf, type RowKind, rowKinds } from "./row-kinds.js";
import { csv, refusal, score, scratch } from "./run.js";

const { folder, write } = scratch();
const names = ["--label", "y", "--prediction", "p", "--weight", "w"];
const both = [false, true];
const optionsOf = (fromLogits: boolean) => (fromLogits ? ["--from-logits"] : []);

/** What is missing, as a column of doubles has it. */
const numberOf = (x: number | null) => x ?? NaN;
const textOf = (x: number | null) => (Object.is(x, -0) ? "-0" : x === null ? "" : String(x));

const rows = columnsWith(rowKinds);
const texts = { y: rows.y.map(textOf), p: rows.p.map(textOf), w: rows.w.map(textOf) };

describe.each(both)("logits: %s", (fromLogits) => {
  const expected = (kind: RowKind) => faultOf(kind, fromLogits) === null;
  const ranges = rangesOf(fromLogits);
  const bad = badRowsOf(rowKinds, fromLogits);
  const more = optionsOf(fromLogits);

  test.each(rowKinds)("$y, $p, $w: the page and the texts of a file", (kind) => {
    const { y, p, w } = kind;
    expect(canBeScored(ranges, numberOf(y), numberOf(p), numberOf(w))).toBe(expected(kind));
    const raw = { label: textOf(y), prediction: textOf(p), weight: textOf(w) };
    expect(faultOfTexts(raw, fromLogits, null)?.what ?? null).toBe(faultOf(kind, fromLogits));
  });

  test.each(rowKinds)("$y, $p, $w: the kernel, by itself and in either half of a pair", (kind) => {
    const { block, exports } = blockAlone(fromLogits);
    const areGood = (start: number, end: number) =>
      exports.areGood(
        ...([start, end] as const),
        block.labels.byteOffset,
        block.predictions.byteOffset,
        block.weights.byteOffset,
        ...([ranges.label.lowest, ranges.label.highest] as const),
        ...([ranges.prediction.lowest, ranges.prediction.highest] as const),
        ...([ranges.weight.lowest, ranges.weight.highest] as const),
      ) !== 0;
    for (const at of [2, 3]) {
      block.labels.fill(1, 0, 8)[at] = numberOf(kind.y);
      block.predictions.fill(0.5, 0, 8)[at] = numberOf(kind.p);
      block.weights.fill(1, 0, 8)[at] = numberOf(kind.w);
      const found = [areGood(at, at + 1), areGood(0, 8), areGood(1, 5), areGood(2, 4)];
      expect(found).toEqual(found.map(() => expected(kind)));
      expect([areGood(0, 2), areGood(4, 7), areGood(4, 4)]).toEqual([true, true, true]);
    }
  });

  test.each(rowKinds)(
    "$y, $p, $w: a file of it alone stops, and says what is wrong",
    async (kind) => {
      const file = write("one.csv", csv(columnsWith([kind])));
      const told = await refusal(file, ...names, ...more);
      if (expected(kind)) expect(told).toBe("nothing was refused");
      else {
        const fault = faultOf(kind, fromLogits)!;
        const column = { label: "y", prediction: "p", weight: "w" }[fault];
        expect(told).toContain(`row 3, column "${column}": ${fault} must be `);
      }
    },
  );

  describe("--skip-bad-rows leaves out the same rows", () => {
    const leavesOut = async (...files: string[]) => {
      const { total, bad: found } = await score(...files, ...more, "--skip-bad-rows");
      // So many are listed.
      expect(found.listed.map(({ row }) => row)).toEqual(bad.slice(0, 20));
      expect([total.count, found.count]).toEqual([rows.y.length - bad.length, bad.length]);
    };

    test("of CSV", () => leavesOut(write("all.csv", csv(texts)), ...names));

    test("of NDJSON", async () => {
      const cell = (x: number | null) =>
        x !== null && Number.isFinite(x) ? textOf(x) : JSON.stringify(x === null ? x : String(x));
      const lines = rows.y.map(
        (y, i) => `{"y":${cell(y)},"p":${cell(rows.p[i]!)},"w":${cell(rows.w[i]!)}}\n`,
      );
      await leavesOut(write("all.ndjson", lines.join("")), ...names);
    });

    test("of Parquet, as doubles and as text", async () => {
      const connection = await (await DuckDBInstance.create(":memory:")).connect();
      for (const type of ["DOUBLE", "VARCHAR"]) {
        await connection.run(
          `COPY (FROM read_csv('${write("all.csv", csv(texts))}', types = {'y': '${type}', 'p': '${type}', 'w': '${type}'})) TO '${folder}/all.parquet' (FORMAT parquet)`,
        );
        await leavesOut(`${folder}/all.parquet`, ...names);
      }
    });

    test("of .npy", async () => {
      const head = `{'descr': '<f8', 'fortran_order': False, 'shape': (${rows.y.length},), }`;
      const npy = (name: string, column: readonly (number | null)[]) =>
        write(
          name,
          Buffer.concat([
            Buffer.from(`\x93NUMPY\x01\x00\x76\x00${head.padEnd(117)}\n`, "latin1"),
            Buffer.from(Float64Array.from(column.map(numberOf)).buffer),
          ]),
        );
      await leavesOut(npy("y.npy", rows.y), npy("p.npy", rows.p), npy("w.npy", rows.w));
    });

    test("of both files of bce compare", async () => {
      const file = write("all.csv", csv(texts));
      const session = openSession();
      try {
        const found = await runCompare(
          session,
          readCompareOptions([file, file, ...names, ...more, "--skip-bad-rows"]),
          silent,
        );
        expect([found.a.count, found.badRows.count]).toEqual([
          rows.y.length - bad.length,
          bad.length,
        ]);
        expect(found.badRows.listed.map(({ row }) => row)).toEqual(bad.slice(0, 20));
      } finally {
        session.close();
      }
    });
  });
});

/**
 * What makes DuckDB read the text of another engine. ClickHouse's has a shape of its own, and those
 * without a NaN give other results: python-engines.test.ts runs SQLite.
 */
type ReadByDuckDb = Exclude<EngineName, "clickhouse" | "sqlite" | "mysql">;

const readings: Readonly<Record<ReadByDuckDb, (sql: string) => string>> = {
  duckdb: (sql) => sql,
  postgres: (sql) => sql.replaceAll("CAST('real' AS regtype)", "'real'"),
  spark: (sql) => sql.replaceAll("`", '"'),
  bigquery: (sql) =>
    sql.replaceAll("`", '"').replaceAll("FLOAT64", "DOUBLE").replaceAll("IS_NAN(", "isnan("),
  snowflake: (sql) => sql.replaceAll("AS FLOAT)", "AS DOUBLE)"),
  trino: (sql) => sql,
};

describe.each(Object.entries(readings))("the query for %s, in DuckDB", (name, reading) => {
  let run: (sql: string) => Promise<(number | null)[][]>;
  beforeAll(async () => {
    const connection = await (await DuckDBInstance.create(":memory:")).connect();
    const macros = {
      "nan()": "'nan'::DOUBLE",
      "infinity()": "'inf'::DOUBLE",
      "is_nan(x)": "isnan(x)",
      "TO_VARIANT(x)": "x",
      "TO_DOUBLE(x)": "CAST(x AS DOUBLE)",
    };
    for (const [head, body] of Object.entries(macros))
      await connection.run(`CREATE MACRO ${head} AS ${body}`);
    const values = rows.y.map(
      (_, i) =>
        `(${[rows.y, rows.p, rows.w].map((column) => (column[i] === null ? "NULL" : `'${textOf(column[i]!)}'::DOUBLE`)).join(", ")}, ${i + 1})`,
    );
    await connection.run(
      `CREATE TABLE kinds AS FROM (VALUES ${values.join(", ")}) AS v(y, p, w, id)`,
    );
    await connection.run(
      "CREATE TABLE truths AS FROM (VALUES (true, 0.5, 1), (false, 0.5, 1), (NULL, 0.5, 1)) AS v(y, p, w)",
    );
    run = async (sql) =>
      (await connection.runAndReadAll(reading(sql)))
        .getRowsJS()
        .map((row) => row.map((cell) => (cell === null ? null : Number(cell))));
  });

  const query = (...args: string[]) => {
    const { engine, query: asked } = readSqlOptions(["--engine", name, ...names, ...args]);
    return lossQuery(engine, asked);
  };

  test.each(both)("logits: %s", async (fromLogits) => {
    const args = ["--table", "kinds", "--by", "id", ...optionsOf(fromLogits)];
    const found = await run(query(...args));
    const bad = badRowsOf(rowKinds, fromLogits);
    expect(found.filter(([, , , , , count]) => count === 1).map(([id]) => id)).toEqual(bad);
    expect(found.filter(([, , sum]) => Number.isNaN(sum)).map(([id]) => id)).toEqual(bad);
    const kept = await run(query("--table", "kinds", "--skip-bad-rows", ...optionsOf(fromLogits)));
    expect(kept[0]!.slice(3)).toEqual([rows.y.length - bad.length, bad.length]);
  });

  test("labels of true and false are 1 and 0, and a missing one is none", async () => {
    const [[loss, , , good, bad]] = (await run(
      query("--table", "truths", "--skip-bad-rows", "--dialect", "exact"),
    )) as [number[]];
    expect([good, bad]).toEqual([2, 1]);
    expect(loss).toBeCloseTo(Math.LN2, 14);
  });
});

describe("truth values in files", () => {
  const expected = async (file: string) => {
    const { total, bad } = await score(file, ...names, "--skip-bad-rows", "--dialect", "exact");
    expect([total.count, total.baseRate, bad.count]).toEqual([2, 0.5, 1]);
  };

  test("CSV", () => expected(write("truths.csv", "y,p,w\ntrue,0.5,1\nFalse,0.5,1\nyes,0.5,1\n")));

  test("NDJSON", () =>
    expected(
      write(
        "truths.ndjson",
        '{"y":true,"p":0.5,"w":1}\n{"y":false,"p":0.5,"w":1}\n{"y":null,"p":0.5,"w":1}\n',
      ),
    ));

  test("Parquet", async () => {
    const connection = await (await DuckDBInstance.create(":memory:")).connect();
    await connection.run(
      `COPY (FROM (VALUES (true, 0.5, 1), (false, 0.5, 1), (NULL, 0.5, 1)) AS v(y, p, w)) TO '${folder}/truths.parquet' (FORMAT parquet)`,
    );
    await expected(`${folder}/truths.parquet`);
  });
});
