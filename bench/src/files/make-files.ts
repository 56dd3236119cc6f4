// Files to score: labels drawn with the probabilities that are predicted, the same in every run.

import { createReadStream, createWriteStream, existsSync, mkdirSync, statSync } from "node:fs";
import { pipeline } from "node:stream/promises";
import { DuckDBInstance } from "@duckdb/node-api";

/** Rows as (y, p): p from one hash, y by comparing it with another. */
const rows = (count: number) =>
  `SELECT (hash(2 * i + 1) >> 11) / 9007199254740992.0::DOUBLE < p AS hit, p FROM (SELECT i, (hash(2 * i) >> 11) / 9007199254740992.0::DOUBLE AS p FROM range(${count}) t(i))`;

/** A file of so many rows, unless it is there. */
export async function makeRows(
  folder: string,
  count: number,
  format: "parquet" | "csv",
): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const file = `${folder}/${count}.${format}`;
  if (existsSync(file)) return file;
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  const p = format === "csv" ? "round(p, 6) AS p" : "p";
  await connection.run(
    `COPY (SELECT hit::INTEGER::DOUBLE AS y, ${p} FROM (${rows(count)})) TO '${file}' (FORMAT ${format})`,
  );
  return file;
}

/** Predictions, and the labels that they are joined to. */
export interface JoinedFiles {
  readonly predictions: string;
  readonly labels: string;
}

/** Predictions with ids in their order, and labels with the same ids in no order. */
export async function makeJoined(folder: string, count: number): Promise<JoinedFiles> {
  mkdirSync(folder, { recursive: true });
  const [predictions, labels] = ["predictions", "labels"].map(
    (name) => `${folder}/${name}-${count}.parquet`,
  ) as [string, string];
  const numbered = `SELECT row_number() OVER () AS id, hit::INTEGER AS y, p FROM (${rows(count)})`;
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  for (const [file, of] of [
    [predictions, `SELECT id, p FROM (${numbered})`],
    [labels, `SELECT id, y FROM (${numbered}) ORDER BY hash(id)`],
  ] as const)
    if (!existsSync(file)) await connection.run(`COPY (${of}) TO '${file}'`);
  return { predictions, labels };
}

/** A CSV file of at least so many bytes: one of ten million rows over and over. */
export async function makeLargeCsv(
  folder: string,
  bytes: number,
): Promise<{ file: string; rows: number }> {
  const part = await makeRows(folder, 1e7, "csv");
  const header = "y,p\n".length;
  const times = Math.ceil(bytes / statSync(part).size);
  const file = `${folder}/${times}e7.csv`;
  if (!existsSync(file)) {
    for (let i = 0; i < times; i++) {
      await pipeline(
        createReadStream(part, { start: i === 0 ? 0 : header }),
        createWriteStream(file, { flags: "a" }),
      );
    }
  }
  return { file, rows: times * 1e7 };
}
