// ClickHouse's format TabSeparated: lines of columns, in which a backslash is before what is no plain
// letter, and \N is NULL.

import type { TextRow } from "./warehouse.js";

const escapes: Readonly<Record<string, string>> = {
  t: "\t",
  n: "\n",
  r: "\r",
  b: "\b",
  f: "\f",
  "0": "\0",
};

/** The rows of a result. */
export function readTabSeparated(text: string): TextRow[] {
  const lines = text.split("\n");
  lines.pop();
  const bare = (field: string) =>
    field.includes("\\")
      ? field.replace(/\\(.)/gs, (_, letter: string) => escapes[letter] ?? letter)
      : field;
  return lines.map((line) =>
    line.split("\t").map((field) => (field === "\\N" ? null : bare(field))),
  );
}
