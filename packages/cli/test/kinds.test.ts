// Kinds of files: those that are read, by what they are and not by what they are called, and those
// that are named with the way out.

import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { DuckDBInstance } from "@duckdb/node-api";
import { describe, expect, test } from "vitest";
import { bce, refusal, score, scratch } from "./run.js";
import { zip } from "./zip-archive.js";

const { folder, write } = scratch();
const names = ["--label", "y", "--prediction", "p"];
const fixture = (name: string) => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));
const text = "y,p\n1,0.5\n0,0.25\n";

describe("what is read", () => {
  test.each([
    ["a zip archive of one file", zip([{ name: "r.csv", data: Buffer.from(text) }])],
    ["one that is not packed", zip([{ name: "r.csv", data: Buffer.from(text), method: 0 }])],
    [
      "one of NDJSON, with what macOS adds",
      zip([
        { name: "r.jsonl", data: Buffer.from('{"y":1,"p":0.5}\n{"y":0,"p":0.25}\n') },
        { name: "__MACOSX/._r", data: Buffer.from("x") },
      ]),
    ],
    [
      "one of tabs without an ending",
      zip([{ name: "r", data: Buffer.from(text.replaceAll(",", "\t")) }]),
    ],
    ["one of gzip", zip([{ name: "r.csv.gz", data: gzipSync(text) }])],
  ])("%s", async (_, content) => {
    expect((await score(write("r.csv.zip", content), ...names)).total).toMatchObject({
      count: 2,
      baseRate: 0.5,
    });
  });

  test("what pandas and NumPy wrote", async () => {
    const csv = await score(fixture("r.csv.zip"), ...names);
    expect(csv.files).toEqual([fixture("r.csv.zip")]);
    const arrays = await score(fixture("yp.npz"), ...names);
    expect(arrays.total.count).toBe(50);
    expect(arrays.total.loss).toBeCloseTo(csv.total.loss!, 12);
    for (const [name, digits] of [
      ["p16.npy", 3],
      ["pbe.npy", 12],
    ] as const) {
      expect((await score(fixture("y.npy"), fixture(name))).total.loss).toBeCloseTo(
        csv.total.loss!,
        digits,
      );
    }
  });

  test("arrays by their names", async () => {
    expect(await refusal(fixture("yp.npz"), "--label", "y", "--prediction", "q")).toContain(
      '--prediction must name an array of "',
    );
    expect(await refusal(fixture("yp.npz"), ...names, "--by", "y")).toContain(
      "--by must come with tables, got the arrays of ",
    );
    const [data, order] = [readFileSync(fixture("y.npy")), ["y", "p", "w"]];
    const all = write("all.npz", zip(order.map((name) => ({ name: `${name}.npy`, data }))));
    expect((await score(all, ...names, "--weight", "w")).weighted).toBe(true);
  });

  test("by its first bytes, whatever it is called", async () => {
    const connection = await (await DuckDBInstance.create(":memory:")).connect();
    await connection.run(
      `COPY (SELECT i % 2 AS y, 0.5 AS p FROM range(10) t(i)) TO '${folder}/r.parquet' (FORMAT parquet)`,
    );
    copyFileSync(`${folder}/r.parquet`, `${folder}/parquet.csv`);
    write("r.parquet.gz", gzipSync(readFileSync(`${folder}/r.parquet`)));
    for (const name of ["parquet.csv", "r.parquet.gz"])
      expect((await score(`${folder}/${name}`, ...names)).total.count).toBe(10);
    expect(
      (await score(write("text.gz", gzipSync('{"y":1,"p":0.5}\n')), ...names)).total.count,
    ).toBe(1);
    const { stdout } = bce(["score", "-", ...names, "--format", "json"], {
      input: gzipSync('{"y":1,"p":0.5}\n') as never,
    });
    expect(JSON.parse(stdout).count).toBe(1);
  });

  test("the report is no file that is read, packed or not", () => {
    const file = write("report.zip", zip([{ name: "r.csv", data: Buffer.from(text) }]));
    expect(bce(["score", file, ...names, "--report", file]).stderr).toContain(
      "--report must be another file than those that are read",
    );
  });
});

describe("kinds that are named", () => {
  const binary = (start: string, at = 0) =>
    Buffer.concat([Buffer.alloc(at, 1), Buffer.from(start, "latin1"), Buffer.alloc(600, 2)]);
  const tar = Buffer.concat([
    Buffer.from("r.csv"),
    Buffer.alloc(252),
    Buffer.from("ustar\0"),
    Buffer.alloc(249),
    Buffer.from(text),
  ]);

  test.each([
    [
      "r.csv.bz2",
      readFileSync(fixture("r.csv.bz2")),
      "a bzip2 file. Unpack it: bzip2 -dc FILE | bce score - …",
    ],
    ["r.csv.xz", readFileSync(fixture("r.csv.xz")), "an xz file. Unpack it: xz -dc FILE"],
    ["r.csv.lz4", readFileSync(fixture("r.csv.lz4")), "an lz4 file. Unpack it: lz4 -dc FILE"],
    ["r.7z", binary("7z\xbc\xaf\x27\x1c"), "a 7z archive."],
    ["r.tar", tar, "a tar archive. Unpack it with tar -xf"],
    [
      "r.tar.gz",
      readFileSync(fixture("r.tar.gz")),
      "a tar archive in gzip. Unpack it with tar -xf",
    ],
    ["r.gz", gzipSync(tar), "a tar archive in gzip."],
    [
      "book.xlsx",
      readFileSync(fixture("book.xlsx")),
      "an Excel workbook. Save the sheet as CSV UTF-8.",
    ],
    [
      "book.xls",
      binary("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
      "an old Excel workbook, or another Office file.",
    ],
    [
      "r.feather",
      binary("ARROW1\0\0"),
      "an Arrow or Feather file. Write it as Parquet, in Python:",
    ],
    ["r.arrows", binary("\xff\xff\xff\xff"), "a stream of Arrow batches."],
    ["r.orc", binary("ORC"), "an ORC file. Write it as Parquet"],
    ["r.avro", binary("Obj\x01"), "an Avro file. Write it as one JSON object a line"],
    ["r.h5", binary("\x89HDF\r\n\x1a\n"), "an HDF5 file. Write it as Parquet"],
    ["r.pkl", readFileSync(fixture("r.pkl")), "a Python pickle. Write it as Parquet"],
    ["r.pt", zip([{ name: "archive/data.pkl", data: Buffer.from("x") }]), "a file of PyTorch."],
    ["r.db", binary("SQLite format 3\0"), "an SQLite database. Write its table as CSV"],
    ["r.duckdb", binary("DUCK", 8), "a DuckDB database."],
    ["r.mat", binary("MATLAB 5.0 MAT-file"), "a MATLAB file."],
    ["r.html", Buffer.from("<!DOCTYPE html><html><body>404</body></html>"), "a page of HTML."],
    [
      "r.lfs",
      Buffer.from("version https://git-lfs.github.com/spec/v1\noid sha256:0\n"),
      "a pointer of Git LFS. Get the file itself: git lfs pull",
    ],
  ])("%s, also where its name says CSV, and in gzip", async (name, content, kind) => {
    const message = `must be CSV, TSV, NDJSON, Parquet, .npy or .npz, got ${kind}`;
    expect(await refusal(write(name, content), ...names)).toContain(message);
    if (!/\.(tar\.)?gz$/.test(name))
      expect(await refusal(write("named.csv", content), ...names)).toContain(message);
    if (name === "r.pkl" || /zip|xlsx|gz$|\.pt$/.test(name)) return;
    const packed = await refusal(write("packed.csv.gz", gzipSync(content)), ...names);
    expect(packed).toContain(`${kind.slice(0, kind.indexOf("."))} in gzip.`);
  });

  test("a column may be called as a kind begins", async () => {
    for (const column of ["ORC", "BZh", "PAREnt", "ARROW1", "DUCK", "LZIP", "%PDF-"]) {
      const file = write("called.csv", `${column},y,p\n1,1,0.5\n`);
      expect((await score(file, ...names)).total.count).toBe(1);
    }
  });

  test("twice packed, and arrays where tables are compared", async () => {
    expect(await refusal(write("twice.csv.gz", gzipSync(gzipSync(text))), ...names)).toContain(
      "got a gzip file in gzip. Unpack it: gzip -dc",
    );
    const { stderr } = bce(["compare", fixture("yp.npz"), fixture("yp.npz"), ...names]);
    expect(stderr).toContain("FILE must be a table, got an .npz file, ");
  });

  test("a folder that holds nothing else", async () => {
    mkdirSync(`${folder}/books`);
    write("books/a.xlsx", "PK");
    expect((await refusal(`${folder}/books`, ...names)).replaceAll(`${folder}/`, "")).toBe(
      'a folder must hold files that end in csv, tsv, ndjson, jsonl and parquet, also with .gz or .zst, got none in "books", ' +
        'and 1 of other kinds such as "books/a.xlsx".',
    );
  });
});
