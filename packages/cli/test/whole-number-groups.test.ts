// Groups of whole numbers in Parquet, which are told apart without a text of each row, are those of
// the same numbers as text.

import { DuckDBInstance } from "@duckdb/node-api";
import { expect, test } from "vitest";
import { score, scratch } from "./run.js";

const { folder } = scratch();
const names = ["--label", "y", "--prediction", "p"];

test.each([
  ["TINYINT", [-128, -1, 0, 1, 127, null]],
  ["SMALLINT", [-32_768, 4095, 4096, 32_767, null]],
  ["INTEGER", [-2_147_483_648, -4096, 0, 2_147_483_647]],
  ["UINTEGER", [0, 4_294_967_295, null]],
  ["BIGINT", ["-9223372036854775808", "9223372036854775807", "4294967296", "-4294967296", 0, null]],
  ["UBIGINT", [0, "18446744073709551615", null]],
] as const)("%s", async (type, values) => {
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  const list = values.map((value) => value ?? "NULL").join(", ");
  // More rows than a chunk of the database holds, in turns.
  const rows = `SELECT i % 2 AS y, (i % 7 + 1) / 9 AS p, ([${list}]::${type}[])[i % ${values.length} + 1] AS g FROM range(5000) t(i)`;
  await connection.run(`COPY (${rows}) TO '${folder}/${type}.parquet' (FORMAT parquet)`);
  await connection.run(
    `COPY (SELECT * REPLACE (g::VARCHAR AS g) FROM (${rows})) TO '${folder}/${type}-text.parquet' (FORMAT parquet)`,
  );
  const whole = await score(`${folder}/${type}.parquet`, ...names, "--by", "g");
  const text = await score(`${folder}/${type}-text.parquet`, ...names, "--by", "g");
  expect(whole.groups).toEqual(text.groups);
  expect(new Set(whole.groups.map((group) => group.values[0]))).toEqual(
    new Set(values.map((value) => (value === null ? null : String(value)))),
  );
  // Beside another column.
  const both = ["--by", "g", "--by", "y"];
  expect((await score(`${folder}/${type}.parquet`, ...names, ...both)).groups).toEqual(
    (await score(`${folder}/${type}-text.parquet`, ...names, ...both)).groups,
  );
});
