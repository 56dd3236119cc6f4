// On which line a row begins, in files of several blocks: most blocks are only counted, and those
// with something special in them are looked at byte by byte.
//
// @module-tag thorough

import { gzipSync } from "node:zlib";
import { describeInTiers, testInTiers } from "@binary-crossentropy/test/tiers";
import { expect, test } from "vitest";
import { openSession } from "../src/duckdb/session.js";
import { findFiles } from "../src/input/files.js";
import { findLines } from "../src/input/line-finder.js";
import { scratch } from "./run.js";

const { write } = scratch();

/** The same in every run. */
let state = 9;
function next(below: number): number {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * below);
}

/**
 * Rows with the line that each begins on: now and then empty lines, or texts in quotes that hold
 * line ends.
 */
function file(rows: number, end: string, special: number): { text: string; lines: number[] } {
  const parts = [`y,p${end}`];
  const lines: number[] = [];
  let line = 2;
  for (let row = 0; row < rows; row++) {
    if (next(special) === 0) {
      const empty = 1 + next(3);
      parts.push(end.repeat(empty));
      line += empty;
    }
    lines.push(line);
    const isQuoted = next(special) === 0;
    parts.push(isQuoted ? `"1 ""x""${end}${end}",0.5${end}` : `1,${next(1000) / 1000}${end}`);
    line += isQuoted ? 3 : 1;
  }
  return { text: parts.join(""), lines };
}

async function linesIn(path: string, rows: readonly number[]): Promise<(number | null)[] | null> {
  const session = openSession();
  try {
    const [found] = await findFiles([path], session);
    return await findLines(found!, rows);
  } finally {
    session.close();
  }
}

const ends: [title: string, end: string][] = [
  ["line feeds", "\n"],
  ["carriage returns too", "\r\n"],
];
const contents: [title: string, special: number][] = [
  ["nothing special", Infinity],
  ["something special now and then", 150_000],
  ["everywhere", 5],
];

describeInTiers(ends, ["carriage returns too"], (name, end) => {
  testInTiers(contents, ["everywhere"], async (kind, special) => {
    const { text, lines } = file(400_000, end, special);
    const rows = [
      1,
      2,
      3,
      ...Array.from({ length: 40 }, () => 1 + next(lines.length)),
      lines.length - 1,
      lines.length,
    ];
    const wanted = [...new Set(rows)].sort((a, b) => a - b);
    const path = `${name} ${kind}.csv`.replaceAll(" ", "-");
    for (const written of [write(path, text), write(`${path}.gz`, gzipSync(text))]) {
      expect(await linesIn(written, wanted)).toEqual(wanted.map((row) => lines[row - 1]));
    }
  });
});

test("the last line need not end, and a file may begin with empty lines", async () => {
  const long = "1,0.5\n".repeat(300_000);
  expect(await linesIn(write("open.csv", `\n\ny,p\n${long}0,0.25`), [1, 300_000, 300_001])).toEqual(
    [4, 300_003, 300_004],
  );
});
