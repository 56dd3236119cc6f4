// Shards: a run in several processes that need not run at the same time. No bit of the result, no row
// and no line depends on how many there are, and only the parts of one run make a result.

import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { testInTiers, thorough } from "@binary-crossentropy/test/tiers";
import { DuckDBInstance } from "@duckdb/node-api";
import { beforeAll, describe, expect, test } from "vitest";
import { openSession } from "../src/duckdb/session.js";
import { readMergeOptions } from "../src/options/merge-options.js";
import { readScoreOptions } from "../src/options/score-options.js";
import { toJson } from "../src/output/json.js";
import { silent } from "../src/progress.js";
import { mergeParts } from "../src/score/merge-parts.js";
import type { Part } from "../src/score/part.js";
import { readPart, writePart } from "../src/score/part-file.js";
import { runShard } from "../src/score/run-shard.js";
import { start, untilOpen } from "./child.js";
import { bce, score, scratch } from "./run.js";

const { folder, write } = scratch();
const path = (name: string) => `${folder}/${name}`;
const rows = 120_000;
const columns = ["--label", "y", "--prediction", "p"];
const all = [...columns, "--weight", "w", "--by", "g", "--worst", "20"];

beforeAll(async () => {
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  // Terms of many sizes, of which every order of adding gives other last digits.
  const of = (count: number, seed: number) => `SELECT
    CAST(hash(i + ${seed}) % 3 = 0 AS INTEGER) AS y, (hash(i * 7 + ${seed}) % 999983 + 0.5) / 999983 AS p,
    (hash(i * 11 + ${seed}) % 1000 + 1) / 7 AS w, chr(97 + CAST(hash(i + 3 * ${seed}) % 5 AS INTEGER)) AS g FROM range(${count}) r(i)`;
  for (const name of ["csv", "parquet", "ndjson", "joined"]) mkdirSync(path(name));
  for (const [index, count] of [rows, 3000, 100].entries()) {
    const to = (name: string, options: string) =>
      connection.run(
        `COPY (${of(count, index)}) TO '${path(`${name}/${index}.${name}`)}' (${options})`,
      );
    await to("csv", "FORMAT csv, HEADER");
    await to("parquet", "FORMAT parquet, ROW_GROUP_SIZE 10000");
    await to("ndjson", "FORMAT json");
  }
  for (const [name, from] of [
    ["a.parquet", "SELECT i AS id, (i % 99 + 0.5) / 100 AS p FROM range(1000) r(i)"],
    ["b.csv", "SELECT 1050 - i AS id, i % 2 AS y FROM range(1000) r(i)"],
  ] as const)
    await connection.run(`COPY (${from}) TO '${path(`joined/${name}`)}'`);
  const timed = `SELECT *, i // 40 AS c, DATE '2026-01-01' + CAST(i % 90 AS INTEGER) AS t
    FROM (SELECT *, row_number() OVER () AS i FROM (${of(9000, 5)}))`;
  for (const name of ["timed.csv", "timed.parquet"])
    await connection.run(
      `COPY (${timed}) TO '${path(name)}' ${name.endsWith("csv") ? "" : "(ROW_GROUP_SIZE 1000)"}`,
    );
  connection.closeSync();
  writeFileSync(
    path("quoted.csv"),
    readFileSync(path("csv/0.csv"), "utf8").replace(/,a\n/, ',"a"\n'),
  );
});

/** Runs a shard and returns the file of its part. */
async function shard(index: number, count: number, ...args: string[]): Promise<string> {
  const file = path(`part-${index}.json`);
  const session = openSession(1);
  try {
    const options = readScoreOptions([...args, "--shard", `${index}/${count}`, "--partial", file]);
    writeFileSync(file, writePart(await runShard(session, options, silent, () => undefined)));
    return file;
  } finally {
    session.close();
  }
}

async function shards(count: number, ...args: string[]): Promise<string[]> {
  const files: string[] = [];
  for (let index = 1; index <= count; index++) files.push(await shard(index, count, ...args));
  return files;
}

const merged = (...files: string[]) => toJson(mergeParts(readMergeOptions(files)).result);

function refused(...files: string[]): string {
  try {
    return merged(...files);
  } catch (error) {
    return (error as Error).message;
  }
}

describe("the same bits", () => {
  const cases: [title: string, args: string[]][] = [
    ["CSV", ["csv", ...all]],
    ["Parquet", ["parquet", ...all]],
    ["NDJSON", ["ndjson", ...all]],
    ["CSV with a quote, which is not cut", ["quoted.csv", ...all]],
    ["several pairs", ["csv", ...columns, "--label", "y", "--prediction", "w", "--skip-bad-rows"]],
    ["clusters and files", ["timed.csv", ...all, "--by-file", "--cluster", "c"]],
    [
      "periods of time",
      ["timed.parquet", ...columns, "--by-time", "t", "--every", "week", "--max-bad", "1%"],
    ],
    ["labels of two classes", ["parquet", "--label", "y", "--prediction", "p", "--positive", "1"]],
    [
      "a join",
      [
        "joined/a.parquet",
        "--labels",
        "joined/b.csv",
        "--on",
        "id",
        ...columns,
        "--allow-unmatched",
      ],
    ],
  ];
  const ofCounts = cases.flatMap(([title, args]) =>
    [1, 2, 3, 7].map((count): [string, number, string[]] => [`${title}, ${count}`, count, args]),
  );
  testInTiers(ofCounts, ["CSV, 3"], async (_, count, args) => {
    const inFolder = args.map((arg) =>
      /^(csv|parquet|ndjson|joined|quoted|timed)/.test(arg) ? path(arg) : arg,
    );
    const alone = toJson(await score(...inFolder));
    const files = await shards(count, ...inFolder);
    expect(merged(...files)).toBe(alone);
    expect(merged(...files.reverse())).toBe(alone);
  });
});

describe("what is refused", () => {
  const args = () => [path("csv/1.csv"), ...columns];

  test("missing, doubled and foreign parts, by name", async () => {
    const [first, second, third] = (await shards(3, ...args())) as [string, string, string];
    expect(refused(first)).toBe(
      "the parts must be of all 3 shards, got none of 2/3, 3/3. Run what is missing again.",
    );
    const copy = write("copy.json", readFileSync(second));
    expect(refused(first, second, copy, third)).toBe(
      `"${copy}" must be of a shard that no other part is of, got shard 2/3, as "${second}" is.`,
    );
    const kept = write("kept.json", readFileSync(third));
    await shard(3, 3, ...args(), "--from-logits");
    expect(refused(first, second, third)).toContain(
      `"${third}" must be of the same run as "${first}", got other options, loss {"fromLogits":true,`,
    );
    await shard(3, 4, ...args());
    expect(refused(first, second, third)).toContain("got one of 4 shards, not of 3.");
    await shard(3, 3, path("csv/2.csv"), ...columns);
    expect(refused(first, second, third)).toContain("got other options, files ");
    expect(refused(first, second, kept)).toMatch(/^\{/);
  });

  test("parts of files that changed in between", async () => {
    const file = write("grows.csv", "y,p\n1,0.5\n0,0.5\n");
    const first = await shard(1, 2, file, ...columns);
    write("grows.csv", "y,p\n1,0.5\n0,0.5\n1,0.75\n");
    const second = await shard(2, 2, file, ...columns);
    expect(refused(first, second)).toContain(`got one of "${file}" with 23 bytes, not 16.`);
    write("grows.csv", "y,p\n1,0.5\n0,0.7\n");
    await shard(2, 2, file, ...columns);
    expect(refused(first, second)).toContain(`got one of "${file}" with other contents.`);
  });

  test("what is no part, or no longer whole", async () => {
    const [first, second] = (await shards(2, ...args())) as [string, string];
    const text = readFileSync(second, "utf8");
    writeFileSync(second, text.replace('"shard": 2', '"shard": 1'));
    expect(refused(first, second)).toContain(
      `"${second}" must be a part that bce score --shard wrote, got one that was changed or damaged. Run its shard again.`,
    );
    writeFileSync(second, text);
    truncateSync(second, text.length - 100);
    expect(refused(first, second)).toContain("got no whole JSON.");
    expect(refused(first, write("other.json", "{}"))).toContain("got other JSON.");
    expect(refused(first, path("absent.json"))).toContain("PART must be a file that can be read");
    expect(refused(first, path("nope-*.json"))).toContain(
      `PART must exist, got a pattern that no file matches, ${JSON.stringify(path("nope-*.json"))}. If some do, leave out the quotes around it.`,
    );
    expect(refused(first, path("ohter.json"))).toContain(
      `Did you mean ${JSON.stringify(path("other.json"))}?`,
    );
    // A shard that is run again takes the place of what was killed.
    await shard(2, 2, ...args());
    expect(refused(first, second)).toMatch(/^\{/);
  });

  test("a part of another build, though it has the number of this version", async () => {
    const file = await shard(1, 1, ...args());
    const part = readPart(file);
    const written = (change: (own: Part) => object) => {
      const own = change(part.found.part) as Part;
      return write("build.json", writePart({ ...part, found: { ...part.found, part: own } }));
    };
    const message = (received: string) =>
      `"${path("build.json")}" must be of this build of bce, got ${received}. Run its shard again.`;
    const older = written(({ likely: _, look: __, ...own }) => own);
    expect(refused(older)).toBe(message("one without likely, look"));
    expect(refused(written((own) => ({ ...own, shapes: [] })))).toBe(
      message("one with shapes as well"),
    );
    expect(refused(written((own) => own))).toMatch(/^\{/);
    const other = write("build.json", writePart({ ...part, found: {} as typeof part.found }));
    expect(refused(other)).toContain(
      "must be of this build of bce, got one without tallies, groups",
    );
  });

  test("a bad row, with the message of a single process", thorough, async () => {
    const lines = readFileSync(path("csv/0.csv"), "utf8").split("\n");
    lines[100_000] = "7,0.5,1,a";
    const file = write("bad.csv", lines.join("\n"));
    const message = await score(file, ...columns).catch((error: Error) => error.message);
    expect(message).toContain('line 100001, row 100000, column "y": label');
    await expect(shards(3, file, ...columns)).rejects.toThrow(message as string);
  });

  test("files that are read are not written to", async () => {
    const file = write("own.csv", "y,p\n1,0.5\n0,0.5\n");
    const message = "must be another file than those that are read";
    const named = [file, "--label", "y", "--prediction", "p"];
    expect(bce(["score", ...named, "--shard", "1/1", "--partial", file]).stderr).toContain(
      `--partial ${message}`,
    );
    expect(readFileSync(file, "utf8")).toMatch(/^y,p/);
    const part = await shard(1, 1, ...named);
    const before = readFileSync(part, "utf8");
    expect(bce(["merge", part, "--report", part]).stderr).toContain(`--report ${message}`);
    expect(readFileSync(part, "utf8")).toBe(before);
  });

  test("options that do not go together", () => {
    for (const [more, message] of [
      [["--shard", "1/2"], "--shard must come with --partial"],
      [["--partial", "p.json"], "--partial must come with --shard"],
      [["--shard", "0/2", "--partial", "p.json"], "--shard must be I/N, with I from 1 to N"],
      [["--shard", "3/2", "--partial", "p.json"], "--shard must be I/N"],
      [["--shard", "1/2", "--partial", "p.json", "--format", "json"], "Give it to bce merge."],
    ] as const)
      expect(bce(["score", "a.csv", ...columns, ...more]).stderr, more.join(" ")).toContain(
        message,
      );
  });
});

test(
  "a shard that is killed in the middle leaves no part, and is run again",
  thorough,
  async () => {
    const temporary = path("temporary");
    mkdirSync(temporary);
    const lines = readFileSync(path("csv/0.csv"), "utf8").split("\n");
    const [head, ...body] = lines.slice(0, -1);
    // 1.4 million rows: seconds of work.
    const text = `${body.join("\n")}\n`;
    const file = write("long.csv", `${head}\n${text.repeat(12)}`);
    const parts = [1, 2, 3].map((index) => path(`long-${index}.json`));
    const argsOf = (index: number) => [
      ...["score", file, ...all, "--shard", `${index}/3`],
      ...["--partial", parts[index - 1]!],
    ];
    const run = (index: number) =>
      expect(bce(argsOf(index), { env: { TMPDIR: temporary } }).status).toBe(0);
    run(1);
    run(3);
    // While it counts lines, and while it reads its share of them.
    for (const open of [file, `${temporary}/`]) {
      const child = start(temporary, ...argsOf(2));
      await untilOpen(child, open);
      child.kill("SIGKILL");
      expect(await once(child, "exit")).toEqual([null, "SIGKILL"]);
      expect(existsSync(parts[1]!)).toBe(false);
      expect(readdirSync(folder).filter((name) => name.startsWith("long-2"))).toEqual([]);
      expect(refused(...parts.filter(existsSync))).toContain(
        "the parts must be of all 3 shards, got none of 2/3.",
      );
    }
    expect(readdirSync(temporary)).not.toEqual([]);
    run(2);
    expect(readdirSync(temporary)).toEqual([]);
    expect(merged(...parts)).toBe(toJson(await score(file, ...all)));
  },
);

test("the program, as a job array runs it", { ...thorough, timeout: 60_000 }, () => {
  const parts = [1, 2].map((index) => path(`run-${index}.json`));
  for (const [i, part] of parts.entries()) {
    const args = ["score", path("csv"), ...all, "--shard", `${i + 1}/2`, "--partial", part];
    expect(bce(args)).toEqual({ status: 0, stdout: "", stderr: "" });
  }
  const alone = bce(["score", path("csv"), ...all]);
  const merge = bce(["merge", ...parts, "--fail-above", "0.1", "--report", path("report.html")]);
  expect(merge.stdout).toBe(alone.stdout);
  expect(merge.status).toBe(3);
  expect(merge.stderr).toMatch(/^bce merge: the loss must be at most 0\.1/);
  expect(readFileSync(path("report.html"), "utf8")).toContain("<span>merge</span>");
});
