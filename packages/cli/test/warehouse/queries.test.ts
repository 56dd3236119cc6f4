// What bce sql prints, and what bce score asks for, run on every engine that the help calls tested.

import { kerasNames, readKeras } from "@binary-crossentropy/test/keras-case";
import { BinaryCrossentropy, type Dialect } from "binary-crossentropy";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readSqlOptions } from "../../src/options/sql-options.js";
import { engines } from "../../src/sql/engines/index.js";
import { lossQuery } from "../../src/sql/query.js";
import { argsOf, fits, isMet, sumOf, weightsOf } from "../golden-columns.js";
import { type Database, openDatabase } from "./databases.js";
import { scoreUrl } from "./run.js";
import { describeWith } from "./servers.js";

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

const options = [
  { labelSmoothing: 0, posWeight: 1 },
  { labelSmoothing: 0.1, posWeight: 1 },
  { labelSmoothing: 0.3, posWeight: 2.5 },
];
const inputs: { fromLogits: boolean; dialect: Dialect; epsilon: number }[] = [
  { fromLogits: true, dialect: "keras2", epsilon: 1e-7 },
  { fromLogits: false, dialect: "keras2", epsilon: 1e-7 },
  { fromLogits: false, dialect: "keras3", epsilon: 1e-7 },
  { fromLogits: false, dialect: "keras3", epsilon: 0 },
  { fromLogits: false, dialect: "torch", epsilon: 1e-7 },
  { fromLogits: false, dialect: "exact", epsilon: 1e-7 },
];

const needed = { duckdb: [], postgres: ["postgres"], clickhouse: ["clickhouse-server"] } as const;

test("the engines that are called tested are these", () => {
  expect(engines.filter(({ isTested }) => isTested).map(({ name }) => name)).toEqual([
    "duckdb",
    "clickhouse",
    "postgres",
    // These by python-engines.test.ts.
    "spark",
    "sqlite",
  ]);
});

describe.each(["duckdb", "postgres", "clickhouse"] as const)("%s", (name) => {
  describeWith(needed[name], `queries on ${name}`, () => {
    let database: Database;
    beforeAll(async () => {
      database = await openDatabase[name]();
    });
    afterAll(() => database?.stop());

    const common = ["--engine", name, "--label", "y", "--prediction", "x"];
    const query = (...args: string[]) => {
      const { engine, query: asked } = readSqlOptions(args);
      return lossQuery(engine, asked);
    };

    describe.each(inputs)("logits $fromLogits, $dialect, epsilon $epsilon", (input) => {
      test.each(options)(
        "smoothing $labelSmoothing, positive weight $posWeight: each row within 1e-14",
        async (option) => {
          const rows = labels.flatMap((y) =>
            (input.fromLogits ? logits : probabilities).map((x): [number, number] => [y, x]),
          );
          const [ys, xs] = [rows.map(([y]) => y), rows.map(([, x]) => x)];
          await database.create("grid", { id: rows.map((_, i) => i), y: ys, x: xs });
          const sql = query(
            ...[
              ...common,
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
          const found = await database.run(sql);
          const expected = new BinaryCrossentropy({
            ...input,
            ...option,
            dtype: "float64",
            axis: [],
            reduction: "none",
          })(ys, xs).data;
          expect(found.map(([id]) => id)).toEqual(rows.map((_, i) => i));
          const off = found.flatMap(([, loss], i) => {
            const [actual, wanted] = [loss!, expected[i]!];
            // A clipped perfect prediction costs next to nothing, as the difference of numbers of
            // the size of epsilon.
            const isNear =
              actual === wanted ||
              Math.abs(actual - wanted) <= 1e-14 * Math.max(Math.abs(wanted), 1e-2);
            return isNear ? [] : [`y ${ys[i]}, x ${xs[i]}: ${actual} instead of ${wanted}`];
          });
          expect(off).toEqual([]);
        },
      );
    });

    test("weights, one of 0 at an infinite loss, and names that the query uses itself", async () => {
      const columns = { weight: [2, 0, 0.5], loss: [1, 1, 0], bce_x: [0.5, 0, 0.25] };
      await database.create("weighted", columns);
      const args = [
        "--engine",
        name,
        "--table",
        "weighted",
        "--label",
        "loss",
        "--prediction",
        "bce_x",
        "--weight",
        "weight",
        "--dialect",
        "exact",
      ];
      const [[loss, sum, weight, count]] = (await database.run(query(...args))) as [
        [number, number, number, number],
      ];
      expect(sum).toBeCloseTo(2 * Math.LN2 - 0.5 * Math.log(0.75), 14);
      expect([weight, count]).toEqual([2.5, 3]);
      expect(loss).toBeCloseTo(sum / 2.5, 14);
    });

    test("what is missing or NaN makes the sums NaN", async () => {
      for (const [y, x] of [
        [1, NaN],
        [NaN, 0.5],
        [1, null],
        [null, 0.5],
      ]) {
        await database.create("gaps", { y: [1, y!], x: [0.5, x!] });
        for (const more of [
          [],
          ["--from-logits"],
          ["--dialect", "exact"],
          ["--dialect", "torch"],
          ["--dtype", "float32"],
        ]) {
          const [[loss, sum]] = (await database.run(
            query(...common, "--table", "gaps", ...more),
          )) as [[number, number]];
          expect([loss, sum]).toEqual([NaN, NaN]);
        }
      }
    });

    test("the standard error by its definition, and none where it is not known", async () => {
      const rows = Array.from({ length: 90 }, (_, i) => ({
        y: i % 3 === 0 ? 1 : 0,
        x: 0.02 + (0.96 * ((i * 37) % 89)) / 89,
        w: (i % 4) / 2,
      }));
      const column = (of: "y" | "x" | "w") => rows.map((row) => row[of]);
      await database.create("rows90", { y: column("y"), x: column("x"), w: column("w") });
      const all = [...common, "--measures", "all", "--dialect", "exact"];
      const weighted = [...all, "--weight", "w", "--table"];
      const found = (await database.run(query(...weighted, "rows90")))[0]!;
      const lossOf = ({ y, x }: { y: number; x: number }) => -(y ? Math.log(x) : Math.log1p(-x));
      const sum = (of: (row: (typeof rows)[0]) => number) =>
        rows.reduce((total, row) => total + of(row), 0);
      const [weight, n] = [sum(({ w }) => w), rows.filter(({ w }) => w > 0).length];
      const mean = sum((row) => row.w * lossOf(row)) / weight;
      const squares = sum((row) => (row.w * (lossOf(row) - mean)) ** 2);
      const error = Math.sqrt((n / (n - 1)) * squares) / weight;
      const [count, ww, , , , own, low, high] = found.slice(41) as number[];
      expect(count).toBe(n);
      expect(ww).toBeCloseTo(
        sum(({ w }) => w * w),
        12,
      );
      expect(own! / error).toBeCloseTo(1, 12);
      expect((high! - low!) / own!).toBeCloseTo(2 * 1.959963984540054, 10);
      expect((high! + low!) / 2).toBeCloseTo(mean, 12);
      const columns = { y: [1, 0, 1], x: [0.5, 0.25, 0.75] };
      for (const [more, w] of [
        [{ x: [0, 0.25, 0.75] }, [1, 1, 1]],
        [{}, [1, 0, 0]],
        [{}, [1e200, 1e200, 1e200]],
        [{}, [1e-200, 1e-200, 1e-200]],
      ] as const) {
        await database.create("none", { ...columns, ...more, w });
        const [none] = await database.run(query(...weighted, "none"));
        expect(none!.slice(46).map((x) => x ?? NaN)).toEqual([NaN, NaN, NaN]);
      }
    });

    test("hostile names, and groups by them", async () => {
      const hostile = "a\"b`c\\d'; DROP TABLE kept; --\n\t☃";
      const column = database.quote(hostile);
      await database.create("kept", { a: [1] });
      await database.create(column, { [column]: [1, 0, 1], x: [0.5, 0.5, 0.25] });
      const args = [
        "--engine",
        name,
        "--table",
        hostile,
        `--label=${hostile}`,
        "--prediction",
        "x",
        `--by=${hostile}`,
        "--dialect",
        "exact",
      ];
      const found = await database.run(query(...args));
      expect(found.map(([group, , , , count]) => [group, count])).toEqual([
        [0, 1],
        [1, 2],
      ]);
      expect(found[1]![2]).toBeCloseTo(3 * Math.LN2, 14);
      expect(await database.run("SELECT count(*) FROM kept")).toEqual([[1]]);
    });

    describe.each(kerasNames)("%s", (golden) => {
      const { dialect, cases } = readKeras(golden);
      const columns = cases.filter(fits);

      test("every case that is columns is met by bce sql, and by bce score --url", async () => {
        expect(columns.length).toBeGreaterThan(40);
        const off: string[] = [];
        for (const [index, one] of columns.entries()) {
          const weights = weightsOf(one);
          const table = {
            y: one.y_true.data.map(Number),
            x: one.y_pred.data.map(Number),
            ...(weights && { w: weights }),
          };
          await database.create("golden", table);
          const args = [
            "--table",
            "golden",
            ...(weights ? ["--weight", "w"] : []),
            ...argsOf(one, dialect),
          ];
          const [[loss, lossSum, , count]] = (await database.run(query(...common, ...args))) as [
            [number, number, number, number],
          ];
          const found = [sumOf({ total: { loss, lossSum, count } }, one)];
          if (database.url !== null && index % 4 === 0) {
            found.push(
              sumOf(
                await scoreUrl(
                  database.url,
                  ...args,
                  "--label",
                  "y",
                  "--prediction",
                  "x",
                  "--worst",
                  "0",
                ),
                one,
              ),
            );
          }
          for (const actual of found) {
            if (!isMet(actual, one))
              off.push(`${index} ${one.name}: ${actual} instead of ${one.expect.value!.data[0]}`);
          }
        }
        expect(off).toEqual([]);
      });
    });
  });
});
