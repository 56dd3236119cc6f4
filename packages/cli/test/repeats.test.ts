// What is there twice: files by several names, folders that links lead back to, and options. Each
// counts once and is said, or is refused; no number comes from rows that were counted again.
//
// @module-tag thorough

import { spawnSync } from "node:child_process";
import { linkSync, mkdirSync, openSync, readFileSync, symlinkSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { bce, bin, refusal, scratch } from "./run.js";

const { folder, write } = scratch();
const names = ["--label", "y", "--prediction", "p"];
const rows = "y,p\n1,0.5\n0,0.25\n";

/** How many rows are counted, and what is said about it. */
function counted(...files: string[]): { count: number; said: string[]; files: string[] } {
  const { status, stdout, stderr } = bce(["score", ...files, ...names, "--format", "json"], {
    cwd: folder,
  });
  expect({ status, stderr: status === 0 ? "" : stderr }).toEqual({ status: 0, stderr: "" });
  const { count, files: read } = JSON.parse(stdout);
  return { count, files: read, said: stderr.split("\n").slice(0, -1) };
}

describe("a file is counted once, whatever names lead to it", () => {
  mkdirSync(`${folder}/runs/run1`, { recursive: true });
  mkdirSync(`${folder}/elsewhere`);
  write("runs/run1/a.csv", rows);
  write("elsewhere/b.csv", rows);
  symlinkSync("run1", `${folder}/runs/latest`);
  symlinkSync(".", `${folder}/runs/self`);
  symlinkSync("../..", `${folder}/runs/run1/up`);

  test("links to folders: beside them, to themselves, and above", () => {
    mkdirSync(`${folder}/only/run1`, { recursive: true });
    write("only/run1/a.csv", rows);
    symlinkSync("run1", `${folder}/only/latest`);
    symlinkSync(".", `${folder}/only/self`);
    symlinkSync("..", `${folder}/only/run1/up`);
    expect(counted("only")).toEqual({
      count: 2,
      files: ["only/run1/a.csv"],
      said: [
        'bce score: "only/latest" is "only/run1" again, and counted once.',
        'bce score: "only/run1/up" is "only" again, and counted once.',
        'bce score: "only/self" is "only" again, and counted once.',
      ],
    });
  });

  test("a link out of the folder is followed", () => {
    mkdirSync(`${folder}/out`);
    symlinkSync("../elsewhere", `${folder}/out/linked`);
    expect(counted("out")).toEqual({ count: 2, files: ["out/linked/b.csv"], said: [] });
  });

  test.each([
    ["named again", ["runs/run1/a.csv", "runs/run1/a.csv"], '"runs/run1/a.csv" is named again'],
    [
      "by another path",
      ["runs/run1/a.csv", "./runs/../runs/run1/a.csv"],
      '"./runs/../runs/run1/a.csv" is "runs/run1/a.csv" again',
    ],
    [
      "behind a link, which is named first",
      ["runs/latest/a.csv", "runs/run1/a.csv"],
      '"runs/run1/a.csv" is "runs/latest/a.csv" again',
    ],
  ])("%s", (_, files, said) => {
    expect(counted(...files)).toMatchObject({
      count: 2,
      said: [`bce score: ${said}, and counted once.`],
    });
  });

  test("a hard link, a link to a file and a pattern that matches all", () => {
    mkdirSync(`${folder}/alike`);
    write("alike/b.csv", rows);
    linkSync(`${folder}/alike/b.csv`, `${folder}/alike/hard.csv`);
    symlinkSync("b.csv", `${folder}/alike/a-link.csv`);
    const said = [
      'bce score: "alike/a-link.csv" is "alike/b.csv" again, and counted once.',
      'bce score: "alike/hard.csv" is "alike/b.csv" again, and counted once.',
    ];
    expect(counted("alike")).toEqual({ count: 2, files: ["alike/b.csv"], said });
    expect(counted("alike/*.csv").count).toBe(2);
    expect(counted("alike", "alike/*.csv", "alike/b.csv").count).toBe(2);
  });

  test("files that are alike, but are not the same, all count", () => {
    mkdirSync(`${folder}/two`);
    write("two/a.csv", rows);
    write("two/b.csv", rows);
    expect(counted("two")).toMatchObject({ count: 4, said: [] });
  });

  test("a packed copy beside its file counts too, and is named", () => {
    mkdirSync(`${folder}/packed`);
    write("packed/a.csv", rows);
    write("packed/a.csv.gz", gzipSync(rows));
    write("packed/b.csv.gz", gzipSync(rows));
    const said =
      'bce score: "packed/a.csv.gz" may be a packed copy of the file beside it: both are counted.';
    expect(counted("packed")).toMatchObject({ count: 6, said: [said] });
    expect(counted("packed/a.csv.gz", "packed/a.csv")).toMatchObject({ count: 4, said: [said] });
  });

  test("hidden folders are passed over, as hidden files are; data of other kinds is said", () => {
    mkdirSync(`${folder}/notes/.ipynb_checkpoints`, { recursive: true });
    write("notes/.ipynb_checkpoints/a-checkpoint.csv", rows);
    write("notes/a.csv", rows);
    write("notes/b.csv.bz2", "BZh9");
    expect(counted("notes")).toEqual({
      count: 2,
      files: ["notes/a.csv"],
      said: [
        'bce score: "notes/b.csv.bz2" is not read: folders are searched only for files that end in ' +
          "csv, tsv, ndjson, jsonl and parquet, also with .gz or .zst.",
      ],
    });
  });

  test("a Delta table is no folder of files", async () => {
    mkdirSync(`${folder}/delta/_delta_log`, { recursive: true });
    write("delta/part-0.csv", rows);
    expect(await refusal(`${folder}/delta`, ...names)).toContain(
      "a folder must hold the files of a table alone, got a Delta table, ",
    );
  });

  test("bce compare takes one file for both sides; two .npy files are labels and predictions", async () => {
    const file = write("both.csv", "y,p,q\n1,0.5,0.75\n0,0.25,0.25\n");
    expect(bce(["compare", file, file, ...names, "--prediction-b", "q"]).status).toBe(0);
    const npy = write("y.npy", "");
    symlinkSync(npy, `${folder}/p.npy`);
    expect(await refusal(npy, npy)).toContain("got an empty one");
  });
});

describe("standard input is the file that it comes from", () => {
  write("in.csv", "y,p,q\n1,0.5,0.75\n0,0.25,0.25\n");
  symlinkSync("in.csv", `${folder}/link.csv`);
  const run = (input: number | Buffer, ...args: string[]) => {
    const from =
      typeof input === "number" ? { stdio: [input, "pipe", "pipe"] as const } : { input };
    const options = { cwd: folder, encoding: "utf8", ...from } as const;
    const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], {
      ...options,
      stdio: "stdio" in options ? [...options.stdio] : "pipe",
    });
    return { status, stdout, stderr };
  };
  const opened = () => openSync(`${folder}/in.csv`, "r");

  test.each([
    [["-", "in.csv"], "in.csv"],
    [["in.csv", "-"], "in.csv"],
    [["-", "link.csv"], "link.csv"],
    [["./in.csv", "-", "in.csv"], "./in.csv"],
    [["-", "/dev/stdin"], "/dev/stdin"],
  ])("%j count once", (files, first) => {
    const { stdout, stderr } = run(opened(), "score", ...files, ...names, "--format", "json");
    expect(stderr).toContain(`bce score: standard input is "${first}" again, and counted once.\n`);
    expect(JSON.parse(stdout)).toMatchObject({ files: [first], count: 2 });
  });

  test("a pipe of the same text is another one, as a copy is", () => {
    const input = readFileSync(`${folder}/in.csv`);
    const { stdout, stderr } = run(input, "score", "-", "in.csv", ...names, "--format", "json");
    expect([JSON.parse(stdout).count, stderr]).toEqual([4, ""]);
  });

  test("bce compare says that A and B are one, and takes other predictions of it", () => {
    for (const files of [
      ["-", "in.csv"],
      ["in.csv", "-"],
      ["/dev/stdin", "in.csv"],
    ]) {
      const { stderr } = run(opened(), "compare", ...files, ...names);
      expect(stderr).toContain("A and B are the same column of one file");
      const other = run(opened(), "compare", ...files, ...names, "--prediction-b", "q");
      expect(other).toMatchObject({ status: 0, stderr: "" });
    }
  });

  test("no report replaces it", () => {
    const { status, stderr } = run(opened(), "score", "-", ...names, "--report", "in.csv");
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: 'bce score: --report must be another file than those that are read, got "in.csv".\n',
    });
  });
});

describe("an option that takes one value is given once", () => {
  const file = write("a.csv.gz", gzipSync(rows));
  const one = [file, ...names];
  const two = [file, file, ...names];

  test.each([
    [
      "score",
      [...one, "--label", "q"],
      '--label must be given once, got "y" and "q". For several pairs, give --prediction as often, even with the same name.',
    ],
    [
      "score",
      [...one, "--prediction=q"],
      '--prediction must be given once, got "p" and "q". For several pairs, give --label as often, even with the same name.',
    ],
    [
      "score",
      [...one, "--fail-above", "0.1", "--fail-above", "9"],
      '--fail-above must be given once, got "0.1" and "9".',
    ],
    [
      "score",
      [...one, "--dialect", "torch", "--dialect", "torch"],
      '--dialect must be given once, got "torch" and "torch".',
    ],
    [
      "score",
      [...one, "--positive", "1", "--positive", "0"],
      '--positive must be given once, got "1" and "0".',
    ],
    [
      "score",
      [...one, "--by", "y", "--by", "y"],
      '--by must name each column once, got "y" twice.',
    ],
    [
      "score",
      ["--url", "postgres://a:secret@h/d", "--url", "postgres://h/d", ...names],
      "--url must be given once, got two.",
    ],
    [
      "compare",
      [...two, "--on", "y", "--on", "y"],
      '--on must name each column once, got "y" twice.',
    ],
    [
      "compare",
      [...two, "--bootstrap", "200", "--bootstrap"],
      '--bootstrap must be given once, got "200" and nothing.',
    ],
    [
      "compare",
      [...two, "--bootstrap", "--seed", "1", "--seed", "2"],
      '--seed must be given once, got "1" and "2".',
    ],
    ["compare", ["-", "-", ...names], "- must be given once, got it again."],
    [
      "sql",
      ["--engine", "duckdb", "--engine", "postgres", "--table", "t", ...names],
      '--engine must be given once, got "duckdb" and "postgres".',
    ],
  ])("bce %s %j", (command, args, message) => {
    expect(bce([command, ...args], { input: "" })).toEqual({
      status: 2,
      stdout: "",
      stderr: `bce ${command}: ${message}\n`,
    });
  });

  test("a flag says the same however often it is there, and --by takes several columns", () => {
    expect(
      bce(["score", ...one, "--from-logits", "--from-logits", "--by", "y", "--by", "p"]).status,
    ).toBe(0);
  });

  test("numbers of options are decimal, as those of data are", () => {
    for (const value of ["0x1", "1_0", "0b1", "\u00a01", "1e999", "inf"]) {
      expect(bce(["score", ...one, "--fail-above", value]).stderr).toBe(
        `bce score: --fail-above must be a finite number, got ${JSON.stringify(value)}.\n`,
      );
    }
  });
});
