// The columns of keys, made so that equal keys are equal in SQL. If all tables of both sides have
// numbers, they are compared as numbers, whatever their types and digits; everything else is compared
// as text.

import { isDelimited, isText } from "./format.js";
import type { Table } from "./table-type.js";

/** Tables that are read one after the other, and their columns that identify a row. */
export interface Keyed {
  readonly tables: readonly Table[];
  readonly on: readonly string[];
}

/** A column of keys of a table. */
interface KeyColumn {
  readonly table: Table;
  readonly name: string;
}

const whole = /^U?(TINY|SMALL|BIG|HUGE)INT$|^U?INTEGER$/;
const fractional = /^(FLOAT|DOUBLE|DECIMAL\(.*\))$/;

/** An expression for each key of one of a side's tables, given the other side. */
export function keyColumns(table: Table, own: Keyed, other: Keyed): string[] {
  return own.on.map((name, i) => {
    const all = [...columnsOf(own, i), ...columnsOf(other, i)];
    const column = table.sql(name);
    if (areAlike(all)) return column;
    const text = `CAST(${column} AS VARCHAR)`;
    if (!all.every(mayBeNumber)) return text;
    if (isText(table.file)) return numberOfText(text);
    return whole.test(typeOf({ table, name })) ? text : numberOfDouble(column);
  });
}

const columnsOf = ({ tables, on }: Keyed, i: number): KeyColumn[] =>
  tables.map((table) => ({ table, name: on[i]! }));

const typeOf = ({ table, name }: KeyColumn) => table.types.get(name)!;

/** Columns of CSV have no types: every value that reads as a number is one. */
function mayBeNumber({ table, name }: KeyColumn): boolean {
  if (isText(table.file)) return isDelimited(table.file) || (table.numeric?.has(name) ?? false);
  const type = table.types.get(name)!;
  return whole.test(type) || fractional.test(type);
}

/** Whether the database compares the columns as they are, and does it right. */
function areAlike(columns: readonly KeyColumn[]): boolean {
  if (columns.some(({ table }) => isText(table.file))) return false;
  const types = columns.map(typeOf);
  return (
    types.every((type) => whole.test(type)) ||
    (types.every((type) => type === types[0]) && !/^(FLOAT|DOUBLE)$/.test(types[0]!))
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
