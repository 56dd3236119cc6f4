// Where records of CSV end: by line feeds, carriage returns, both, or a mixture, and not where a
// line end is in quotes. Whatever the file has, the rows are those that pandas reads, and lines are
// counted as editors count them.
//
// @module-tag thorough

import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { runCompare } from "../src/compare/run-compare.js";
import { openSession } from "../src/duckdb/session.js";
import { readCompareOptions } from "../src/options/compare-options.js";
import { silent } from "../src/progress.js";
import { refusal, score, scratch } from "./run.js";

const { folder, write } = scratch();
const names = ["--label", "y", "--prediction", "p"];
const ends = { "\\n": "\n", "\\r\\n": "\r\n", "\\r": "\r" };
const p = [0.75, 0.25, 0.5, 0.875];

/** Of rows with labels 1, 0, 1, 0: from the definition. */
const expected = -[0.75, 0.75, 0.5, 0.125].reduce((sum, q) => sum + Math.log(q + 1e-7), 0) / 4;

const kinds = Object.entries(ends);
const inside = [...kinds, ["none", ""] as [string, string]];
const inQuotes = kinds.flatMap(([a, end]) =>
  inside.flatMap(([b, inner]) => inside.map(([c, name]) => [a, b, c, end, inner, name] as const)),
);

describe.each(inQuotes)(
  "records end with %s, with %s in cells and %s in names",
  (_a, _b, _c, end, inner, name) => {
    const text = [
      `y,p,"model${name}score"`,
      ...p.map((q, i) => `${1 - (i % 2)},${q},"line ""one""${inner}two${i}"`),
      "",
    ].join(end);

    test.each([
      ["plain", text],
      ["with a mark and no last end", `\ufeff${text.slice(0, -end.length)}`],
      ["gzip", gzipSync(text)],
    ])("%s", async (kind, content) => {
      const file = write(kind === "gzip" ? "ends.csv.gz" : "ends.csv", content);
      const { total, groups } = await score(file, ...names, "--by", `model${name}score`);
      expect(total.count).toBe(4);
      expect(Math.abs(total.loss! / expected - 1)).toBeLessThan(1e-14);
      expect(groups.map(({ values }) => values[0])).toEqual(
        p.map((_, i) => `line "one"${inner}two${i}`),
      );
    });
  },
);

describe("ends that change", () => {
  const lines = (count: number, end: string) =>
    Array.from({ length: count }, (_, i) => `${i % 2},0.${100 + (i % 800)}${end}`).join("");
  const one = (count: number) => `y,p\n${lines(count, "\n")}${lines(count, "\n")}`;
  const pairs = kinds.flatMap(([a, end]) =>
    kinds.filter(([b]) => a !== b).map(([b, other]) => [a, b, end, other] as const),
  );

  test.each(pairs)("%s, then %s", async (_a, _b, end, other) => {
    for (const count of [1, 3000]) {
      const text = `y,p${end}${lines(count, end)}${lines(count, other)}`;
      const whole = await score(write("one.csv", one(count)), ...names);
      for (const file of [write("mixed.csv", text), write("mixed.csv.gz", gzipSync(text))]) {
        const { total, worst } = await score(file, ...names);
        expect(total).toEqual(whole.total);
        expect(worst.map(({ row, line }) => [row, line])).toEqual(
          whole.worst.map(({ row, line }) => [row, line]),
        );
      }
      const skipped = await score(write("mixed.csv", text), ...names, "--skip-bad-rows");
      expect(skipped.total).toEqual(whole.total);
      expect(skipped.bad.count).toBe(0);
    }
  });

  test("only behind the names, only behind the last row, and after hundreds of thousands", async () => {
    for (const text of [
      "y,p\n1,0.5\r\n0,0.25\r\n",
      "y,p\r\n1,0.5\r\n0,0.25\n",
      "y,p\n1,0.5\n0,0.25\r",
    ]) {
      expect((await score(write("mixed.csv", text), ...names)).total.count).toBe(2);
    }
    const rows = 300_000;
    const late = write("late.csv", `y,p\r\n${lines(rows, "\r\n")}${lines(2, "\n")}`);
    expect((await score(late, ...names)).total.count).toBe(rows + 2);
  });

  test("with words among the numbers, groups, and --positive", async () => {
    const text = "y,p,g\r\n1,0.5,a\r\nTrue,0.25,b\n0,0.75,a\r\nfalse,0.5,b\r";
    const { total, groups } = await score(write("words.csv", text), ...names, "--by", "g");
    expect([total.count, total.baseRate, groups.length]).toEqual([4, 0.5, 2]);
    const yes = write("yes.csv", "y,p\r\nyes,0.5\nno,0.25\r\n");
    expect((await score(yes, ...names, "--positive", "yes")).total).toMatchObject({
      count: 2,
      baseRate: 0.5,
    });
  });

  test("in bce compare, by order and by a key", async () => {
    const mixed = write("a.csv", "id,y,p\r\n1,1,0.5\n2,0,0.25\r\n");
    const plain = write("b.csv", "id,y,p\n1,1,0.25\n2,0,0.25\n");
    const session = openSession();
    try {
      for (const more of [[], ["--on", "id"], ["--on", "id", "--skip-bad-rows"]]) {
        for (const files of [
          [mixed, plain],
          [plain, mixed],
        ]) {
          const { rows, badRows } = await runCompare(
            session,
            readCompareOptions([...files, ...names, ...more]),
            silent,
          );
          expect({
            changed: rows!.better + rows!.worse,
            same: rows!.same,
            bad: badRows.count,
          }).toEqual({ changed: 1, same: 1, bad: 0 });
        }
      }
    } finally {
      session.close();
    }
  });
});

describe("lines in messages are those of an editor", () => {
  const named = async (text: string, ...args: string[]) =>
    (await refusal(write("lines.csv", text), ...names, ...args)).replace(`${folder}/`, "");

  test.each([
    [
      "a bad value behind cells of several lines",
      'y,p,t\n1,0.5,"a\nb\r\nc"\n2,0.5,x\n0,0.5,x\n',
      'line 5, row 2, column "y": label',
    ],
    [
      "a bad value in lines of carriage returns",
      "y,p,t\r1,0.5,a\r\r2,0.5,x\r0,0.5,x\r",
      'line 4, row 2, column "y": label',
    ],
    [
      "a quote inside of a word",
      'y,p,t\n1,0.5,5" disk\n2,0.5,3" disk\n0,0.5,x\n',
      'line 3, row 2, column "y": label',
    ],
    ["a field too few", 'y,p,t\n1,0.5,"a\nb"\n0,0.5\n', "line 4, must have 3 columns, got 2."],
    [
      "a field too many, behind empty lines",
      'y,p,t\r\n1,0.5,"a\r\nb"\r\n\r\n\r\n0,0.5,x,x\r\n',
      "line 6, must have 3 columns, got 4.",
    ],
    ["an open quote", 'y,p,t\n\n\n1,0.5,"a\nb\nc"\n0,0.5,"x\n', "line 7, must close every quote"],
    ["an open quote in the names", '\ny,p,"t\n1,0.5,x\n', "line 2, must close every quote"],
    [
      "text behind a quote",
      'y,p,t\n1,0.5,"a\nb"\n0,0.5,"5" disk"\n',
      "line 4, must have quotes around whole values",
    ],
  ])("%s", async (_, text, message) => {
    expect(await named(text)).toContain(`"lines.csv", ${message}`);
  });

  test("bytes that are no text, early and late", async () => {
    for (const rows of [1, 30_000]) {
      const text = `y,p,t\n\n${'1,0.5,"a\nb"\n'.repeat(rows)}0,0.5,\xe9\n`;
      const file = write("latin.csv", Buffer.from(text, "latin1"));
      expect(await refusal(file, ...names, "--by", "t")).toContain(
        `latin.csv", line ${2 * rows + 3}, must be text in UTF-8`,
      );
    }
  });

  test("lines that are left out", async () => {
    const file = write("left.csv", 'y,p,t\n1,0.5,"a\nb"\n0\n\n0,0.5,"c\nd"\n1,2,3,4\n');
    const { total, bad } = await score(file, ...names, "--skip-bad-rows");
    expect([total.count, bad.listed.map(({ line }) => line)]).toEqual([2, [4, 8]]);
  });
});
