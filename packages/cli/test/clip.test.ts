// SQL clips probabilities as the Keras dialects of the library do.

import { DuckDBInstance } from "@duckdb/node-api";
import { BinaryCrossentropy, type Dialect, type Dtype } from "binary-crossentropy";
import { expect, test } from "vitest";
import { readSqlOptions } from "../src/options/sql-options.js";
import { lossQuery } from "../src/sql/query.js";

const epsilons = [0, 5e-324, 1e-320, 1e-60, 1e-46, 1e-17, 1e-9, 2 ** -25, 1e-8, 1e-7, 0.01, 0.49];
const cases = (["keras2", "keras3"] as const).flatMap((dialect) =>
  (["float32", "float64"] as const).flatMap((dtype) =>
    epsilons.map((epsilon): [Dialect & `keras${string}`, Dtype, number] => [
      dialect,
      dtype,
      epsilon,
    ]),
  ),
);

test.each(cases)(
  "in SQL: %s, %s, epsilon %d, a confident mistake",
  async (dialect, dtype, epsilon) => {
    const connection = await (await DuckDBInstance.create(":memory:")).connect();
    await connection.run("CREATE TABLE t AS FROM (VALUES (0, 1.0), (1, 0.0)) AS v(y, p)");
    const { engine, query } = readSqlOptions([
      ...["--engine", "duckdb", "--table", "t", "--by", "y", "--label", "y", "--prediction", "p"],
      ...["--dialect", dialect, "--dtype", dtype, "--epsilon", String(epsilon)],
    ]);
    const found = (await connection.runAndReadAll(lossQuery(engine, query))).getRowsJS();
    const loss = new BinaryCrossentropy({ dialect, dtype, epsilon, axis: [], reduction: "none" });
    const expected = loss([0, 1], [1, 0]).data;
    for (const [i, [, actual]] of found.entries()) {
      // What is added to in float32 is rounded there, and in SQL to a double.
      const near = dtype === "float32" ? 1e-6 : 1e-14;
      if (Number.isFinite(expected[i]))
        expect(Math.abs(Number(actual) / expected[i]! - 1)).toBeLessThan(near);
      else expect(actual).toBe(expected[i]);
    }
  },
);
