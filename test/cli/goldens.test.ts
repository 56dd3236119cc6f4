// Reference cases of tf.keras 2 and Keras 3 that are columns of numbers, through CSV and Parquet.

import { DuckDBInstance } from "@duckdb/node-api";
import { describe, expect, test } from "vitest";
import { literal } from "../../cli/src/duckdb/quote.js";
import type { JsonTensor } from "../support/golden.js";
import { type KerasCase, kerasNames, readKeras } from "../support/keras-case.js";
import { csv, score, scratch } from "./run.js";

const { folder, write } = scratch();

const isColumn = ({ shape }: JsonTensor) => shape.length === 1 || (shape.length === 2 && shape[1] === 1);
const isShare = (x: unknown) => Number(x) >= 0 && Number(x) <= 1;

/** One weight per row, or null where the case's weights are none such. */
function weightsOf({ sample_weight: weight, y_pred }: KerasCase): number[] | null | undefined {
  if (!weight) return undefined;
  const rows = y_pred.shape[0]!;
  if (weight.data.length === 1 && rows !== 1) return Array.from({ length: rows }, () => Number(weight.data[0]));
  return weight.data.length === rows && isColumn(weight) ? weight.data.map(Number) : null;
}

/** Whether a case is about rows that bce score takes, and its value is one of the sums that it gives. */
function fits(golden: KerasCase): boolean {
  const { y_true, y_pred, options, documented, expect: expected } = golden;
  return (
    documented === "same" &&
    golden.form === "class" &&
    expected.value !== undefined &&
    options.reduction !== "none" &&
    options.reduction !== null &&
    (options.axis ?? -1) === -1 &&
    [y_true, y_pred].every(isColumn) &&
    y_true.data.length === y_pred.data.length &&
    y_true.data.length > 0 &&
    ["float32", "float64"].includes(y_pred.dtype) &&
    y_true.data.every(isShare) &&
    (options.from_logits ? y_pred.data.every((x) => x !== "NaN") : y_pred.data.every(isShare)) &&
    weightsOf(golden) !== null &&
    (weightsOf(golden) ?? []).every((w) => w >= 0) &&
    // Flat data without weights is one sample, whose loss is the mean over its rows: every reduction gives it.
    (y_pred.shape.length === 2 || golden.sample_weight == null || golden.sample_weight.data.length > 1)
  );
}

function sumOf(result: { total: { lossSum: number; count: number; loss: number | null } }, golden: KerasCase): number {
  const { lossSum, count, loss } = result.total;
  const isOneSample = golden.y_pred.shape.length === 1 && !golden.sample_weight;
  if (golden.options.reduction === "sum" && !isOneSample) return lossSum;
  return golden.options.reduction === "mean_with_sample_weight" ? loss! : lossSum / count;
}

describe.each(kerasNames)("%s", (name) => {
  const { dialect, cases } = readKeras(name);
  const columns = cases.filter(fits);

  test("has cases that are columns", () => {
    expect(columns.length).toBeGreaterThan(40);
  });

  test.each(["csv", "parquet"])(
    "every one of them is met through %s",
    async (format) => {
      const connection = await (await DuckDBInstance.create(":memory:")).connect();
      const off: string[] = [];
      for (const [index, golden] of columns.entries()) {
        const { y_true: y, y_pred: x, options } = golden;
        const weights = weightsOf(golden);
        const text = write(`${name}-${index}.csv`, csv({ y: y.data, x: x.data, ...(weights && { w: weights }) }));
        const file = format === "csv" ? text : `${folder}/${name}-${index}.parquet`;
        if (format === "parquet") {
          const numbers = `y::DOUBLE AS y, x::${x.dtype === "float32" ? "FLOAT" : "DOUBLE"} AS x${weights ? ", w::DOUBLE AS w" : ""}`;
          await connection.run(
            `COPY (SELECT ${numbers} FROM read_csv(${literal(text)}, all_varchar = true)) TO ${literal(file)} (FORMAT parquet)`,
          );
        }
        const args = [file, "--label", "y", "--prediction", "x", "--dialect", dialect, "--dtype", x.dtype, "--worst", "0"];
        if (weights) args.push("--weight", "w");
        if (options.from_logits) args.push("--from-logits");
        if (options.label_smoothing) args.push("--label-smoothing", String(options.label_smoothing));
        const actual = sumOf(await score(...args), golden);
        const expected = Number(golden.expect.value!.data[0]);
        // The references round in float32, and tf.keras reduces float64 in it too.
        const tolerance = x.dtype === "float32" ? 2e-6 : 2e-7;
        if (!(actual === expected || Math.abs(actual - expected) <= tolerance * Math.max(Math.abs(expected), 1e-6))) {
          off.push(`${index} ${golden.name}: ${actual} instead of ${expected}`);
        }
      }
      expect(off).toEqual([]);
    },
    60_000,
  );
});
