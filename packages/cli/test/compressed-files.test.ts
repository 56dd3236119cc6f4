// @module-tag thorough

import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { DuckDBInstance } from "@duckdb/node-api";
import { describe, expect, test } from "vitest";
import { complaints, many, names } from "./complaint.js";
import { bce, score } from "./run.js";

const { complaint, folder, write } = complaints();

describe("a compressed file that is not whole", () => {
  const packed = gzipSync(many);
  const cut = (problem: string, name = "cut.csv.gz") =>
    `"${name}" must be a whole ${name.endsWith("gz") ? "gzip" : "zstd"} file, got one that ${problem}. Was it copied to its end?`;

  test.each([
    ["half of it", packed.length >> 1],
    ["all but the last byte", packed.length - 1],
    ["all but its sum and size", packed.length - 8],
  ])("gzip, %s", async (_, length) => {
    expect(await complaint(write("cut.csv.gz", packed.subarray(0, length)))).toBe(
      cut("ends early"),
    );
  });

  test("gzip, cut off, of NDJSON and in bce compare", async () => {
    const lines = gzipSync('{"y":1,"p":0.5}\n'.repeat(50_000));
    expect(await complaint(write("cut.ndjson.gz", lines.subarray(0, lines.length >> 1)))).toMatch(
      /^"cut\.ndjson\.gz" must be a whole gzip file, got one that ends early\./,
    );
    write("cut.csv.gz", packed.subarray(0, packed.length >> 1));
    const { status, stdout, stderr } = bce(["compare", "cut.csv.gz", "cut.csv.gz", ...names], {
      cwd: folder,
    });
    expect({ status, stdout, stderr }).toEqual({
      status: 1,
      stdout: "",
      stderr: `bce compare: ${cut("ends early")}\n`,
    });
  });

  test("gzip, with a sum that does not fit", async () => {
    const damaged = Buffer.from(packed);
    damaged[damaged.length - 6]! ^= 255;
    expect(await complaint(write("cut.csv.gz", damaged))).toBe(
      cut("is damaged (incorrect data check)"),
    );
  });

  test("gzip files behind one another are one", async () => {
    const parts = Buffer.concat([gzipSync("y,p\n1,0.5\n"), gzipSync("0,0.5\n")]);
    expect((await score(write("parts.csv.gz", parts), ...names)).total.count).toBe(2);
  });

  test("zstd, at any place", async () => {
    const connection = await (await DuckDBInstance.create(":memory:")).connect();
    const rows = "(SELECT i % 2 AS y, (i % 97) / 97 AS p FROM range(100000) t(i))";
    await connection.run(
      `COPY ${rows} TO '${folder}/whole.csv.zst' (FORMAT csv, COMPRESSION zstd)`,
    );
    const whole = readFileSync(`${folder}/whole.csv.zst`);
    expect((await score(`${folder}/whole.csv.zst`, ...names)).total.count).toBe(100_000);
    for (const length of [whole.length - 1, whole.length >> 1, 20]) {
      const message = await complaint(write("cut.csv.zst", whole.subarray(0, length)));
      expect(message, String(length)).toMatch(
        /^"cut\.csv\.zst" must be a whole zstd file, got one that ends early\.|only empty lines/,
      );
    }
    // Frames behind one another are one file; one of them may be for others to read.
    await connection.run(
      `COPY (SELECT 1, 0.5 FROM range(100000)) TO '${folder}/more.csv.zst' (FORMAT csv, HEADER false, COMPRESSION zstd)`,
    );
    const forOthers = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);
    const frames = [whole, forOthers, readFileSync(`${folder}/more.csv.zst`)];
    expect(
      (await score(write("frames.csv.zst", Buffer.concat(frames)), ...names)).total.count,
    ).toBe(200_000);
    expect(
      await complaint(write("junk.csv.zst", Buffer.concat([whole, Buffer.from("junk")]))),
    ).toContain("must be");
  });
});
