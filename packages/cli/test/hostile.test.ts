// Files that are not what they seem: cut off, damaged, in another encoding, no files at all, or
// changing while they are read. Each is a clear error, and never a number for a part of the rows.

import { spawnSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { gzipSync } from "node:zlib";
import { testInTiers, thorough } from "@binary-crossentropy/test/tiers";
import { DuckDBInstance } from "@duckdb/node-api";
import { beforeAll, describe, expect, test } from "vitest";
import { runCompare } from "../src/compare/run-compare.js";
import { openSession } from "../src/duckdb/session.js";
import { readCompareOptions } from "../src/options/compare-options.js";
import { readScoreOptions } from "../src/options/score-options.js";
import { silent } from "../src/progress.js";
import { runScore } from "../src/score/run-score.js";
import { bce, bin, refusal, score, scratch } from "./run.js";

const { folder, write } = scratch();
const names = ["--label", "y", "--prediction", "p"];
const many = `y,p\n${Array.from({ length: 200_000 }, (_, i) => `${i % 2},${((i * 7919) % 9973) / 9973}`).join("\n")}\n`;

async function complaint(file: string, ...args: string[]): Promise<string> {
  return (await refusal(file, ...names, ...args)).replaceAll(`${folder}/`, "");
}

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

describe("text that is not what it should be", () => {
  const iconv = "UTF-16 becomes UTF-8 with iconv -f UTF-16 -t UTF-8.";
  const latin = "Other encodings become UTF-8 with iconv -f LATIN1 -t UTF-8, or whichever it is.";
  const utf16 = Buffer.from("y,p\n1,0.5\n0,0.5\n", "utf16le");

  test.each([
    [
      "UTF-16",
      Buffer.concat([Buffer.from([0xff, 0xfe]), utf16]),
      `must be text in UTF-8, got what looks like UTF-16 or no text. ${iconv}`,
    ],
    [
      "UTF-16 without a mark",
      utf16,
      `must be text in UTF-8, got what looks like UTF-16 or no text. ${iconv}`,
    ],
    [
      "zeros",
      Buffer.alloc(5000),
      `must be text in UTF-8, got what looks like UTF-16 or no text. ${iconv}`,
    ],
    [
      "Latin-1",
      Buffer.from("y,p,n\n1,0.5,\xe9\n", "latin1"),
      `line 2, must be text in UTF-8, got other bytes. ${latin}`,
    ],
    [
      "Latin-1 in the names",
      Buffer.from("y,p,\xe9\n1,0.5,1\n", "latin1"),
      `line 1, must be text in UTF-8, got other bytes. ${latin}`,
    ],
    [
      "a zero",
      "y,p\n1,0.\x005\n",
      'line 2, row 1: prediction must be a probability in [0, 1], got "0.\\u00005". Pass',
    ],
  ])("%s", async (_, content, message) => {
    expect(await complaint(write("text.csv", content))).toContain(
      `"text.csv"${message.startsWith("must") ? " " : ", "}${message}`,
    );
  });

  test("a byte order mark before JSON, and lines that are none", async () => {
    expect(await complaint(write("mark.ndjson", '\ufeff{"y":1,"p":0.5}\n'))).toBe(
      '"mark.ndjson" must begin with a brace, got a byte order mark. Remove its first three bytes.',
    );
    expect(await complaint(write("line.ndjson", '{"y":1,"p":0.5}\n{"y":1,"p":0.5}\nx\n'))).toBe(
      '"line.ndjson", row 3, must be a JSON object, got something else.',
    );
  });

  test("a byte order mark and \\r\\n in CSV are no trouble, but text behind a closing quote is", async () => {
    expect((await score(write("mark.csv", '\ufeff"y",p\r\n1,0.5\r\n'), ...names)).total.count).toBe(
      1,
    );
    expect(
      await complaint(write("stray.csv", 'y,p,t\r\n1,0.5,"a\r\nb"\r\n0,0.5,"5" disk"\r\n')),
    ).toBe(
      '"stray.csv", line 4, must have quotes around whole values, got text behind a closing quote. ' +
        'A quote inside of quotes is written twice: "5"" disk".',
    );
  });
});

describe("what is no file", () => {
  test("a folder with a link that leads nowhere, and one with folders that are named like files", async () => {
    mkdirSync(`${folder}/links`);
    symlinkSync("/nowhere", `${folder}/links/gone.csv`);
    expect(await complaint(`${folder}/links`)).toBe('FILE must exist, got "links/gone.csv".');
    mkdirSync(`${folder}/table/day.csv`, { recursive: true });
    write("table/day.csv/part-0.csv", "y,p\n1,0.5\n");
    expect((await score(`${folder}/table`, ...names)).total.count).toBe(1);
  });

  test("a link to itself, a pipe, a device, an empty name", async () => {
    symlinkSync("loop", `${folder}/loop`);
    expect(await complaint(`${folder}/loop`)).toBe(
      'FILE must be a path that can be read, got "loop" (ELOOP).',
    );
    spawnSync("mkfifo", [`${folder}/pipe`]);
    expect(await complaint(`${folder}/pipe`)).toBe(
      'FILE must be a file or a folder, got "pipe". Pass - for standard input.',
    );
    expect(await complaint("/dev/null")).toBe(
      'FILE must be a file or a folder, got "/dev/null". Pass - for standard input.',
    );
    expect(await complaint("")).toBe('FILE must exist, got "".');
    expect(bce(["score", "-", ...names], { input: "" }).stderr).toBe(
      'bce score: a file must hold rows, got an empty one, "standard input".\n',
    );
  });

  test("a file and a folder that this user may not read", async () => {
    mkdirSync(`${folder}/closed/inner`, { recursive: true });
    write("closed/inner/a.csv", "y,p\n1,0.5\n");
    const file = write("secret.csv", "y,p\n1,0.5\n");
    await score(file, ...names);
    // Who may read everything is someone else for as long as it takes.
    const isRoot = process.geteuid!() === 0;
    chmodSync(file, 0);
    chmodSync(`${folder}/closed/inner`, 0);
    chmodSync(folder, 0o755);
    if (isRoot) process.seteuid!(65_534);
    try {
      expect(await complaint(file)).toBe(
        'FILE must be a path that can be read, got "secret.csv" (EACCES).',
      );
      expect(await complaint(`${folder}/closed`)).toBe(
        'FILE must be a path that can be read, got "closed/inner" (EACCES).',
      );
      expect(await complaint(`${folder}/closed/inner/a.csv`)).toBe(
        'FILE must be a path that can be read, got "closed/inner/a.csv" (EACCES).',
      );
    } finally {
      if (isRoot) process.seteuid!(0);
      chmodSync(`${folder}/closed/inner`, 0o755);
    }
  });

  test("a temporary folder without room for standard input", () => {
    write("many.csv", many);
    // No file of this shell's children may have more than 64 blocks of 1 KiB.
    const script = `trap "" XFSZ; ulimit -f 64; exec "$NODE" "$BCE" score - --label y --prediction p < "$FILE"`;
    const env = { ...process.env, NODE: process.execPath, BCE: bin, FILE: `${folder}/many.csv` };
    const { status, stdout, stderr } = spawnSync("bash", ["-c", script], { env, encoding: "utf8" });
    expect({ status, stdout, stderr }).toEqual({
      status: 1,
      stdout: "",
      stderr:
        "bce score: standard input must fit into the temporary folder, got no more room there (EFBIG). Set TMPDIR to a folder with more.\n",
    });
  });
});

describe("a file that changes while it is read", () => {
  const remedy = "Read it when its writer is done, or copy it first.";
  const parquet = `${folder}/source.parquet`;

  beforeAll(async () => {
    const connection = await (await DuckDBInstance.create(":memory:")).connect();
    const rows = "(SELECT i % 2 AS y, (i % 97) / 97 AS p FROM range(300000) t(i))";
    await connection.run(`COPY ${rows} TO '${parquet}' (FORMAT parquet, ROW_GROUP_SIZE 20000)`);
  });

  /** What is said about a copy of a file that is changed once its first rows have come. */
  async function changed(
    source: string,
    change: (file: string) => void,
    ...args: string[]
  ): Promise<string> {
    const file = `${folder}/changing.${source.split(".").pop()}`;
    copyFileSync(source, file);
    utimesSync(file, 1e9, 1e9);
    let isDone = false;
    const rows = () => {
      if (!isDone) change(file);
      isDone = true;
    };
    const session = openSession();
    try {
      await (args[0] === "compare"
        ? runCompare(session, readCompareOptions([file, source, ...names]), { ...silent, rows })
        : runScore(session, readScoreOptions([file, ...names, ...args]), { ...silent, rows }));
    } catch (error) {
      return (error as Error).message.replaceAll(`${folder}/`, "");
    } finally {
      session.close();
    }
    return "nothing was refused";
  }

  const changes: [string, (file: string) => void, RegExp][] = [
    ["grows", (file) => appendFileSync(file, "1,0.5\n"), /\d+ bytes, which were \d+/],
    ["is cut", (file) => truncateSync(file, 1000), /1000 bytes, which were \d+/],
    [
      "is written over",
      (file) => writeFileSync(file, readFileSync(file)),
      /one that was written to/,
    ],
    [
      "is replaced",
      (file) => {
        copyFileSync(file, `${file}.new`);
        renameSync(`${file}.new`, file);
      },
      /another file in its place/,
    ],
    ["is deleted", (file) => rmSync(file), /one that is gone/],
  ];

  describe.each(["csv", "parquet"])("%s", (kind) => {
    const source = kind === "csv" ? write("source.csv", many) : parquet;

    test.each(changes)("%s", async (_, change, received) => {
      const message = new RegExp(
        `^"changing\\.${kind}" must stay as it is while it is read, got ${received.source}\\. ${remedy}$`,
      );
      expect(await changed(source, change)).toMatch(message);
    });
  });

  test("with --skip-bad-rows, and in bce compare", async () => {
    const source = write("bad-source.csv", `${many}x,x\n`);
    const message = `"changing.csv" must stay as it is while it is read, got one that is gone. ${remedy}`;
    expect(await changed(source, (file) => rmSync(file), "--skip-bad-rows")).toBe(message);
    expect(await changed(`${folder}/source.csv`, (file) => rmSync(file), "compare")).toBe(message);
  });
});
