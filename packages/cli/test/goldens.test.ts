// Reference cases of tf.keras 2 and Keras 3 that are columns of numbers, through CSV and Parquet.

import { kerasNames, readKeras } from "@binary-crossentropy/test/keras-case";
import { testInTiers } from "@binary-crossentropy/test/tiers";
import { DuckDBInstance } from "@duckdb/node-api";
import { describe, expect, test } from "vitest";
import { literal } from "../src/duckdb/quote.js";
import { argsOf, fits, isMet, sumOf, weightsOf } from "./golden-columns.js";
import { csv, score, scratch } from "./run.js";

const { folder, write } = scratch();

describe.each(kerasNames)("%s", (name) => {
  const { dialect, cases } = readKeras(name);
  const columns = cases.filter(fits);

  test("has cases that are columns", () => {
    expect(columns.length).toBeGreaterThan(40);
  });

  const formats: [title: string, format: string][] = [
    ["every one of them is met through csv", "csv"],
    ["every one of them is met through parquet", "parquet"],
  ];
  testInTiers(formats, name === kerasNames[0] ? [formats[0]![0]] : [], async (_, format) => {
    const connection = await (await DuckDBInstance.create(":memory:")).connect();
    const off: string[] = [];
    for (const [index, golden] of columns.entries()) {
      const { y_true: y, y_pred: x } = golden;
      const weights = weightsOf(golden);
      const text = write(
        `${name}-${index}.csv`,
        csv({ y: y.data, x: x.data, ...(weights && { w: weights }) }),
      );
      const file = format === "csv" ? text : `${folder}/${name}-${index}.parquet`;
      if (format === "parquet") {
        const numbers = `y::DOUBLE AS y, x::${x.dtype === "float32" ? "FLOAT" : "DOUBLE"} AS x${weights ? ", w::DOUBLE AS w" : ""}`;
        await connection.run(
          `COPY (SELECT ${numbers} FROM read_csv(${literal(text)}, all_varchar = true)) TO ${literal(file)} (FORMAT parquet)`,
        );
      }
      const args = [
        file,
        "--label",
        "y",
        "--prediction",
        "x",
        "--worst",
        "0",
        ...argsOf(golden, dialect),
      ];
      if (weights) args.push("--weight", "w");
      const actual = sumOf(await score(...args), golden);
      if (!isMet(actual, golden))
        off.push(`${index} ${golden.name}: ${actual} instead of ${golden.expect.value!.data[0]}`);
    }
    expect(off).toEqual([]);
  });
});
