// Labels that are not 0 and 1, and predictions that are no probabilities: what the message advises
// is what brings the right number, and never what drops a class or a range of predictions.

import { DuckDBInstance } from "@duckdb/node-api";
import { describe, expect, test } from "vitest";
import { bce, refusal, score, scratch } from "./run.js";

const { folder, write } = scratch();
const names = ["--label", "y", "--prediction", "p"];
const p = [0.75, 0.25, 0.5, 0.875];
/** Of the rows 1, 0, 1, 0: from the definition, keras2 in float64. */
const expected = -[0.75, 0.75, 0.5, 0.125].reduce((sum, q) => sum + Math.log(q + 1e-7), 0) / 4;

const csvOf = (labels: readonly string[]) =>
  `y,p\n${labels.map((label, i) => `${label},${p[i % 4]}`).join("\n")}\n`;

describe("--positive names one of two values", () => {
  test.each([
    ["−1 and 1", ["1", "-1", "1", "-1"], "1"],
    ["1 and 2", ["2", "1", "2", "1"], "2"],
    ["words", ["yes", "no", "yes", "no"], "yes"],
    ["letters", ["M", "B", "M", "B"], "M"],
    ["the other way round", ["0", "1", "0", "1"], "0"],
    ["numbers that are written in several ways", ["1.0", "-1", "01", "-1.00"], "1"],
    ["words between spaces", [" yes", "no", "yes ", " no "], "yes"],
    ["a boolean", ["False", "True", "False", "True"], "False"],
    ["a word that is quoted in SQL", ["it's", "no", "it's", "no"], "it's"],
    ["a number and a word", ["1", "none at all", "1", "none at all"], "1"],
  ])("%s", async (_, labels, positive) => {
    const { total } = await score(
      write("labels.csv", csvOf(labels)),
      ...names,
      "--positive",
      positive,
    );
    expect(total).toMatchObject({ count: 4, baseRate: 0.5 });
    expect(Math.abs(total.loss! / expected - 1)).toBeLessThan(1e-14);
  });

  test("in NDJSON, Parquet, .npy and .npz, and in bce compare", async () => {
    const json = write(
      "labels.ndjson",
      p.map((q, i) => `{"y":"${i % 2 === 0 ? "yes" : "no"}","p":${q}}\n`).join(""),
    );
    const connection = await (await DuckDBInstance.create(":memory:")).connect();
    const rows = p.map((q, i) => `(${i % 2 === 0}, ${q}::DOUBLE)`).join(", ");
    await connection.run(
      `COPY (SELECT * FROM (VALUES ${rows}) t(y, p)) TO '${folder}/labels.parquet' (FORMAT parquet)`,
    );
    const found = [
      await score(json, ...names, "--positive", "yes"),
      await score(`${folder}/labels.parquet`, ...names, "--positive", "true"),
    ];
    const header = (descr: string) =>
      `{'descr': '${descr}', 'fortran_order': False, 'shape': (4,), }`.padEnd(117);
    const npy = (descr: string, data: Uint8Array) =>
      Buffer.concat([
        Buffer.from("\x93NUMPY\x01\x00\x76\x00", "latin1"),
        Buffer.from(`${header(descr)}\n`),
        data,
      ]);
    const labels = write("y.npy", npy("|i1", Uint8Array.from([1, 255, 1, 255])));
    const predictions = write("p.npy", npy("<f8", Buffer.from(Float64Array.from(p).buffer)));
    found.push(await score(labels, predictions, "--positive", "1"));
    for (const { total } of found) expect(Math.abs(total.loss! / expected - 1)).toBeLessThan(1e-14);
    expect(await refusal(labels, predictions, "--positive", "2")).toContain(
      '--positive must be a value of the labels, got "2".',
    );
    const { stdout } = bce([
      "compare",
      json,
      `${folder}/labels.csv`,
      ...names,
      "--positive",
      "yes",
      "--format",
      "json",
    ]);
    expect(stdout).toBe("");
    write("labels.csv", csvOf(["yes", "no", "yes", "no"]));
    const compared = bce([
      "compare",
      json,
      `${folder}/labels.csv`,
      ...names,
      "--positive",
      "yes",
      "--format",
      "json",
    ]);
    expect(JSON.parse(compared.stdout)).toMatchObject({ a: { baseRate: 0.5 }, rows: { same: 4 } });
  });

  test("the other value is the same in all files", async () => {
    const first = write("first.csv", csvOf(["yes", "yes"]));
    const second = write("second.csv", csvOf(["no", "yes"]));
    const third = write("third.csv", csvOf(["never", "yes"]));
    expect((await score(first, second, ...names, "--positive", "yes")).total).toMatchObject({
      count: 4,
      baseRate: 0.75,
    });
    expect(await refusal(first, second, third, ...names, "--positive", "yes")).toContain(
      'third.csv", line 2, row 1, column "y": label must be "yes", which is positive, or "no", got "never". Column "y" holds "never" and "yes".',
    );
  });

  test("a value that no row has is refused: every row would be negative, in silence", async () => {
    const file = write("case.csv", csvOf(["yes", "no", "yes", "no"]));
    expect((await refusal(file, ...names, "--positive", "Yes")).replace(folder, "")).toBe(
      '--positive must name a value of "y", got "Yes". Did you mean "yes"?',
    );
    expect(await refusal(file, ...names, "--positive", "1")).toContain(
      'got "1". There are "no", "yes".',
    );
    expect(await refusal(file, ...names, "--positive", "")).toBe(
      '--positive must be a value of the labels, got "".',
    );
  });

  test.each(["", "NA", "nan", "null", "None", "N/A"])(
    "a label that is missing, as %j, is neither",
    async (missing) => {
      const file = write("missing.csv", csvOf(["yes", missing, "yes", "no"]));
      expect(await refusal(file, ...names, "--positive", "yes")).toMatch(
        /line 3, row 2, column "y": label must be "yes".*skip-bad-rows to leave/,
      );
      const { total, bad } = await score(file, ...names, "--positive", "yes", "--skip-bad-rows");
      expect([total.count, total.baseRate, bad.count]).toEqual([3, 2 / 3, 1]);
    },
  );

  test("a table of a database has none", () => {
    expect(
      bce(["score", "--url", "postgres://h/d", "--table", "t", ...names, "--positive", "yes"])
        .stderr,
    ).toBe(
      'bce score: --positive must come with files, got "yes". Give the table a view whose labels are 0 and 1.\n',
    );
  });
});

describe("what a message about a label advises", () => {
  test.each([
    [["1", "-1", "1"], 'Column "y" holds -1 and 1. Name the positive one, as in --positive 1.'],
    [
      ["no", "yes", "no"],
      'Column "y" holds "no" and "yes". Name the positive one, as in --positive yes.',
    ],
    [
      ["nein", "ja"],
      'Column "y" holds "ja" and "nein". Name the positive one, as in --positive ja.',
    ],
    [["off", "on"], 'Column "y" holds "off" and "on". Name the positive one, as in --positive on.'],
    [["B", "M", "B"], 'Column "y" holds "B" and "M". Name the positive one, as in --positive M.'],
    [
      ["not spam", "spam"],
      'Column "y" holds "not spam" and "spam". Name the positive one, as in --positive spam.',
    ],
    [
      ["a b", "c d"],
      'Column "y" holds "a b" and "c d". Name the positive one, as in --positive \'c d\'.',
    ],
    [
      ["1", "2", "3"],
      'Column "y" holds 1, 2 and 3. Labels are 0 and 1, or true and false, or two values of which --positive VALUE names one.',
    ],
    [
      ["7", "7"],
      'Column "y" holds 7. Labels are 0 and 1, or true and false, or two values of which --positive VALUE names one.',
    ],
    [["1", "", "0"], "Pass --skip-bad-rows to leave such rows out."],
    [["1", "nan", "0"], "Pass --skip-bad-rows to leave such rows out."],
  ])("%j", async (labels, remedy) => {
    const message = await refusal(write("advice.csv", csvOf(labels)), ...names);
    expect(message.slice(message.indexOf(". ") + 2)).toContain(remedy);
    if (!remedy.includes("skip")) expect(message).not.toContain("--skip-bad-rows");
  });

  test("a value beyond the rows that are looked at is among those that are named", async () => {
    const file = write("late.csv", `y,p\n${"1,0.5\n".repeat(150_000)}2,0.5\n`);
    expect(await refusal(file, ...names)).toContain(
      'got 2. Column "y" holds 1 and 2. Name the positive one, as in --positive 2.',
    );
  });
});

describe("what a message about a prediction advises", () => {
  const most = "Pass --skip-bad-rows to leave such rows out.";
  test.each([
    [
      "percentages",
      ["51.18", "95.05", "0.5", "14"],
      'Column "p" is from 0.5 to 95.05, as percentages are. Divide them by 100.',
    ],
    [
      "percent signs",
      ["51.18%", "0.95"],
      "Percentages become probabilities without the sign, divided by 100.",
    ],
    [
      "logits",
      ["2.5", "-3", "1", "-1"],
      'Column "p" is from -3 to 2.5. Pass --from-logits if these are logits.',
    ],
    [
      "some beyond both sides",
      ["0.5", "0.5", "2.5", "-3"],
      "Pass --from-logits if these are logits, or --skip-bad-rows to leave such rows out.",
    ],
    ["one above", ["0.5", "0.25", "1.5"], most],
    ["one below", ["0.5", "0.25", "-1.5"], most],
    ["all below 0", ["-1", "-2", "-3"], 'Column "p" is from -3 to -1: these are no probabilities.'],
    ["scores", ["720", "300", "0.5"], 'Column "p" is from 0.5 to 720: these are no probabilities.'],
    [
      "a sigmoid in float32, below 0",
      ["0.5", "-5.960464477539063e-8", "12"],
      "rounding, as of a sigmoid in float32: clip predictions to [0, 1]",
    ],
    [
      "a sigmoid in float32, above 1",
      ["0.5", "1.0000001"],
      "rounding, as of a sigmoid in float32: clip predictions to [0, 1]",
    ],
    ["a little outside on both sides", ["0.5", "0.4", "-0.01", "1.01"], most],
  ])("%s", async (_, predictions, remedy) => {
    const file = write("predictions.csv", `y,p\n${predictions.map((q) => `1,${q}\n`).join("")}`);
    const message = await refusal(file, ...names);
    expect(message).toContain(remedy);
    if (!remedy.includes("--from-logits")) expect(message).not.toContain("--from-logits");
    if (!remedy.includes("--skip-bad-rows")) expect(message).not.toContain("--skip-bad-rows");
  });
});
