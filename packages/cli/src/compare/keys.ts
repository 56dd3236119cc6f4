// The columns of --on as text that is equal for equal keys. If both sides have numbers, they are
// compared as numbers, whatever their types and digits; everything else is compared as text.

import { isDelimited, isText } from "../input/format.js";
import type { Side } from "./side.js";

const whole = /^U?(TINY|SMALL|BIG|HUGE)INT$|^U?INTEGER$/;
const fractional = /^(FLOAT|DOUBLE|DECIMAL\(.*\))$/;

/** An expression for each column of one side, given the other side. */
export function keyColumns(side: Side, other: Side, on: readonly string[]): string[] {
  return on.map((name) => {
    const column = side.table.sql(name);
    const text = `CAST(${column} AS VARCHAR)`;
    if (!mayBeNumber(side, name) || !mayBeNumber(other, name) || areAlike(side, other, name))
      return text;
    if (isText(side.table.file)) return numberOfText(text);
    return whole.test(typeOf(side, name)) ? text : numberOfDouble(column);
  });
}

const typeOf = ({ table }: Side, name: string) => table.types.get(name)!;

/** Columns of CSV have no types: every value that reads as a number is one. */
function mayBeNumber(side: Side, name: string): boolean {
  return (
    isDelimited(side.table.file) ||
    whole.test(typeOf(side, name)) ||
    fractional.test(typeOf(side, name))
  );
}

/** Whether equal numbers already have equal text. */
function areAlike(a: Side, b: Side, name: string): boolean {
  const types = [typeOf(a, name), typeOf(b, name)] as const;
  if (isText(a.table.file) || isText(b.table.file)) return false;
  return (
    types.every((type) => whole.test(type)) ||
    (types[0] === types[1] && !/^(FLOAT|DOUBLE)$/.test(types[0]))
  );
}

/** Of a number with a fraction or an exponent: whole ones by all their digits. */
function numberOfDouble(x: string): string {
  const double = `CAST(${x} AS DOUBLE)`;
  const isWhole = `${double} = trunc(${double}) AND abs(${double}) < 1e38`;
  return `CASE WHEN ${isWhole} THEN CAST(CAST(${double} AS HUGEINT) AS VARCHAR) ELSE CAST(${double} AS VARCHAR) END`;
}

/**
 * Of text: whole numbers by their digits, which may be more than a double holds; other text
 * unchanged.
 */
function numberOfText(text: string): string {
  const bare = `regexp_replace(regexp_replace(trim(${text}), '^[+]|[.]0*$', '', 'g'), '^(-?)0*([0-9])', '\\1\\2')`;
  const cases = [
    // Most are already written this way.
    [`regexp_full_match(${text}, '0|-?[1-9][0-9]*')`, text],
    [
      `regexp_full_match(trim(${text}), '[+-]?[0-9]+([.]0*)?')`,
      `CASE ${bare} WHEN '-0' THEN '0' ELSE ${bare} END`,
    ],
    [
      `regexp_full_match(trim(${text}), '[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?')`,
      numberOfDouble(`trim(${text})`),
    ],
  ];
  return `CASE ${cases.map(([condition, value]) => `WHEN ${condition} THEN ${value}`).join(" ")} ELSE ${text} END`;
}
