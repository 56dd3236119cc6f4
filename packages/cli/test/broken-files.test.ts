// @module-tag thorough

import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { testInTiers, thorough } from "@binary-crossentropy/test/tiers";
import { DuckDBInstance } from "@duckdb/node-api";
import { describe, expect, test } from "vitest";
import { endings, names, rows } from "./endings.js";

const { folder, good, run, sentence, write } = endings();

describe("broken files", () => {
  const deep = (open: string, close: string, count: number) =>
    `${open.repeat(count)}1${close.repeat(count)}`;
  const files: Record<string, string | Buffer> = {
    "empty.csv": "",
    "lines.csv": "\r\n\r\n",
    "names.csv": "y,p\n",
    "zeros.csv": Buffer.alloc(10_000),
    "zero-cell.csv": "y,p\n1,\0\n",
    "latin.csv": Buffer.from("y,p\n1,\xe9\n", "latin1"),
    "utf16.csv": Buffer.from("\ufeffy,p\n1,0.5\n", "utf16le"),
    "open.csv": 'y,p\n1,"0.5\n',
    "stray.csv": 'y,p,t\n1,0.5,"a"b\n',
    "ragged.csv": "y,p\n1\n1,2,3\n",
    "random.csv": Buffer.from(
      Array.from({ length: 5000 }, (_, i) => (i * 7919 + (i >> 3) * 104_729) % 256),
    ),
    "random.parquet": Buffer.from(
      Array.from({ length: 5000 }, (_, i) => (i * 7919 + (i >> 3) * 104_729) % 256),
    ),
    "magic.parquet": "PAR1",
    "magics.parquet": "PAR1PAR1",
    "length.parquet": Buffer.from("PAR1\xff\xff\xff\x7fPAR1", "latin1"),
    "head.npy": "\x93NUMPY",
    "header.npy": Buffer.from("\x93NUMPY\x01\x00\xff\xff{", "latin1"),
    "cut.csv.gz": gzipSync(rows.repeat(1000)).subarray(0, 40),
    "head.csv.gz": Buffer.from([0x1f, 0x8b]),
    "cut.csv.zst": Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x04]),
    "cut.zip": Buffer.from("PK\x03\x04"),
    "list.json": '[{"y":1,"p":0.5}]',
    "number.ndjson": "1\n",
    "cut.ndjson": '{"y":1,"p":0.5}\n{"y":',
    "surrogate.ndjson": '{"y":1,"p":"\\ud800"}\n',
    "lists.ndjson": `{"y":1,"p":0.5}\n{"y":1,"p":0.5,"x":${deep("[", "]", 10_000)}}\n`,
    "objects.ndjson": `{"y":1,"p":0.5}\n{"y":1,"p":0.5,"x":${deep('{"a":', "}", 10_000)}}\n`,
    "prediction.ndjson": `{"y":1,"p":0.5}\n{"y":1,"p":${deep("[", "]", 200_000)}}\n`,
    "brackets.ndjson": `${deep("[", "]", 2_000_000)}\n`,
    "open-brackets.ndjson": `{"y":1,"p":0.5}\n${"[".repeat(100_000)}\n`,
    "open-objects.ndjson": `${'{"a":'.repeat(100_000)}\n`,
    "lists.ndjson.gz": gzipSync(`{"y":1,"p":0.5,"x":${deep("[", "]", 100_000)}}\n`),
  };

  /** One of each kind: empty, of another encoding, random, cut, damaged, too deep. */
  const representative = [
    "names.csv",
    "latin.csv",
    "random.parquet",
    "header.npy",
    "cut.csv.gz",
    "cut.ndjson",
    "lists.ndjson",
  ];

  testInTiers(Object.entries(files), representative, (name, content) => {
    write(name, content);
    const isArray = name.endsWith(".npy");
    const said = sentence(
      run(
        isArray
          ? ["score", name, name === "head.npy" ? "header.npy" : "head.npy"]
          : ["score", name, ...names],
      ),
    );
    // Where files have lines that can be told, the deep one is.
    if (name.startsWith("lists") || name === "objects.ndjson")
      expect(said).toMatch(/, line [12], must be nested at most 1000 deep, got /);
    if (isArray) return;
    sentence(run(["score", name, ...names, "--skip-bad-rows", "--by", "y"]), /^[12]$/);
    sentence(run(["compare", name, good, ...names]));
  });

  test("Parquet, cut and damaged anywhere", thorough, async () => {
    const connection = await (await DuckDBInstance.create(":memory:")).connect();
    await connection.run(
      `COPY (SELECT i % 2 AS y, i / 3000 AS p FROM range(3000) t(i)) TO '${folder}/whole.parquet' (FORMAT parquet)`,
    );
    const whole = readFileSync(`${folder}/whole.parquet`);
    for (const length of [whole.length - 1, whole.length - 8, whole.length >> 1, 12]) {
      write("cut.parquet", whole.subarray(0, length));
      sentence(run(["score", "cut.parquet", ...names]));
    }
    for (const back of [9, 20, 40, 60, 100]) {
      const damaged = Buffer.from(whole);
      damaged.fill(0xff, whole.length - back, whole.length - back + 1);
      write("damaged.parquet", damaged);
      const ended = run(["score", "damaged.parquet", ...names]);
      if (ended.status !== 0) sentence(ended);
    }
  });
});
