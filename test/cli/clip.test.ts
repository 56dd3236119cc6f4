// The clip of the Keras dialects is the library's, wherever the program computes losses itself.

import { DuckDBInstance } from "@duckdb/node-api";
import { BinaryCrossentropy, type Dialect, type Dtype } from "binary-crossentropy";
import { expect, test } from "vitest";
import { readSqlOptions } from "../../cli/src/options/sql-options.js";
import { clipOf } from "../../cli/src/rows/clip.js";
import { lossQuery } from "../../cli/src/sql/query.js";
import { clipOf as clipOfLibrary } from "../../src/semantics/element.js";

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

test.each(cases)("%s, %s, epsilon %d", (dialect, dtype, epsilon) => {
  expect(clipOf({ dialect, dtype, epsilon })).toEqual(clipOfLibrary({ dialect, dtype, epsilon }));
});

test.each(["torch", "exact"] as const)("%s does not clip", (dialect) => {
  expect(clipOf({ dialect, dtype: "float64", epsilon: 1e-7 })).toBeNull();
});

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
