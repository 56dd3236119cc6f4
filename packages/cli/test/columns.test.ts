// Names of columns: those that only folders say, and those that differ only by case. Each can be
// named, and means one thing.

import { mkdirSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { DuckDBInstance } from "@duckdb/node-api";
import { describe, expect, test } from "vitest";
import { partitionsOf } from "../src/input/partitions.js";
import { refusal, score, scratch } from "./run.js";

const { folder, write } = scratch();
const names = ["--label", "y", "--prediction", "p"];
const exact = ["--dialect", "exact"];
/** A line of NDJSON that is one. */
const good = '{"y":1,"p":0.5}\n';

async function connect() {
  return (await DuckDBInstance.create(":memory:")).connect();
}

describe("folders called column=value", () => {
  const partition = (name: string) => mkdirSync(`${folder}/${name}`, { recursive: true });
  const groupsOf = async (path: string, ...by: string[]) => {
    const { groups } = await score(
      `${folder}/${path}`,
      ...names,
      ...by.flatMap((name) => ["--by", name]),
    );
    return groups.map(({ values, measures }) => [...values, measures.count]);
  };

  test("in CSV, NDJSON, gzip and Parquet alike, as the text that the folder has", async () => {
    for (const country of ["de", "us"]) partition(`csv/day=01/country=${country}`);
    write("csv/day=01/country=de/a.csv", "y,p\n1,0.5\n0,0.5\n");
    write("csv/day=01/country=us/a.csv.gz", gzipSync("y,p\r\n1,0.5\r\n"));
    partition("json/day=01/country=de");
    write("json/day=01/country=de/a.ndjson", '{"y":1,"p":0.5}\n');
    partition("parquet/day=01/country=de");
    const sql = "COPY (SELECT 1 AS y, 0.5 AS p)";
    await (await connect()).run(
      `${sql} TO '${folder}/parquet/day=01/country=de/a.parquet' (FORMAT parquet)`,
    );
    expect(await groupsOf("csv", "country", "day")).toEqual([
      ["de", "01", 2],
      ["us", "01", 1],
    ]);
    for (const kind of ["json", "parquet"])
      expect(await groupsOf(kind, "day", "country")).toEqual([["01", "de", 1]]);
  });

  test("values that are escaped or missing, and a label", async () => {
    partition("odd/where=a%2Fb%20c");
    partition("odd/where=__HIVE_DEFAULT_PARTITION__");
    write("odd/where=a%2Fb%20c/a.csv", "y,p\n1,0.5\n");
    write("odd/where=__HIVE_DEFAULT_PARTITION__/a.csv", "y,p\n1,0.5\n");
    expect(await groupsOf("odd", "where")).toEqual([
      ["a/b c", 1],
      [null, 1],
    ]);
    for (const label of [0, 1]) {
      partition(`label/y=${label}`);
      write(`label/y=${label}/a.csv`, "p\n0.5\n");
    }
    expect((await score(`${folder}/label`, ...names)).total).toMatchObject({
      count: 2,
      baseRate: 0.5,
    });
  });

  test("a column of the file's own counts, and one that other files lack is missed", async () => {
    partition("own/g=folder");
    write("own/g=folder/a.csv", "y,p,g\n1,0.5,file\n");
    expect(await groupsOf("own", "g")).toEqual([["file", 1]]);
    partition("some/g=a");
    write("some/g=a/a.csv", "y,p\n1,0.5\n");
    write("some/b.csv", "y,p\n1,0.5\n");
    expect(await refusal(`${folder}/some`, ...names, "--by", "g")).toContain(
      'b.csv", got "g". There are "y", "p".',
    );
  });

  test("files are no folders, and = may be in a value", () => {
    expect([...partitionsOf("a/k=v=w/=x/b=1.csv")]).toEqual([["k", "v=w"]]);
  });
});

describe("names that differ only by case", () => {
  // exact: −ln p for the label 1.
  const lossOf = async (file: string, prediction: string, ...args: string[]) =>
    (await score(file, "--label", "y", "--prediction", prediction, ...exact, ...args)).total.loss;

  test("keys of NDJSON go by their exact names, whatever comes first", async () => {
    for (const rows of [
      '{"y":1,"P":0.5,"p":0.25,"p_1":0.125}',
      '{"p":0.25,"p_1":0.125,"P":0.5,"y":1}',
    ]) {
      const file = write("case.ndjson", `${rows}\n`);
      expect(await lossOf(file, "p")).toBeCloseTo(Math.log(4), 14);
      expect(await lossOf(file, "P")).toBeCloseTo(Math.log(2), 14);
      expect(await lossOf(file, "p_1")).toBeCloseTo(Math.log(8), 14);
      const { groups } = await score(
        file,
        "--label",
        "y",
        "--prediction",
        "p",
        "--by",
        "P",
        "--by",
        "p_1",
      );
      expect(groups.map(({ values }) => values)).toEqual([["0.5", "0.125"]]);
      expect(await refusal(file, "--label", "Y", "--prediction", "p")).toContain(
        'got "Y". Did you mean "y"',
      );
    }
    expect(
      await lossOf(write("odd.ndjson", '{"y":1,"a/b~c":0.5,"A/B~c":0.25}\n'), "A/B~c"),
    ).toBeCloseTo(Math.log(4), 14);
  });

  test("of one name in all, the message says what tells columns apart", async () => {
    expect(await refusal(write("caret.csv", "y^p\n1^0.5\n"), ...names)).toMatch(
      /got "y"\. Its first line is one name, "y\^p": columns are told apart by commas, /,
    );
    expect(await refusal(write("one.csv", "pred\n0.5\n"), ...names)).toMatch(/There are "pred"\.$/);
    expect(await refusal(write("row.csv", "0.5\n0.25\n"), ...names)).toContain("pass --no-header");
  });

  test("of a name that CSV has twice, the message says what they are called", async () => {
    for (const text of ["y,p,P\n1,0.5,0.25\n", "y,p,p\n1,0.5,0.25\n"])
      expect(await refusal(write("twice.csv", text), ...names)).toMatch(
        /got "p"\. Did you mean "p_1" or "[pP]_2"\? Columns of one name get numbers\.$/,
      );
  });

  test("a key that one object has twice is refused", async () => {
    const file = write("twice.ndjson", '{"y":1,"p":0.5}\n{"y":1,"p":0.5,"p":0.25}\n');
    expect(await refusal(file, ...names)).toContain(
      'twice.ndjson", row 2, must have each key once, got "p" twice.',
    );
  });

  test("columns of Parquet too", async () => {
    // DuckDB writes no two such names: the letter is changed in the file.
    const connection = await connect();
    await connection.run(
      `COPY (SELECT 1 AS y, 0.25::DOUBLE AS pp, 0.5::DOUBLE AS qP, {'pp': 1} AS s) TO '${folder}/a.parquet' (FORMAT parquet)`,
    );
    const { readFileSync } = await import("node:fs");
    const bytes = readFileSync(`${folder}/a.parquet`).toString("latin1").replaceAll("qP", "pP");
    const file = write("case.parquet", Buffer.from(bytes, "latin1"));
    expect(await lossOf(file, "pp")).toBeCloseTo(Math.log(4), 14);
    expect(await lossOf(file, "pP")).toBeCloseTo(Math.log(2), 14);
  });

  test.each([
    ["1\n2\n", "Its lines are no JSON objects."],
    [`${good}[1,2]\n`, 'line 2, row 2, must be a JSON object, got "[1,2]".'],
    [`${good}"x"\n`, 'line 2, row 2, must be a JSON object, got "\\"x\\"".'],
    [`${good}\n\nx\n`, 'line 4, row 2, must be a JSON object, got "x".'],
    [
      '{\n  "y": 1,\n  "p": 0.5\n}\n',
      'line 1, row 1, must be a JSON object, got "{". jq -c . writes each object on one line.',
    ],
    [
      `${good}{"y": 1,\n  "p": 0.5}\n`,
      'got "{\\"y\\": 1,". jq -c . writes each object on one line.',
    ],
    [
      `${good.trim()},\n${good}`,
      "Lines have no commas between them: remove them with sed 's/,$//'.",
    ],
    [good.trim() + good, "jq -c . writes each object on a line of its own."],
    [`${good}{"y":1,"p":0.`, "Was the file copied to its end?"],
    ["{'y': 1, 'p': 0.5}\n", "JSON has double quotes: write it with json.dumps."],
  ])("lines of NDJSON that are no objects: %j", async (text, message) => {
    for (const file of [write("none.ndjson", text), write("none.ndjson.gz", gzipSync(text))])
      expect(await refusal(file, ...names)).toContain(message);
  });
});
