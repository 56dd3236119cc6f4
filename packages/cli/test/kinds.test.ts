// Kinds of files: those that are read, by what they are and not by what they are called, and those
// that are named with the way out.

import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { crc32, deflateRawSync, gzipSync } from "node:zlib";
import { DuckDBInstance } from "@duckdb/node-api";
import { describe, expect, test } from "vitest";
import { bce, refusal, score, scratch } from "./run.js";

const { folder, write } = scratch();
const names = ["--label", "y", "--prediction", "p"];
const fixture = (name: string) => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));
const text = "y,p\n1,0.5\n0,0.25\n";

interface Packed {
  readonly name: string;
  readonly data: Buffer;
  readonly method?: number;
  readonly crc?: number;
  readonly flags?: number;
}

/** A zip archive of files. */
function zip(files: readonly Packed[]): Buffer {
  const [parts, entries]: [Buffer[], Buffer[]] = [[], []];
  let start = 0;
  for (const { name, data, method = 8, crc = crc32(data), flags = 0 } of files) {
    const packed = method === 8 ? deflateRawSync(data) : data;
    const head = Buffer.alloc(26);
    for (const [at, value] of [
      [0, 20],
      [2, flags],
      [4, method],
      [22, name.length],
    ] as const)
      head.writeUInt16LE(value, at);
    for (const [at, value] of [
      [10, crc],
      [14, packed.length],
      [18, data.length],
    ] as const)
      head.writeUInt32LE(value, at);
    const local = Buffer.concat([Buffer.from("PK\x03\x04"), head, Buffer.from(name), packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(start, 10);
    entries.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\x00"), head, tail, Buffer.from(name)]));
    parts.push(local);
    start += local.length;
  }
  const directory = Buffer.concat(entries);
  const end = Buffer.alloc(18);
  for (const at of [4, 6]) end.writeUInt16LE(files.length, at);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(start, 12);
  return Buffer.concat([...parts, directory, Buffer.from("PK\x05\x06"), end]);
}

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
    expect((await score(fixture("yp.npz"), ...names, "--weight", "y")).weighted).toBe(true);
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

describe("a zip archive that is not as it should be", () => {
  const whole = zip([{ name: "r.csv", data: Buffer.from(text.repeat(1000)) }]);
  const broken = Buffer.from(whole);
  broken[60]! ^= 0xff;
  test.each([
    [
      "cut off",
      whole.subarray(0, whole.length - 30),
      "must be a whole zip file, got one without its directory.",
    ],
    ["damaged", broken, '"r.csv", must be whole, got '],
    [
      "with another checksum",
      zip([{ name: "r.csv", data: Buffer.from(text), crc: 1 }]),
      "got data whose checksum differs.",
    ],
    [
      "encrypted",
      zip([{ name: "r.csv", data: Buffer.from(text), flags: 1 }]),
      "must be a zip file without a password, got one with it.",
    ],
    [
      "packed in another way",
      zip([{ name: "r.csv", data: Buffer.from(text), method: 12 }]),
      "must be packed with deflate, got method 12.",
    ],
    [
      "of two files",
      zip([
        { name: "a.csv", data: Buffer.from(text) },
        { name: "b.csv", data: Buffer.from(text) },
      ]),
      "must be a zip archive of one file, got 2. Unpack it",
    ],
    ["empty", zip([]), "must be a zip archive of one file, got 0."],
    [
      "of an empty file",
      zip([{ name: "a.csv", data: Buffer.alloc(0) }]),
      "a file must hold rows, got an empty one",
    ],
  ])("%s", async (_, content, message) => {
    expect(await refusal(write("r.zip", content), ...names)).toContain(message);
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

describe(".npy files whose header lies", () => {
  const npy = (header: string, bytes: number) => {
    const padded = `${header.padEnd(117)}\n`;
    return Buffer.concat([
      Buffer.from("\x93NUMPY\x01\x00\x76\x00", "latin1"),
      Buffer.from(padded),
      Buffer.alloc(bytes),
    ]);
  };
  const good = write(
    "good.npy",
    npy("{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }", 16),
  );

  test.each([
    [
      "a length that is none",
      "{'descr': '<f8', 'shape': (-2,), }",
      16,
      "must be of shape [N] or [N, 1], got [-2,].",
    ],
    [
      "a fraction",
      "{'descr': '<f8', 'shape': (2.5,), }",
      16,
      "must be of shape [N] or [N, 1], got [2.5,].",
    ],
    [
      "two columns",
      "{'descr': '<f8', 'shape': (2, 2), }",
      32,
      "must be of shape [N] or [N, 1], got [2, 2].",
    ],
    ["no shape", "{'descr': '<f8', }", 16, "must be of shape [N] or [N, 1], got none."],
    [
      "more bytes than numbers",
      "{'descr': '<f8', 'shape': (2,), }",
      24,
      "must hold 144 bytes for its 2 numbers, got 152.",
    ],
    [
      "records",
      "{'descr': [('y', '<f8'), ('p', '<f8')], 'shape': (2,), }",
      32,
      "must hold numbers, ",
    ],
    ["objects", "{'descr': '|O', 'shape': (2,), }", 16, "must hold numbers, "],
  ])("%s", async (_, header, bytes, message) => {
    expect(await refusal(write("lies.npy", npy(header, bytes)), good)).toContain(message);
  });

  test("one file for both", async () => {
    expect(await refusal(good, good)).toContain(
      "the second .npy file must be another one than the first, which holds the labels, got ",
    );
  });
});
