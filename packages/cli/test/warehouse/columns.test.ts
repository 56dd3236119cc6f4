// What bce sql and bce score --url make of columns: of every type that holds numbers or truth
// values, of rows that cannot be scored, and of weights of any size. On every engine that the help
// calls tested.

import { BinaryCrossentropy } from "binary-crossentropy";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readSqlOptions } from "../../src/options/sql-options.js";
import { lossQuery } from "../../src/sql/query.js";
import { badRowsOf, columnsWith, faultOf, goodRows, rowKinds } from "../row-kinds.js";
import { type Database, openDatabase } from "./databases.js";
import { refusalOf, scoreUrl } from "./run.js";
import { describeWith } from "./servers.js";

const whole = { y: [1, 0, 1], p: [1, 0, 0], w: [1, 0, 1] };
const shares = { y: [1, 0, 0.25], p: [0.1, 0.7, 0.3], w: [0.5, 2, 1.25] };
const doubles = {
  y: [1, 0, 0.25],
  p: [1e-300, 0.1 + 0.2, 1 - 2 ** -53],
  w: [1e-3, 1 / 3, 12345.678],
};

interface ColumnType {
  readonly type: string;
  readonly values: typeof whole;
  /** What bce sql is told of it. */
  readonly args?: readonly string[];
  /** Whether bce score takes it. */
  readonly isNumber?: boolean;
  readonly cell?: (x: number) => string;
}

const truth = (x: number) => (x === 1 ? "true" : "false");
const quoted = (x: number) => `'${x}'`;
const wholes = (types: readonly string[]) =>
  types.map((type): ColumnType => ({ type, values: whole }));

const types: Readonly<Record<"duckdb" | "postgres" | "clickhouse", readonly ColumnType[]>> = {
  duckdb: [
    { type: "BOOLEAN", values: whole, cell: truth },
    ...wholes(["TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "UBIGINT"]),
    { type: "DECIMAL(18, 6)", values: shares },
    { type: "REAL", values: shares },
    { type: "DOUBLE", values: doubles },
    { type: "VARCHAR", values: doubles, cell: quoted, isNumber: false },
  ],
  postgres: [
    { type: "boolean", values: whole, cell: truth, args: ["--boolean", "p", "--boolean", "w"] },
    ...wholes(["smallint", "integer", "bigint", "numeric"]),
    { type: "numeric(5, 2)", values: shares },
    { type: "numeric", values: doubles },
    { type: "real", values: shares },
    { type: "double precision", values: doubles },
    { type: "text", values: doubles, cell: quoted, isNumber: false },
  ],
  clickhouse: [
    ...wholes(["UInt8", "UInt64", "Int8", "Int16", "Int64", "Nullable(UInt8)"]),
    { type: "Decimal32(4)", values: shares },
    { type: "Decimal64(4)", values: shares },
    { type: "Nullable(Float32)", values: shares },
    { type: "Float64", values: shares },
    { type: "String", values: shares, cell: quoted, isNumber: false },
  ],
};

const needed = { duckdb: [], postgres: ["postgres"], clickhouse: ["clickhouse-server"] } as const;

const bce = new BinaryCrossentropy({ dtype: "float64", axis: [], reduction: "none" });

function weightedMean({ y, p, w }: typeof whole): { loss: number; sum: number; weight: number } {
  const losses = [...bce(y, p).data];
  const sum = losses.reduce((all, loss, i) => all + (w[i] === 0 ? 0 : w[i]! * loss), 0);
  const weight = w.reduce((a, b) => a + b, 0);
  return { loss: sum / weight, sum, weight };
}

describe.each(["duckdb", "postgres", "clickhouse"] as const)("%s", (name) => {
  describeWith(needed[name], `columns on ${name}`, () => {
    let database: Database;
    beforeAll(async () => {
      database = await openDatabase[name]();
    });
    afterAll(() => database?.stop());

    const columns = ["--label", "y", "--prediction", "p"];
    const run = (...args: string[]) => {
      const { engine, query } = readSqlOptions(["--engine", name, ...columns, ...args]);
      return database.run(lossQuery(engine, query));
    };
    const near = (actual: number | null, expected: number) =>
      actual === expected ||
      expect(Math.abs(actual! - expected), `${actual} instead of ${expected}`).toBeLessThanOrEqual(
        1e-13 * Math.abs(expected),
      );

    describe("types", () => {
      test.each(types[name])(
        "$type",
        async ({ type, values, isNumber = true, cell = String, args: told = [] }) => {
          const tuples = values.y.map(
            (y, i) => `(${[y, values.p[i]!, values.w[i]!].map(cell).join(", ")})`,
          );
          await database.execute("DROP TABLE IF EXISTS typed");
          const engine = name === "clickhouse" ? " ENGINE = Memory" : "";
          await database.execute(`CREATE TABLE typed (y ${type}, p ${type}, w ${type})${engine}`);
          await database.execute(`INSERT INTO typed VALUES ${tuples.join(", ")}`);
          const isSingle = /REAL|real|Float32/.test(type);
          const read = (column: number[]) => (isSingle ? column.map(Math.fround) : column);
          const expected = weightedMean({
            y: read(values.y),
            p: read(values.p),
            w: read(values.w),
          });
          const [[loss, sum, weight, rows, bad]] = (await run(
            "--table",
            "typed",
            "--weight",
            "w",
            ...told,
          )) as [number[]];
          near(loss!, expected.loss);
          near(sum!, expected.sum);
          near(weight!, expected.weight);
          expect([rows, bad]).toEqual([3, 0]);
          if (database.url === null) return;
          const args = ["--table", "typed", ...columns, "--weight", "w"] as const;
          if (isNumber) near((await scoreUrl(database.url, ...args)).total.loss, expected.loss);
          else
            expect(await refusalOf(database.url, ...args)).toMatch(
              /^--label "y" must be a column of numbers in "typed", got one of /,
            );
        },
      );
    });

    describe("rows that cannot be scored", () => {
      const bad = rowKinds.filter(({ fault }) => fault !== null);

      test.each(bad)(
        "label $y, prediction $p, weight $w: no number; with --skip-bad-rows counted and left out",
        async (kind) => {
          await database.create("faulty", columnsWith([kind]));
          const args = ["--table", "faulty", "--weight", "w"];
          const [strict] = await run(...args);
          expect([strict![0], strict![1], strict![3], strict![4]]).toEqual([NaN, NaN, 2, 1]);
          const [[loss, sum, weight, rows, count]] = (await run(...args, "--skip-bad-rows")) as [
            number[],
          ];
          const expected = weightedMean(goodRows);
          near(loss!, expected.loss);
          near(sum!, expected.sum);
          expect([weight, rows, count]).toEqual([2.5, 2, 1]);
        },
      );

      test.each([false, true])(
        "logits: %s: every kind, by bce sql and by bce score",
        async (fromLogits) => {
          const all = columnsWith(rowKinds);
          await database.create("faulty", { ...all, id: all.y.map((_, i) => i + 1) });
          const args = [
            "--table",
            "faulty",
            "--weight",
            "w",
            ...(fromLogits ? ["--from-logits"] : []),
          ];
          const found = await run(...args, "--by", "id");
          expect(found.filter(([, , , , , count]) => count === 1).map(([id]) => id)).toEqual(
            badRowsOf(rowKinds, fromLogits),
          );
          if (database.url === null) return;
          for (const role of ["label", "prediction", "weight"] as const) {
            const kinds = rowKinds.filter((kind) => faultOf(kind, fromLogits) === role);
            await database.create("faulty", columnsWith(kinds));
            expect(await refusalOf(database.url, ...columns, ...args)).toMatch(
              new RegExp(`, \\d+ of ${kinds.length + 2} rows: ${role} must be `),
            );
            const { bad: skipped } = await scoreUrl(
              database.url,
              ...columns,
              ...args,
              "--skip-bad-rows",
            );
            expect(skipped.count).toBe(kinds.length);
          }
        },
      );

      test("all of them, as bce score counts them, and by groups", async () => {
        const rows = columnsWith(bad);
        const count = rows.y.length;
        await database.create("faulty", { ...rows, g: rows.y.map((_, i) => (i < 4 ? 1 : 2)) });
        for (const more of [
          [],
          ["--from-logits"],
          ["--dialect", "exact"],
          ["--dialect", "torch"],
          ["--dtype", "float32"],
        ]) {
          const args = ["--table", "faulty", "--weight", "w", "--skip-bad-rows", ...more];
          const [[loss, , , good, faulty]] = (await run(...args)) as [number[]];
          expect(good! + faulty!).toBe(count);
          const groups = await run(...args, "--by", "g");
          expect(groups.map(([, , , , ...counts]) => counts[0]! + counts[1]!)).toEqual([
            4,
            count - 4,
          ]);
          if (database.url === null) continue;
          const { total, bad: found } = await scoreUrl(database.url, ...columns, ...args);
          near(loss!, total.loss!);
          expect([total.count, found.count]).toEqual([good, faulty]);
        }
      });
    });

    describe("weights", () => {
      const rows = { y: [1, 0, 0.25, 1], p: [0.9, 0.2, 0.5, 1 - 1e-9], w: [1, 0.75, 3, 2] };
      const args = ["--table", "weighed", "--weight", "w"];
      const all = async (table: Record<string, number[]>, ...more: string[]) => {
        await database.create("weighed", table);
        const [[loss]] = (await run(...args, ...more)) as [number[]];
        const score =
          database.url === null ? null : await scoreUrl(database.url, ...columns, ...args, ...more);
        return { loss: loss!, score };
      };

      test.each([-1060, -1020, -600, -299, 299, 600, 1000, 1021])(
        "times 2^%i change no result",
        async (exponent) => {
          const plain = await all(rows);
          const times = (w: number) =>
            w * 2 ** Math.trunc(exponent / 2) * 2 ** (exponent - Math.trunc(exponent / 2));
          const scaled = await all({ ...rows, w: rows.w.map(times) });
          near(scaled.loss, plain.loss);
          if (plain.score === null || scaled.score === null) return;
          const [one, other] = [plain.score, scaled.score];
          const { weight, lossSum, lossPerRow, ...measures } = other.total;
          expect(measures).toEqual(
            (({ weight: _, lossSum: __, lossPerRow: ___, ...rest }) => rest)(one.total),
          );
          expect(weight).toBe(times(one.total.weight));
          near(lossSum, times(one.total.lossSum));
          near(lossPerRow, times(one.total.lossPerRow));
          expect(other.concentration).toEqual(one.concentration);
          expect(other.worst).toEqual(
            one.worst.map((row) => ({ ...row, weight: times(row.weight) })),
          );
        },
      );

      test("of very different sizes", async () => {
        const { loss, score } = await all({
          y: [1, 1, 0],
          p: [0.5, 0.25, 0.5],
          w: [1e-100, 3e-100, 5e-324],
        });
        const expected = (Math.LN2 + 3 * 2 * Math.LN2) / 4;
        expect(loss).toBeCloseTo(expected, 6);
        if (score !== null) expect(score.total.loss).toBeCloseTo(expected, 6);
        expect(
          (await all({ y: [1, 1], p: [0.5, 1], w: [1e-200, 1] }, "--dialect", "exact")).loss,
        ).toBeCloseTo(1e-200 * Math.LN2, 210);
      });

      test("rows of weight 0 change nothing but the count", async () => {
        const plain = await all(rows);
        const more = { y: [...rows.y, 1, 0], p: [...rows.p, 0, 1], w: [...rows.w, 0, 0] };
        const others = await all(more);
        near(others.loss, plain.loss);
        if (plain.score === null) return;
        const { count, lossPerRow: _, ...measures } = others.score!.total;
        expect(others.score!.worst).toEqual(plain.score.worst);
        expect(others.score!.concentration).toEqual(plain.score.concentration);
        expect(measures).toEqual(
          (({ count: _, lossPerRow: __, ...rest }) => rest)(plain.score.total),
        );
        expect(count).toBe(6);
        for (const dialect of ["exact", "torch"])
          expect((await all(more, "--dialect", dialect)).loss).toBeLessThan(Infinity);
      });

      test("of which the sum is no double: right, or an error, and no number", async () => {
        await database.create("weighed", { y: [0, 0], p: [0.25, 0.25], w: [1e308, 1e308] });
        const found = await run(...args).catch((error: Error) => error.message);
        if (typeof found === "string") expect(found).toContain("out of range: overflow");
        else expect(found[0]!.slice(0, 3)).toEqual([NaN, expect.any(Number), NaN]);
        if (database.url === null) return;
        const score = await scoreUrl(database.url, ...columns, ...args).catch(
          (error: Error) => error.message,
        );
        if (typeof score === "string") expect(score).toContain("out of range: overflow");
        else expect(score.total.loss).toBeCloseTo(-Math.log(0.75), 6);
      });

      test("losses of which the sum is no double: an error, and no number", async () => {
        await database.create("weighed", { y: [0, 0], p: [1.5e308, 1.5e308], w: [1, 1] });
        for (const more of [[], ["--weight", "w"]]) {
          const found = await run("--table", "weighed", "--from-logits", ...more).catch(
            (error: Error) => error.message,
          );
          if (typeof found === "string") expect(found).toContain("out of range: overflow");
          else expect(found[0]!.slice(0, 2)).toEqual([NaN, NaN]);
          if (database.url === null) continue;
          expect(
            await refusalOf(
              database.url,
              ...columns,
              "--table",
              "weighed",
              "--from-logits",
              ...more,
            ),
          ).toMatch(/out of range: overflow|must have sums of losses that a double can hold/);
        }
      });
    });
  });
});
