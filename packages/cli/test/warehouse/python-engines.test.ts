// What bce sql prints for SQLite, Spark, today's ClickHouse and Snowflake, run there or on what stands
// for it; and for every engine, parsed in its dialect.
//
// @module-tag thorough

import { BinaryCrossentropy, type Dialect } from "binary-crossentropy";
import { expect, test } from "vitest";
import { readScoreOptions } from "../../src/options/score-options.js";
import { readSqlOptions } from "../../src/options/sql-options.js";
import type { ScoreResult } from "../../src/score/result.js";
import { clickhouse } from "../../src/sql/engines/clickhouse.js";
import { engines } from "../../src/sql/engines/index.js";
import { lossQuery } from "../../src/sql/query.js";
import { scoreTable } from "../../src/warehouse/score-table.js";
import type { Warehouse } from "../../src/warehouse/warehouse.js";
import { csv, score, scratch } from "../run.js";
import { type Cell, describeWithPython, runInPython, type Step } from "./python-engines.js";

const { write } = scratch();
const labels = [0, 1, 0.25];
const probabilities = [0, 1e-300, 1e-8, 1e-7, 0.1, 0.5, 0.9, 1 - 1e-7, 1 - 2 ** -53, 1];
const logits = [-1e300, -800, -745, -40, -1, -1e-20, 0, 1e-9, 1, 40, 745, 1e300];
const options = [
  { labelSmoothing: 0, posWeight: 1 },
  { labelSmoothing: 0.3, posWeight: 2.5 },
];
const inputs: { fromLogits: boolean; dialect: Dialect; epsilon: number }[] = [
  { fromLogits: true, dialect: "keras2", epsilon: 1e-7 },
  { fromLogits: false, dialect: "keras2", epsilon: 1e-7 },
  { fromLogits: false, dialect: "keras3", epsilon: 0 },
  { fromLogits: false, dialect: "torch", epsilon: 1e-7 },
  { fromLogits: false, dialect: "exact", epsilon: 1e-7 },
];

const query = (engine: string, ...args: string[]) => {
  const asked = readSqlOptions([
    ...["--engine", engine, "--label", "y", "--prediction", "x", ...args],
  ]);
  return lossQuery(asked.engine, asked.query);
};

type Cases = { options: object; args: string[]; ys: number[]; xs: number[] };

function cases(): Cases[] {
  return inputs.flatMap((input) =>
    options.map((option) => {
      const xs = input.fromLogits ? logits : probabilities;
      const rows = labels.flatMap((y) => xs.map((x) => [y, x] as const));
      const numbers = [
        ...["--dialect", input.dialect, "--epsilon", String(input.epsilon)],
        ...["--label-smoothing", String(option.labelSmoothing)],
        ...["--pos-weight", String(option.posWeight)],
      ];
      return {
        options: { ...input, ...option },
        args: [
          "--table",
          "grid",
          "--by",
          "id",
          ...numbers,
          ...(input.fromLogits ? ["--from-logits"] : []),
        ],
        ys: rows.map(([y]) => y),
        xs: rows.map(([, x]) => x),
      };
    }),
  );
}

const some = Array.from({ length: 200 }, (_, i) => ({
  y: Number((i * 31) % 7 < 3),
  x: ((i * 37) % 101) / 100,
  w: (1 + (i % 4)) / 3,
}));
const someColumns = {
  y: some.map(({ y }) => y),
  x: some.map(({ x }) => x),
  w: some.map(({ w }) => w),
};

for (const engine of ["sqlite", "spark", "clickhouse", "snowflake"] as const) {
  describeWithPython(engine, `queries on ${engine}`, () => {
    test("each row is within 1e-14 of the library", () => {
      const all = cases();
      const steps = all.flatMap(({ args, ys, xs }): Step[] => [
        { table: "grid", columns: { id: ys.map((_, i) => i), y: ys, x: xs } },
        { query: query(engine, ...args) },
      ]);
      const found = runInPython(engine, steps);
      const off = all.flatMap(({ options: own, ys, xs }, k) => {
        const wanted = new BinaryCrossentropy({
          ...own,
          dtype: "float64",
          axis: [],
          reduction: "none",
        })(ys, xs).data;
        return found[k]!.flatMap(([, loss], i) => {
          const [actual, expected] = [loss as number, wanted[i]!];
          const isNear =
            actual === expected ||
            Math.abs(actual - expected) <= 1e-14 * Math.max(Math.abs(expected), 1e-2);
          return isNear
            ? []
            : [`${JSON.stringify(own)} y ${ys[i]}, x ${xs[i]}: ${actual}, not ${expected}`];
        });
      });
      expect(off).toEqual([]);
    }, 600_000);

    test("all measures are those of bce score", async () => {
      const args = ["--table", "some", "--weight", "w", "--measures", "all"];
      const [[row]] = runInPython(engine, [
        { table: "some", columns: someColumns },
        { query: query(engine, ...args) },
      ]) as [[number[]]];
      const { total, reliability } = await score(
        write("some.csv", csv(someColumns)),
        ...["--label", "y", "--prediction", "x", "--weight", "w"],
      );
      const [loss, lossSum, weight, count, bad, , , , baseRate, brier, calibration] = row;
      expect([count, bad]).toEqual([200, 0]);
      for (const [actual, wanted] of [
        [loss, total.loss],
        [lossSum, total.lossSum],
        [weight, total.weight],
        [baseRate, total.baseRate],
        [brier, total.brier],
        [calibration, total.calibrationError],
      ])
        expect(actual).toBeCloseTo(wanted!, 12);
      const [rows, , , , , error, low, high] = row.slice(41);
      const half = 1.959963984540054 * total.interval!.standardError;
      expect(rows).toBe(200);
      expect(error).toBeCloseTo(total.interval!.standardError, 12);
      expect([low, high]).toEqual([
        expect.closeTo(total.loss! - half, 12),
        expect.closeTo(total.loss! + half, 12),
      ]);
      for (const [i, bin] of reliability.entries()) {
        const [own, predicted, observed] = row.slice(11 + 3 * i) as [number, number, number];
        expect(own).toBeCloseTo(bin.weight, 10);
        expect(predicted / own).toBeCloseTo(bin.predicted!, 12);
        expect(observed / own).toBeCloseTo(bin.observed!, 12);
      }
    }, 600_000);

    test("all measures of weighted rows are asked for under all options of the loss", () => {
      const all = cases();
      const steps = all.flatMap(({ args, ys, xs }): Step[] => [
        { table: "grid", columns: { id: ys.map((_, i) => i), y: ys, x: xs, w: ys.map(() => 2) } },
        { query: query(engine, ...args) },
        { query: query(engine, ...args, "--weight", "w", "--measures", "all") },
      ]);
      const found = runInPython(engine, steps);
      for (const k of all.keys()) {
        const [plain, weighted] = [found[2 * k]!, found[2 * k + 1]!];
        expect(weighted.map(([, loss]) => loss)).toEqual(plain.map(([, loss]) => loss));
      }
    }, 600_000);

    test("rows that cannot be scored make the sums NaN, or are left out", () => {
      const columns = { y: [1, null, 0, 2, 1], x: [0.5, 0.5, null, 0.5, 1.5] };
      const args = ["--table", "gaps", "--measures", "all", "--dialect", "exact"];
      const [[strict], [lenient]] = runInPython(engine, [
        { table: "gaps", columns },
        { query: query(engine, ...args) },
        { query: query(engine, ...args, "--skip-bad-rows") },
      ]) as [[number[]], [number[]]];
      // What has no NaN has NULL in its place.
      const missing = engine === "sqlite" ? null : NaN;
      expect(strict.slice(0, 2)).toEqual([missing, missing]);
      expect(strict.slice(3, 9)).toEqual([1, 4, missing, missing, missing, missing]);
      expect(lenient[0]).toBeCloseTo(Math.LN2, 14);
      expect(lenient.slice(3, 6)).toEqual([1, 4, 1]);
    }, 600_000);

    test("labels of true and false are 1 and 0, and a missing one is none", () => {
      const args = ["--table", "truths", "--dialect", "exact", "--skip-bad-rows"];
      const [[[loss, , , good, bad]]] = runInPython(engine, [
        { table: "truths", columns: { y: [true, false, null], x: [0.5, 0.25, 0.5] } },
        { query: query(engine, ...args) },
      ]) as [[number[]]];
      expect([good, bad]).toEqual([2, 1]);
      expect(loss).toBeCloseTo((Math.LN2 - Math.log(0.75)) / 2, 14);
    }, 600_000);

    test("a column that the table lacks is an error, and no text", () => {
      for (const name of ["--label", "--prediction", "--weight", "--by"]) {
        const columns = { "--label": "y", "--prediction": "p", [name]: "absent" };
        const asked = readSqlOptions([
          "--engine",
          engine,
          "--table",
          "two",
          ...Object.entries(columns).flat(),
        ]);
        const steps = [
          { table: "two", columns: { y: [1, 0], p: [0.5, 0.25] } },
          { query: lossQuery(asked.engine, asked.query) },
        ];
        expect(() => runInPython(engine, steps), name).toThrow(/absent/);
      }
    }, 600_000);

    test("hostile names, and groups by them", () => {
      const hostile = "a\"b`c'; DROP TABLE kept; --";
      const asked = readSqlOptions([
        ...["--engine", engine, "--table", "kept", `--label=${hostile}`, "--prediction", "x"],
        ...[`--by=${hostile}`, "--dialect", "exact"],
      ]);
      const [rows] = runInPython(engine, [
        { table: "kept", columns: { [hostile]: [1, 0, 1], x: [0.5, 0.5, 0.25] } },
        { query: lossQuery(asked.engine, asked.query) },
      ]);
      expect(rows!.map(([group, , , , count]) => [group, count])).toEqual([
        [0, 1],
        [1, 2],
      ]);
      expect(rows![1]![2]).toBeCloseTo(3 * Math.LN2, 14);
    }, 600_000);
  });
}

describeWithPython("clickhouse", "what bce score --url asks of today's ClickHouse", () => {
  const columns = { ...someColumns, g: some.map((_, i) => i % 3) };
  const text = (cell: Cell | string) => (cell === null ? null : String(cell));
  const warehouse: Warehouse = {
    engine: clickhouse,
    address: "chdb",
    columns: async () =>
      Object.keys(columns).map((name) => ({ name, type: "Nullable(Float64)", kind: "number" })),
    tables: async () => ["some"],
    read: async (query) =>
      runInPython("clickhouse", [{ table: "some", columns }, { query }])[0]!.map((row) =>
        row.map(text),
      ),
    close: async () => undefined,
  };

  test.each([
    { more: [] },
    { more: ["--weight", "w"] },
    { more: ["--from-logits", "--label-smoothing", "0.1"] },
  ])(
    "it gives the numbers of a file: $more",
    async ({ more }) => {
      const args = ["--label", "y", "--prediction", "x", "--by", "g", ...more];
      const options = readScoreOptions(["--url", "clickhouse://chdb", "--table", "some", ...args]);
      const found = await scoreTable(warehouse, options, options.from!);
      const wanted = await score(write("some.csv", csv(columns)), ...args);
      const measures = ({ total, groups }: ScoreResult) =>
        [total, ...groups.map(({ measures: own }) => own)].flatMap((own) => [
          ...[own.loss, own.weight, own.brier, own.calibrationError, own.rocAuc],
          ...[own.interval!.standardError, own.interval!.low, own.interval!.high],
        ]);
      const expected = measures(wanted).map((x) => expect.closeTo(x!, 10));
      expect(measures(found)).toEqual(expected);
      expect(found.worst.map(({ loss }) => loss)).toEqual(
        wanted.worst.map(({ loss }) => expect.closeTo(loss, 12)),
      );
    },
    600_000,
  );
});

describeWithPython("parse", "sqlglot", () => {
  test.each(engines)(
    "parses what is printed for $name",
    ({ name }) => {
      const boolean = name === "postgres" ? ["--boolean", "x"] : [];
      const texts = cases().map(({ args }) => query(name, ...args, "--weight", "w", ...boolean));
      texts.push(query(name, "--table", "a.b", "--measures", "all", "--skip-bad-rows"));
      runInPython(
        "parse",
        texts.map((text) => ({ query: `${name}\n${text}` })),
      );
    },
    120_000,
  );
});
