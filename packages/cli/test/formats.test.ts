// The same rows in every format come to the same numbers.

import { mkdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { testInTiers } from "@binary-crossentropy/test/tiers";
import { DuckDBInstance } from "@duckdb/node-api";
import { describe, expect, test } from "vitest";
import { bce, csv, refusal, score, scratch } from "./run.js";

const { folder, write } = scratch();
const names = ["--label", "y", "--prediction", "p"];
const rows = 5000;
const y = Array.from({ length: rows }, (_, i) => ((i * i + (i >> 3)) % 3 === 0 ? 1 : 0));
const p = Array.from({ length: rows }, (_, i) => 1 / (1 + Math.exp(-3 * Math.sin(1.7 * i))));
const text = csv({ y, p });

/** From the definition, in one loop: keras2 in float64. */
const mean =
  y.map((t, i) => -Math.log((t === 1 ? p[i]! : 1 - p[i]!) + 1e-7)).reduce((a, b) => a + b, 0) /
  rows;

function npy(descr: string, shape: string, data: NodeJS.ArrayBufferView): Buffer {
  const header = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${shape}, }`.padEnd(117);
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return Buffer.concat([
    Buffer.from("\x93NUMPY\x01\x00", "latin1"),
    Buffer.from([118, 0]),
    Buffer.from(`${header}\n`),
    bytes,
  ]);
}

test("text, compressed text and Parquet", async () => {
  write("a.csv", text);
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  const table = `(SELECT y::INTEGER AS y, p::DOUBLE AS p FROM read_csv('${folder}/a.csv', all_varchar = true))`;
  await connection.run(`COPY ${table} TO '${folder}/a.parquet' (FORMAT parquet)`);
  await connection.run(`COPY ${table} TO '${folder}/b.csv.zst' (FORMAT csv, COMPRESSION zstd)`);
  write("a.csv.gz", gzipSync(text));
  write("a.tsv", text.replaceAll(",", "\t"));
  write("semicolon.csv", text.replaceAll(",", ";"));
  write("crlf.csv", `\ufeff${text.replaceAll("\n", "\r\n")}`);
  write("a.ndjson", y.map((label, i) => `{"y": ${label}, "p": ${p[i]}}\n`).join(""));
  for (const name of [
    "a.csv",
    "a.parquet",
    "b.csv.zst",
    "a.csv.gz",
    "a.tsv",
    "semicolon.csv",
    "crlf.csv",
    "a.ndjson",
  ]) {
    const { total } = await score(`${folder}/${name}`, ...names);
    expect(total.count, name).toBe(rows);
    expect(Math.abs(total.loss! / mean - 1), name).toBeLessThan(1e-12);
  }
});

test("folders, patterns and several files add up", async () => {
  mkdirSync(`${folder}/parts`);
  write("parts/1.csv", text);
  write("parts/2.csv.gz", gzipSync(text));
  write("parts/readme.txt", "not a table");
  for (const files of [
    [`${folder}/parts`],
    [`${folder}/parts/*.csv*`],
    [`${folder}/parts/1.csv`, `${folder}/parts/2.csv.gz`],
  ]) {
    const { total } = await score(...files, ...names);
    expect(total.count).toBe(2 * rows);
    expect(Math.abs(total.loss! / mean - 1)).toBeLessThan(1e-12);
  }
});

test(".npy files, with weights as a third", async () => {
  const labels = write("y.npy", npy("|u1", `(${rows},)`, Uint8Array.from(y)));
  const predictions = write("p.npy", npy("<f8", `(${rows}, 1)`, Float64Array.from(p)));
  const weights = write("w.npy", npy("<f4", `(${rows},)`, new Float32Array(rows).fill(0.5)));
  const { total } = await score(labels, predictions, weights);
  expect(Math.abs(total.loss! / mean - 1)).toBeLessThan(1e-12);
  expect(total.weight).toBe(rows / 2);
  const short = write("short.npy", npy("<f8", `(${rows},)`, new Float64Array(7)));
  expect(await refusal(labels, short)).toContain(
    `must hold ${128 + 8 * rows} bytes for its ${rows} numbers, got ${128 + 56}.`,
  );
  const other = write("other.npy", npy("<f8", "(7,)", new Float64Array(7)));
  expect(await refusal(labels, other)).toMatch(
    /must hold as many numbers as ".*y\.npy", 5000, got 7\.$/,
  );
  const bad = write(
    "bad.npy",
    npy(
      "<f8",
      `(${rows},)`,
      Float64Array.from(p, (x, i) => (i === 3 ? 1.5 : x)),
    ),
  );
  expect(await refusal(labels, bad)).toContain(
    "row 4: prediction must be a probability in [0, 1], got 1.5. Pass --skip-bad-rows",
  );
});

test("decimals that are too wide to be read are refused, for whatever they are", async () => {
  const file = fileURLToPath(new URL("fixtures/wide-decimal.parquet", import.meta.url));
  const most = "must be a decimal of at most 38 digits";
  const prediction = ["--label", "y", "--prediction"];
  expect(await refusal(file, ...prediction, "d")).toBe(
    `--prediction "d" ${most} in ${JSON.stringify(file)}, got one of 50. Write it as DOUBLE, or as text.`,
  );
  expect(await refusal(file, ...prediction, "o.d")).toContain(`--prediction "o.d" ${most}`);
  for (const option of ["--weight", "--by", "--cluster", "--show"])
    expect(await refusal(file, ...prediction, "p", option, "d")).toContain(`${option} "d" ${most}`);
  expect((await score(file, ...prediction, "p")).total.count).toBe(2);
});

describe("standard input", () => {
  const inputs: [title: string, input: () => string | Uint8Array][] = [
    ["CSV", () => text],
    ["compressed", () => gzipSync(text)],
    ["NDJSON", () => `{"y": 1, "p": 0.5}\n`],
    ["between tabs", () => text.replaceAll(",", "\t")],
    ["Parquet", () => readFileSync(`${folder}/a.parquet`)],
  ];
  testInTiers(inputs, ["compressed", "Parquet"], (_, input) => {
    const { status, stdout, stderr } = bce(["score", "-", ...names, "--format", "json"], {
      input: input() as string,
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(JSON.parse(stdout).files).toEqual(["standard input"]);
  });
});
