// Every query that bce sql prints for DuckDB, run in DuckDB, against the library's losses; the
// others as text.

import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { BinaryCrossentropy, type Dialect } from "binary-crossentropy";
import { beforeAll, describe, expect, test } from "vitest";
import { helpOf } from "../src/options/help.js";
import { readSqlOptions } from "../src/options/sql-options.js";
import type { EngineName } from "../src/sql/engine.js";
import { engines } from "../src/sql/engines/index.js";
import { lossQuery } from "../src/sql/query.js";
import { score, scratch } from "./run.js";

const { folder } = scratch();

type Connection = Awaited<ReturnType<DuckDBInstance["connect"]>>;
let connection: Connection;

const labels = [0, 1, 0.25];
const probabilities = [0, 1e-300, 1e-8, 1e-7, 0.1, 0.5, 0.9, 1 - 1e-7, 1 - 2 ** -53, 1];
const logits = [
  -Infinity,
  -1e300,
  -800,
  -745,
  -40,
  -1,
  -1e-20,
  -0,
  0,
  1e-9,
  1,
  40,
  745,
  1e300,
  Infinity,
];

function query(...args: string[]): string {
  const { engine, query: options } = readSqlOptions(args);
  return lossQuery(engine, options);
}

const common = ["--engine", "duckdb", "--label", "y", "--prediction", "x"];

beforeAll(async () => {
  connection = await (await DuckDBInstance.create(":memory:")).connect();
});

/** A table of every label with every prediction, and a weight. */
async function create(
  name: string,
  predictions: readonly number[],
): Promise<[number, number, number][]> {
  const rows = labels.flatMap((y) =>
    predictions.map((x, i): [number, number, number] => [y, x, 0.5 + (i % 4)]),
  );
  const number = (x: number) => `'${x}'::DOUBLE`;
  const values = rows.map((row, i) => `(${row.map(number).join(", ")}, ${i})`).join(", ");
  await connection.run(
    `CREATE OR REPLACE TABLE ${name} AS SELECT * FROM (VALUES ${values}) AS v(y, x, w, id)`,
  );
  return rows;
}

async function run(sql: string): Promise<unknown[][]> {
  return (await connection.runAndReadAll(sql)).getRowsJS() as unknown[][];
}

const options = [
  { labelSmoothing: 0, posWeight: 1 },
  { labelSmoothing: 0.1, posWeight: 1 },
  { labelSmoothing: 0, posWeight: 2.5 },
  { labelSmoothing: 0.3, posWeight: 0.5 },
];

const inputs: { fromLogits: boolean; dialect: Dialect; epsilon: number }[] = [
  { fromLogits: true, dialect: "keras2", epsilon: 1e-7 },
  { fromLogits: false, dialect: "keras2", epsilon: 1e-7 },
  { fromLogits: false, dialect: "keras2", epsilon: 1e-3 },
  { fromLogits: false, dialect: "keras3", epsilon: 1e-7 },
  { fromLogits: false, dialect: "keras3", epsilon: 0 },
  // Next to 1 it rounds to nothing, and still keeps probabilities from 0 and 1.
  { fromLogits: false, dialect: "keras2", epsilon: 1e-17 },
  { fromLogits: false, dialect: "keras3", epsilon: 1e-17 },
  { fromLogits: false, dialect: "torch", epsilon: 1e-7 },
  { fromLogits: false, dialect: "exact", epsilon: 1e-7 },
];

describe.each(inputs)("logits $fromLogits, $dialect, epsilon $epsilon", (input) => {
  test.each(options)(
    "smoothing $labelSmoothing, positive weight $posWeight: each row within 1e-14",
    async (option) => {
      const rows = await create("grid", input.fromLogits ? logits : probabilities);
      const sql = query(
        ...common,
        ...[
          "--table",
          "grid",
          "--by",
          "id",
          "--dialect",
          input.dialect,
          "--epsilon",
          String(input.epsilon),
        ],
        ...[
          "--label-smoothing",
          String(option.labelSmoothing),
          "--pos-weight",
          String(option.posWeight),
        ],
        ...(input.fromLogits ? ["--from-logits"] : []),
      );
      const found = await run(sql);
      const bce = new BinaryCrossentropy({
        ...input,
        ...option,
        dtype: "float64",
        axis: [],
        reduction: "none",
      });
      const expected = bce(
        rows.map(([y]) => y),
        rows.map(([, x]) => x),
      ).data;
      expect(found).toHaveLength(rows.length);
      const off = found.flatMap(([, loss], i) => {
        const [actual, wanted] = [loss as number, expected[i]!];
        // A clipped perfect prediction costs next to nothing, as the difference of numbers of the
        // size of epsilon.
        const isNear =
          actual === wanted ||
          Math.abs(actual - wanted) <= 1e-14 * Math.max(Math.abs(wanted), 1e-2);
        return isNear ? [] : [`y ${rows[i]![0]}, x ${rows[i]![1]}: ${actual} instead of ${wanted}`];
      });
      expect(off).toEqual([]);
    },
  );
});

test("weights and sums", async () => {
  const rows = await create("weighted", [0.1, 0.5, 0.9]);
  const [[loss, sum, weight, count]] = (await run(
    query(...common, "--table", "weighted", "--weight", "w", "--dialect", "exact"),
  )) as [[number, number, number, bigint]];
  const expected = rows
    .map(([y, x, w]) => -w * (y * Math.log(x) + (1 - y) * Math.log1p(-x)))
    .reduce((a, b) => a + b, 0);
  const weights = rows.map(([, , w]) => w).reduce((a, b) => a + b, 0);
  expect(sum).toBeCloseTo(expected, 12);
  expect(weight).toBe(weights);
  expect(loss).toBeCloseTo(expected / weights, 12);
  expect(Number(count)).toBe(rows.length);
});

test.each(["keras2", "keras3", "torch", "exact"])(
  "what is missing or NaN makes the sum NaN: %s",
  async (dialect) => {
    for (const values of [
      "(1, 'nan'::DOUBLE)",
      "('nan'::DOUBLE, 0.5)",
      "(1, NULL)",
      "(NULL, 0.5)",
    ]) {
      await connection.run(
        `CREATE OR REPLACE TABLE gaps AS SELECT * FROM (VALUES (1, 0.5), ${values}) AS v(y, x)`,
      );
      for (const more of [[], ["--from-logits"]]) {
        const [[loss, sum]] = (await run(
          query(...common, "--table", "gaps", "--dialect", dialect, ...more),
        )) as [[number, number]];
        expect([loss, sum]).toEqual([NaN, NaN]);
      }
    }
  },
);

test("all measures are sums that may be merged, and make those of the loss no other", async () => {
  await create("grid", probabilities);
  const args = [...common, "--table", "grid", "--weight", "w"];
  const [one] = await run(query(...args));
  const [all] = await run(query(...args, "--measures", "all"));
  expect(all!.slice(0, one!.length)).toEqual(one);
  const [labelSum, predictionSum, squareSum, baseRate, brier] = all!.slice(5) as number[];
  const rows = labels.flatMap((y) => probabilities.map((x, i) => ({ y, x, w: 0.5 + (i % 4) })));
  const sum = (of: (row: (typeof rows)[number]) => number) =>
    rows.reduce((total, row) => total + row.w * of(row), 0);
  expect(labelSum).toBeCloseTo(
    sum(({ y }) => y),
    12,
  );
  expect(predictionSum).toBeCloseTo(
    sum(({ x }) => x),
    12,
  );
  expect(squareSum).toBeCloseTo(
    sum(({ x, y }) => (x - y) ** 2),
    12,
  );
  expect(baseRate).toBeCloseTo(labelSum! / sum(() => 1), 12);
  expect(brier).toBeCloseTo(squareSum! / sum(() => 1), 12);
  const bins = all!.slice(11, 41) as number[];
  expect(bins).toHaveLength(30);
  expect(bins.reduce((total, x, i) => total + (i % 3 === 0 ? x : 0), 0)).toBeCloseTo(
    sum(() => 1),
    12,
  );
});

describe("the standard error of all measures", () => {
  const measured = async (table: string, ...more: string[]) => {
    const [row] = await run(query(...common, "--table", table, "--measures", "all", ...more));
    return row!.slice(41) as (number | null)[];
  };

  test.each([[[]], [["--weight", "w"]], [["--weight", "w", "--from-logits"]]])(
    "is that of bce score, with %j",
    async (more) => {
      await create("grid", more.length > 2 ? [-40, -1, 0, 1e-9, 2, 30] : probabilities);
      const [n, , , , , error, low, high] = await measured("grid", ...more, "--dialect", "torch");
      const path = join(folder, "grid.csv");
      await connection.run(`COPY grid TO '${path}' (HEADER)`);
      const names = ["--label", "y", "--prediction", "x", "--dialect", "torch"];
      const { loss, interval, count } = (await score(path, ...names, ...more)).total;
      expect(n).toBe(count);
      expect(error! / interval!.standardError).toBeCloseTo(1, 11);
      const half = 1.959963984540054 * error!;
      expect([low, high]).toEqual([
        expect.closeTo(loss! - half, 10),
        expect.closeTo(loss! + half, 10),
      ]);
    },
  );

  test.each([
    ["of one row", "(1, 0.5, 1)"],
    ["of one row with weight", "(1, 0.5, 1), (0, 0.2, 0)"],
    ["of an infinite loss", "(1, 0, 1), (0, 0.5, 1), (1, 0.5, 1)"],
    ["of weights whose squares are beyond doubles", "(1, 0.5, 1e200), (0, 0.2, 1e200)"],
    ["of weights whose squares are 0", "(1, 0.5, 1e-200), (0, 0.2, 1e-200)"],
  ])("%s there is none", async (_, values) => {
    await connection.run(
      `CREATE OR REPLACE TABLE few AS SELECT * FROM (VALUES ${values}) AS v(y, x, w)`,
    );
    const found = await measured("few", "--weight", "w", "--dialect", "exact");
    expect(found.slice(5)).toEqual([null, null, null]);
  });

  test("is nearly 0 where all losses are the same", async () => {
    await connection.run(
      "CREATE OR REPLACE TABLE same AS SELECT 1 AS y, 0.3 AS x, 2 AS w FROM range(1000)",
    );
    const [, , , , , error] = await measured("same", "--weight", "w");
    expect(error).toBeLessThan(1e-8);
  });
});

test("text that only DuckDB takes for a number is none", async () => {
  await connection.run(
    "CREATE OR REPLACE TABLE digits AS SELECT * FROM (VALUES ('0_1', '0.5'), ('1', '0_0.5'), ('1', '0.5')) AS v(y, x)",
  );
  const [[loss, , , rows, bad]] = (await run(
    query(...common, "--table", "digits", "--dialect", "exact"),
  )) as [[number, ...bigint[]]];
  expect([loss, rows, bad].map(Number)).toEqual([NaN, 1, 2]);
  const [[kept]] = (await run(
    query(...common, "--table", "digits", "--dialect", "exact", "--skip-bad-rows"),
  )) as [[number]];
  expect(kept).toBeCloseTo(Math.LN2, 14);
});

test("hostile names are quoted", async () => {
  const name = 'a"b"; DROP TABLE grid; --\n';
  const quoted = `"${name.replaceAll('"', '""')}"`;
  await connection.run(
    `CREATE TABLE kept AS SELECT 1; CREATE TABLE "t;x" AS SELECT 1 AS ${quoted}, 0.5 AS x`,
  );
  const sql = query(
    "--engine",
    "duckdb",
    "--table",
    "t;x",
    `--label=${name}`,
    "--prediction",
    "x",
    "--dialect",
    "exact",
  );
  expect((await run(sql))[0]![0]).toBeCloseTo(Math.LN2, 14);
  expect(await run("FROM kept")).toEqual([[1]]);
});

describe("every engine", () => {
  test.each(engines)(
    "$name: brackets and quotes close, and hostile names are quoted its way",
    ({ name }) => {
      const args = ["--engine", name, "--table", "a.b", "--prediction", "x", "--dialect", "exact"];
      const sql = query(...args, '--label=`"\\', "--from-logits");
      const quotedBy: { readonly [N in EngineName]: string } = {
        duckdb: '"`""\\"',
        postgres: '"`""\\"',
        snowflake: '"`""\\"',
        trino: '"`""\\"',
        spark: '```"\\`',
        bigquery: '`\\`"\\\\`',
        clickhouse: '`\\`"\\\\`',
        sqlite: '```"\\`',
        mysql: '```"\\`',
      };
      const quoted = quotedBy[name];
      expect(sql).toContain(`(${quoted}`);
      const bare = sql.replaceAll(quoted, "y").replace(/'[^']*'/g, "");
      expect(bare.split("(").length).toBe(bare.split(")").length);
      expect(bare.split("CASE ").length).toBe(bare.split(" END").length);
    },
  );

  test("one that no test runs is marked so in the help", () => {
    const [, tested, untested] = /--engine NAME .*: (.*); untested: (.*)/.exec(helpOf("sql"))!;
    expect(tested!.split(", ")).toEqual(
      engines.filter(({ isTested }) => isTested).map(({ name }) => name),
    );
    expect(untested!.split(", ")).toEqual(
      engines.filter(({ isTested }) => !isTested).map(({ name }) => name),
    );
  });
});
