// Lines and quotes without an end: a clear error, and never a number for a part of the rows.

import { readFileSync, rmSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { testInTiers, thorough } from "@binary-crossentropy/test/tiers";
import { describe, expect, test } from "vitest";
import { complaints } from "./complaint.js";

const { complaint, folder, write } = complaints();

// DuckDB passes over a last line that is longer than its buffer of 32 MB: 40 MB are as good as 1
// GB.
describe("a line of 40 MB", () => {
  const long = Buffer.alloc(40e6, "9");
  const limit = "have lines of at most 2 MB, got a longer one.";

  const lines: [title: string, parts: (string | Buffer)[], message: string | RegExp][] = [
    ["at the end", ["y,p\n1,0.5\n0,", long], `"long.csv" must ${limit}`],
    ["at the end, with a line end", ["y,p\n1,0.5\n0,", long, "\n"], `"long.csv" must ${limit}`],
    [
      "with rows behind it",
      ["y,p\n1,0.5\n0,", long, "\n0,0.5\n"],
      /^"long\.csv"(, line 3,)? must have at most 2 MB a line, got a longer line, or a quote that is not closed\.$/,
    ],
    ["as the names", [long, "\n1,0.5\n"], `"long.csv" must ${limit}`],
  ];
  testInTiers(lines, ["with rows behind it"], async (_, parts, message) => {
    const file = write("long.csv", Buffer.concat(parts.map((part) => Buffer.from(part))));
    if (typeof message === "string") expect(await complaint(file)).toBe(message);
    else expect(await complaint(file)).toMatch(message);
    rmSync(file);
  });

  test("in gzip", thorough, async () => {
    const file = write(
      "long.csv.gz",
      gzipSync(Buffer.concat([Buffer.from("y,p\n1,0.5\n0,"), long])),
    );
    expect(await complaint(file)).toBe(`"long.csv.gz" must ${limit}`);
    write("long.csv.gz", gzipSync(Buffer.concat([long, Buffer.from("\n1,0.5\n")])));
    expect(await complaint(file)).toBe(`"long.csv.gz" must ${limit}`);
  });

  test("in NDJSON", async () => {
    const file = write(
      "long.ndjson",
      Buffer.concat([Buffer.from('{"y":1,"p":0.5}\n{"y":1,"p":"'), long, Buffer.from('"}\n')]),
    );
    expect(await complaint(file)).toBe(
      '"long.ndjson" must have objects of at most 16 MB, got a longer line.',
    );
    rmSync(file);
  });
});

describe("a quote that is never closed", () => {
  const files: [title: string, rest: string, message: RegExp][] = [
    [
      "in a small file",
      "1,0.5\n",
      /^"open\.csv", line 4, must close every quote, got one that is open\.$/,
    ],
    // As many bytes as DuckDB's buffer has, and more.
    [
      "in a large one",
      "1,0.25\n".repeat(8e6),
      /^"open\.csv".* must (close every quote, got one that is open|have at most 2 MB a line, .*)\.$/,
    ],
  ];
  testInTiers(files, ["in a small file"], async (_, rest, message) => {
    const file = write("open.csv", `y,p\n1,0.5\n1,0.5\n0,"0.5\n${rest}`);
    expect(await complaint(file)).toMatch(message);
    write("open.csv.gz", gzipSync(readFileSync(file), { level: 1 }));
    expect(await complaint(`${folder}/open.csv.gz`)).toMatch(
      /^"open\.csv\.gz"(, line \d+,)? must (close every quote, got one that is open( at its end)?|have at most 2 MB a line, .*)\.$/,
    );
    rmSync(file);
  });
});
