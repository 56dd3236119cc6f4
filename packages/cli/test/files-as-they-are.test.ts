// Files as people have them: the same rows, written in many ways, give the same bits; and what was
// found of how they are written is said.

import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { DuckDBInstance } from "@duckdb/node-api";
import { beforeAll, describe, expect, test } from "vitest";
import { bce, refusal, score, scratch } from "./run.js";

const { folder, write } = scratch();
const names = ["--label", "y", "--prediction", "p"];
const rows = [
  [0, 0.5118],
  [1, 0.9505],
  [0, 0.1442],
  [1, 0.7],
  [1, 0.0276],
] as const;
const lines = (line: (y: number, p: number) => string) =>
  rows.map(([y, p]) => `${line(y, p)}\n`).join("");
const comma = (x: number) => String(x).replace(".", ",");
const percent = (p: number) => Number((100 * p).toFixed(2));
const usual = `y,p\n${lines((y, p) => `${y},${p}`)}`;

const found = async (...args: string[]) => {
  const { total, worst, notes } = await score(...args);
  return { total, worst: worst.map(({ row, line }) => ({ row, line })), notes };
};

describe("tables of text", () => {
  test.each([
    [
      "a semicolon and a decimal comma",
      `\ufeffy;p\n${lines((y, p) => `${y};${comma(p)}`)}`,
      0,
      [/^Numbers of "[^"]*" have a decimal comma\.$/],
    ],
    [
      "a decimal comma in quotes",
      `y,p\n${lines((y, p) => `${y},"${comma(p)}"`)}`,
      0,
      [/decimal comma/],
    ],
    [
      "percent signs",
      `y,p\n${lines((y, p) => `${y},${percent(p)}%`)}`,
      0,
      [/^"p" of "[^"]*" is in percent, as its signs say\.$/],
    ],
    [
      "percent signs, spaces and a decimal comma",
      `y;p\n${lines((y, p) => `${y};${comma(percent(p))} %`)}`,
      0,
      [/percent/, /decimal comma/],
    ],
    ["Excel's line sep=", `sep=;\ny;p\n${lines((y, p) => `${y};${p}`)}`, 1, [/has ";" between/]],
    [
      "the same with CRLF",
      `sep=;\r\ny;p\r\n${lines((y, p) => `${y};${p}`).replaceAll("\n", "\r\n")}`,
      1,
      [/has ";" between/],
    ],
    [
      "comments before the names",
      `# made by foo\n# v2\n${usual}`,
      2,
      [/comments in .* are left out/],
    ],
    ["comments between rows", `# it's "made" by foo\n${usual}# done\n`, 1, [/comments/]],
    ["comments of MATLAB", `% made by foo\n${usual}`, 1, [/comments/]],
    [
      "names in a comment, as of NumPy's savetxt",
      `# y p\n${lines((y, p) => `${y} ${p}`)}`,
      0,
      [/names of .* in its comment/, /comments/, /spaces between/],
    ],
    ["spaces around names in quotes", `"y" , "p" \n${lines((y, p) => `${y},${p}`)}`, 0, []],
    ["spaces after commas", `y, p\n${lines((y, p) => `${y}, ${p}`)}`, 0, []],
    [
      "columns aligned by spaces",
      ` y       p\n${lines((y, p) => `${y}  ${p} `)}`,
      0,
      [/spaces between/],
    ],
    ["tabs and spaces", `y\tp\n${lines((y, p) => ` ${y}\t${p}`)}`, 0, []],
  ] as const)("%s", async (_, text, before, notes) => {
    const plain = await found(write("usual.csv", usual), ...names);
    for (const [name, content] of [
      ["odd.csv", text],
      ["odd.csv.gz", gzipSync(text)],
    ] as const) {
      const odd = await found(write(name, content), ...names);
      expect(odd.total).toEqual(plain.total);
      expect(odd.notes).toHaveLength(notes.length);
      for (const [i, note] of notes.entries()) expect(odd.notes[i]).toMatch(note);
      expect(odd.worst).toEqual(
        plain.worst.map(({ row, line }) => ({ row, line: line! + before })),
      );
    }
  });

  test("a bad row keeps its line and its text", async () => {
    expect(await refusal(write("bad.csv", `# made\n${usual}1,x\n`), ...names)).toContain(
      'line 8, row 6, column "p": prediction must be a probability in [0, 1], got "x".',
    );
    expect(await refusal(write("bad.csv", "y;p\n0;0,25\n1;1.500,5\n"), ...names)).toContain(
      'row 2, column "p": prediction must be a probability in [0, 1], got "1.500,5, not written as the others".',
    );
    expect(await refusal(write("bad.csv", "y,p\n0,25%\n1,0.5\n"), ...names)).toContain(
      'row 1, column "p": prediction must be a probability in [0, 1], got "25%". Percentages become',
    );
    expect(await refusal(write("bad.csv", "y,p\n0,25%\n1,150%\n"), ...names)).toContain("got 1.5.");
  });

  test("what may be thousands is no decimal comma", async () => {
    expect(
      await refusal(
        write("w.csv", "y;p;w\n0;0.25;1,000\n1;0.5;2,000\n"),
        ...names,
        "--weight",
        "w",
      ),
    ).toContain(
      'weight must be a finite number from 0 on, got "1,000". Numbers have a decimal point.',
    );
    // Elsewhere in the file, a comma is a decimal one for certain.
    const { total } = await score(
      write("w.csv", "y;p;w\n0;0,25;1,000\n1;0,5;2,000\n"),
      ...names,
      ...["--weight", "w"],
    );
    expect(total.weight).toBe(3);
  });

  test("percentages without signs, by the option that the message names", async () => {
    const file = write("hundred.csv", `y,p\n${lines((y, p) => `${y},${percent(p)}`)}`);
    expect(await refusal(file, ...names)).toContain("as percentages are. Divide them by 100.");
    expect(await refusal(file, ...names)).toContain("--percent");
    const plain = await found(write("usual.csv", usual), ...names);
    expect((await found(file, ...names, "--percent")).total).toEqual(plain.total);
  });

  test("two classes by the one that is positive", async () => {
    const plain = await score(write("usual.csv", usual), ...names);
    for (const [positive, negative] of [
      ["yes", "no"],
      ["M", "B"],
      ["positive", "negative"],
      ["1", "-1"],
      ["2", "1"],
    ] as const) {
      const file = write("two.csv", `y,p\n${lines((y, p) => `${y ? positive : negative},${p}`)}`);
      expect(await refusal(file, ...names), positive).toContain("--positive ");
      expect((await score(file, ...names, "--positive", positive)).total).toEqual(plain.total);
    }
  });

  describe("no names", () => {
    const bare = lines((y, p) => `${y},${p}`);

    test("are found where the options name the numbers of columns", async () => {
      const plain = await found(write("usual.csv", usual), ...names);
      const args = ["--label", "0", "--prediction", "1"];
      const odd = await found(write("bare.csv", bare), ...args);
      expect(odd.total).toEqual(plain.total);
      expect(odd.notes).toEqual([expect.stringMatching(/has no names: its columns are 0 to 1\.$/)]);
      expect(odd.worst).toEqual(plain.worst.map(({ row, line }) => ({ row, line: line! - 1 })));
    });

    test("are asked about elsewhere", async () => {
      expect(await refusal(write("bare.csv", bare), ...names)).toContain(
        "If it is a row, pass --no-header and number the columns from 0.",
      );
      const words = write("words.csv", bare.replaceAll(/^0/gm, "no").replaceAll(/^1/gm, "yes"));
      const args = ["--label", "0", "--prediction", "1", "--positive", "yes"];
      expect(await refusal(words, ...args)).toContain("--label must name a column");
      expect((await score(words, ...args, "--no-header")).total.count).toBe(5);
      expect(await refusal(words, ...names, "--no-header")).toContain(
        "It has no names: columns are numbered from 0 to 1.",
      );
    });

    test("names that are numbers are names", async () => {
      const file = write("numbers.csv", `0,1\n${bare}`);
      expect((await score(file, "--label", "0", "--prediction", "1")).total.count).toBe(5);
    });
  });

  test("one number a line beside the labels", async () => {
    const plain = await score(write("usual.csv", usual), ...names);
    const numbers = write(
      "numbers.txt",
      lines((_, p) => String(p)),
    );
    const result = await score(
      numbers,
      ...["--labels", write("labels.csv", `id,y\n${lines((y) => `a,${y}`)}`)],
      ...["--label", "y", "--prediction", "0"],
    );
    expect(result.total).toEqual(plain.total);
    expect(result.notes).toEqual([expect.stringContaining("has no names: its columns are 0.")]);
  });
});

describe("fields and elements", () => {
  const nested = () =>
    lines((y, p) => JSON.stringify({ y, out: { score: p, of: [{ p }] }, p: [1 - p, p] }));

  beforeAll(async () => {
    const connection = await (await DuckDBInstance.create(":memory:")).connect();
    write("nested.jsonl", nested());
    await connection.run(
      `COPY (SELECT y::INTEGER AS y, out::STRUCT(score DOUBLE, "of" STRUCT(p DOUBLE)[]) AS out, p::DOUBLE[] AS p, out::VARCHAR AS text FROM '${folder}/nested.jsonl') TO '${folder}/nested.parquet' (FORMAT parquet)`,
    );
    const quoted = (value: unknown) => `"${JSON.stringify(value).replaceAll('"', '""')}"`;
    write(
      "nested.csv",
      `y,out,p\n${lines((y, p) => `${y},${quoted({ score: p, of: [{ p }] })},${quoted([1 - p, p])}`)}`,
    );
  });

  test.each(["nested.jsonl", "nested.parquet", "nested.csv"])("of %s", async (name) => {
    const plain = await score(write("usual.csv", usual), ...names);
    for (const p of ["out.score", "p[1]", "out.of[0].p"]) {
      const result = await score(`${folder}/${name}`, "--label", "y", "--prediction", p);
      expect(result.total, p).toEqual(plain.total);
      expect(result.notes.some((note) => note.includes("counted from 0"))).toBe(p.includes("["));
    }
    const args = ["--label", "y", "--prediction"];
    expect(await refusal(`${folder}/${name}`, ...args, "other.score")).toContain(
      "--prediction must name a column of ",
    );
    expect(await refusal(`${folder}/${name}`, ...args, "p[7]")).toContain(
      'row 1, column "p[7]": prediction must',
    );
  });

  test.each([
    ["list.jsonl", '{"y":1,"p":[0.25,0.75]}\n', "p", "'p[1]'"],
    ["three.jsonl", '{"y":1,"p":[0.25,0.5,0.25]}\n', "p", "'p[0]'"],
    ["object.jsonl", '{"y":1,"out":{"score":0.5}}\n', "out", "'out.score'"],
    ["list.csv", 'y,p\n1,"[0.25, 0.75]"\n', "p", "'p[1]'"],
    ["object.csv", 'y,out\n1,"{""score"": 0.5}"\n', "out", "'out.score'"],
    ["nested.parquet", null, "p", "'p[1]'"],
    ["nested.parquet", null, "out", "'out.score'"],
  ])("the message names one, of %s", async (name, text, column, part) => {
    const file = text === null ? `${folder}/${name}` : write(name, text);
    expect(await refusal(file, "--label", "y", "--prediction", column)).toMatch(
      / name (a field|an element, counted from 0), as in --prediction /,
    );
    expect(await refusal(file, "--label", "y", "--prediction", column)).toContain(`${part}.`);
    const { total } = await score(file, "--label", "y", "--prediction", part.slice(1, -1));
    expect(total.count).toBeGreaterThan(0);
  });

  test("lists of another writing, and columns in place of rows, are told", async () => {
    expect(await refusal(write("numpy.csv", "y,p\n1,[0.25 0.75]\n"), ...names)).toContain(
      "where they are JSON: [",
    );
    expect(
      await refusal(write("columns.jsonl", '{"y":{"0":1},"p":{"0":0.5}}\n'), ...names),
    ).toContain('to_json(orient="records", lines=True)');
  });

  test("a column of that name comes first", async () => {
    const file = write("dots.jsonl", '{"y":1,"out":{"p":0.5},"out.p":0.25}\n');
    const { total } = await score(file, "--label", "y", "--prediction", "out.p");
    expect(total.loss).toBeCloseTo(Math.log(4), 6);
  });

  test("of a key of a join", async () => {
    const result = await score(
      write("a.jsonl", '{"at":{"id":1},"p":0.5}\n{"at":{"id":2},"p":0.25}\n'),
      ...["--labels", write("b.csv", "id,y\n2,0\n1,1\n"), ...names, "--on", "at.id=id"],
    );
    expect(result.total.count).toBe(2);
  });
});

describe("several pairs of columns", () => {
  const text = `a,b,pa,pb,g\n${rows.map(([y, p], i) => `${y},${1 - y},${p},${1 - p},${i % 2}\n`).join("")}`;
  const pairs = ["--label", "a", "--prediction", "pa", "--label", "b", "--prediction", "pb"];

  test("are groups, of which each is as alone", async () => {
    const file = write("multi.csv", text);
    const { total, by, groups, worst } = await score(file, ...pairs);
    expect(by).toEqual(["label"]);
    expect(groups.map(({ values }) => values)).toEqual([["a"], ["b"]]);
    const alone = await score(file, "--label", "b", "--prediction", "pb");
    expect(groups[1]!.measures).toEqual(alone.total);
    expect(total.count).toBe(10);
    expect(worst.slice(0, 2)).toMatchObject([
      { row: 5, line: 6 },
      { row: 5, line: 6 },
    ]);
    expect(worst.map(({ pair }) => pair).sort()).toEqual([..."aaaaabbbbb"]);
    const both = await score(file, ...pairs, "--by", "g");
    expect(both.groups.map(({ values }) => values)).toEqual([
      ["a", "0"],
      ["a", "1"],
      ["b", "0"],
      ["b", "1"],
    ]);
  });

  test("two predictions of one label go by the predictions", async () => {
    const args = ["--label", "a", "--prediction", "pa", "--label", "a", "--prediction", "pb"];
    const { by, groups } = await score(write("multi.csv", text), ...args);
    expect(by).toEqual(["prediction"]);
    expect(groups.map(({ values }) => values)).toEqual([["pa"], ["pb"]]);
  });

  test("are told apart in the lists of rows", async () => {
    const report = `${folder}/pairs.html`;
    const { stdout } = bce(["score", write("multi.csv", text), ...pairs, "--report", report]);
    expect(stdout).toMatch(/\nfile +row +line +pair +label +prediction +loss\n.* 5 +6 +[ab] +/);
    expect(readFileSync(report, "utf8")).toMatch(/<th scope="col" class="text">pair<\/th>/);
    const file = write("bad.csv", "a,b,pa,pb\n1,0,0.5,2\n");
    expect(await refusal(file, ...pairs)).toContain(
      '", line 2, row 1, "b", column "pb": prediction must be',
    );
  });

  test("come with as many of each", () => {
    const file = write("multi.csv", text);
    expect(bce(["score", file, ...pairs, "--label", "a"]).stderr).toContain(
      '--label must be given 2 times, got "a" and "b" and "a". For several pairs, give --prediction as often, even with the same name.',
    );
    expect(bce(["score", file, ...pairs.slice(0, 4), ...pairs.slice(0, 4)]).stderr).toContain(
      '--label must name each pair once, got "a" with "pa" twice.',
    );
  });
});

describe("arrays", () => {
  const npy = (header: string, data: Buffer) => {
    const text = `${header.padEnd(117)}\n`;
    return Buffer.concat([
      Buffer.from("\x93NUMPY\x01\x00\x76\x00", "latin1"),
      Buffer.from(text),
      data,
    ]);
  };
  const header = (descr: string, shape: string, order = "False") =>
    `{'descr': ${descr}, 'fortran_order': ${order}, 'shape': (${shape}), }`;
  const doubles = (values: readonly number[]) => Buffer.from(Float64Array.from(values).buffer);
  const labels = () => write("y.npy", npy(header("'<f8'", "5,"), doubles(rows.map(([y]) => y))));
  const both = rows.flatMap(([, p]) => [1 - p, p]);

  test("of both classes: the second column", async () => {
    const plain = await score(write("usual.csv", usual), ...names);
    const file = write("proba.npy", npy(header("'<f8'", "5, 2"), doubles(both)));
    const result = await score(labels(), file);
    expect(result.total).toEqual(plain.total);
    expect(result.notes).toEqual([expect.stringContaining("two columns that add up to 1")]);
    const columns = [...rows.map(([, p]) => 1 - p), ...rows.map(([, p]) => p)];
    const fortran = npy(header("'<f8'", "5, 2", "True"), doubles(columns));
    expect((await score(labels(), write("fortran.npy", fortran))).total).toEqual(plain.total);
  });

  test("of percentages", async () => {
    const plain = await score(write("usual.csv", usual), ...names);
    const hundred = (values: readonly number[]) => doubles(values.map((p) => 100 * p));
    const one = hundred(rows.map(([, p]) => p));
    const table = doubles(rows.flatMap(([y, p]) => [y, 100 * p]));
    const ways = [
      [labels(), write("hundred.npy", npy(header("'<f8'", "5,"), one))],
      [labels(), write("hundreds.npy", npy(header("'<f8'", "5, 2"), hundred(both)))],
      [
        write("percents.npy", npy(header("'<f8'", "5, 2"), table)),
        ...["--label", "0", "--prediction", "1"],
      ],
    ];
    for (const args of ways) {
      const { total } = await score(...args, "--percent");
      expect(total.loss).toBeCloseTo(plain.total.loss!, 12);
    }
    expect(await refusal(...ways[2]!)).toContain("With --percent, this program does.");
  });

  test("two columns of something else are asked about", async () => {
    const file = write("two.npy", npy(header("'<f8'", "5, 2"), doubles(both.map((p) => p / 2))));
    expect(await refusal(labels(), file)).toContain(
      'must be of shape [N] or [N, 1], got [5, 2]. Name its columns with --label and --prediction. It has "0", "1".',
    );
  });

  test("with a column for each, and with fields", async () => {
    const plain = await score(write("usual.csv", usual), ...names);
    const table = npy(header("'<f8'", "5, 2"), doubles(rows.flat()));
    const numbered = ["--label", "0", "--prediction", "1"];
    expect((await score(write("table.npy", table), ...numbered)).total).toEqual(plain.total);
    const records = Buffer.alloc(5 * 29);
    for (const [i, [y, p]] of rows.entries()) {
      records.write("text", 29 * i, "latin1");
      records.writeInt8(y, 29 * i + 4);
      records.writeDoubleBE(1 - p, 29 * i + 5);
      records.writeDoubleBE(p, 29 * i + 13);
      records.writeDoubleLE(p, 29 * i + 21);
    }
    const descr = "[('id', '|S4'), ('y', '|i1'), ('p', '>f8', (2,)), ('q', '<f8')]";
    const file = write("records.npy", npy(header(descr, "5,"), records));
    for (const p of ["p[1]", "q"])
      expect((await score(file, "--label", "y", "--prediction", p)).total).toEqual(plain.total);
    expect(await refusal(file, "--label", "y", "--prediction", "r")).toContain(
      'There are "y", "p[0]", "p[1]", "q".',
    );
    expect(await refusal(labels(), file)).toContain("must hold numbers, ");
  });

  test("joined by a field", async () => {
    const records = Buffer.alloc(5 * 12);
    for (const [i, [, p]] of rows.entries()) {
      records.writeInt32LE(5 - i, 12 * i);
      records.writeDoubleLE(p, 12 * i + 4);
    }
    const file = write("keyed.npy", npy(header("[('id', '<i4'), ('p', '<f8')]", "5,"), records));
    const truth = write("truth.csv", `id,y\n${rows.map(([y], i) => `${5 - i},${y}`).join("\n")}\n`);
    const plain = await score(write("usual.csv", usual), ...names);
    const result = await score(file, "--labels", truth, ...names, "--on", "id");
    expect(result.total).toEqual(plain.total);
    expect(result.worst[0]).toMatchObject({ file, row: 5, line: null });
  });
});

test("what was found is said on standard error and in JSON", () => {
  const { stdout, stderr } = bce([
    "score",
    write("said.csv", "sep=;\ny;p\n0;0,25\n1;0,5\n"),
    ...names,
    ...["--format", "json"],
  ]);
  expect(stderr).toMatch(/^bce score: ".*" has ";" between its columns/);
  expect(stderr.trim().split("\n")).toHaveLength(2);
  expect(JSON.parse(stdout).notes).toHaveLength(2);
});
