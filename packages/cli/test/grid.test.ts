// Text in columns, of more rows than are laid out at once.

import { expect, test } from "vitest";
import { grid } from "../src/output/grid.js";

test("columns are as wide as the widest of all rows", () => {
  const rows = Array.from({ length: 250 }, (_, i) => [
    i === 240 ? "a name that is long" : `g${i}`,
    i === 3 ? "1,000,000" : `${i}`,
  ]);
  const lines = grid(["group", "rows"], rows).split("\n");
  expect(lines).toHaveLength(251);
  expect(new Set(lines.map((line) => line.length))).toEqual(new Set([19 + 2 + 9]));
  expect(lines[0]).toBe(`group${" ".repeat(21)}rows`);
  expect(lines[241]).toBe("a name that is long        240");
});

test("letters that take two columns of a terminal count for two", () => {
  expect(
    grid(
      ["", "n"],
      [
        ["日本", "1"],
        ["ab", "22"],
      ],
    ).split("\n"),
  ).toEqual(["       n", "日本   1", "ab    22"]);
});

test("a head alone, and lines inside a cell", () => {
  expect(grid(["a", "b"], [])).toBe("a  b");
  expect(grid(["a", "b"], [["x\ny", "1"]])).toBe("a  b\nx  1\ny");
});
