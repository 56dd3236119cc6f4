// Text in columns, without rules.

import Table from "cli-table3";
import stringWidth from "string-width";

/** Rows that are laid out at once: cli-table3 takes time by the square of them. */
const atOnce = 100;

/**
 * @param left How many of the first columns are flush left; the others, numbers, are flush right.
 */
export function grid(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  left = 1,
): string {
  const widths = head.map((name, i) =>
    rows.reduce((widest, row) => Math.max(widest, widthOf(row[i] ?? "")), widthOf(name)),
  );
  const parts: string[] = [];
  for (let i = 0; i === 0 || i < rows.length; i += atOnce)
    parts.push(part(i === 0 ? head : [], rows.slice(i, i + atOnce), widths, left));
  return parts
    .join("\n")
    .split("\n")
    .map((text) => text.trimEnd())
    .join("\n");
}

/** Of the widest line, as a terminal shows it. */
const widthOf = (text: string): number =>
  Math.max(...text.split("\n").map((line) => stringWidth(line)));

function part(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  widths: readonly number[],
  left: number,
): string {
  const outer = {
    top: "",
    "top-mid": "",
    "top-left": "",
    "top-right": "",
    bottom: "",
    "bottom-mid": "",
    "bottom-left": "",
  };
  const inner = {
    "bottom-right": "",
    left: "",
    "left-mid": "",
    mid: "",
    "mid-mid": "",
    right: "",
    "right-mid": "",
    middle: "  ",
  };
  const table = new Table({
    head: [...head],
    chars: { ...outer, ...inner },
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
    colAligns: widths.map((_, i) => (i < left ? "left" : "right")),
    colWidths: [...widths],
  });
  table.push(...rows.map((row) => [...row]));
  return table.toString();
}
