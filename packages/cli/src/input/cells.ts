// What a cell means, as SQL: a number, a class, or a text that names a group.

import { literal } from "../duckdb/quote.js";
import type { Classes } from "./classes.js";
import { isTextual } from "./format.js";
import type { Table, Writing } from "./table-type.js";

/** An expression for the number in a column; NULL if it is missing or not a number. */
export function numberOf(name: string, table: Table): string {
  const column = table.sql(name);
  const writing = table.writing?.get(name);
  if (!isTextual(table, name))
    return `TRY_CAST(${column} AS DOUBLE)${writing?.percent ? " / 100" : ""}`;
  return numberIn(writing === undefined ? column : usual(column, writing));
}

/** The text of a number as it is written usually; other text is none. */
function usual(text: string, { comma, sign, percent }: Writing): string {
  // A point would be that of thousands.
  const point = comma ? `replace(replace(${text}, '.', '?'), ',', '.')` : text;
  const bare = `trim(rtrim(trim(${point}), '%'))`;
  // An exponent divides without rounding.
  const value = percent ? `${bare} || 'e-2'` : point;
  return sign ? `CASE WHEN trim(${text}) LIKE '%\\%' ESCAPE '\\' THEN ${value} END` : value;
}

/** The text of a value in the usual way of writing, for messages. */
export function shownOf(name: string, table: Table): string {
  const text = `CAST(${table.sql(name)} AS VARCHAR)`;
  if (!table.writing?.has(name)) return text;
  return `coalesce(CAST(${numberOf(name, table)} AS VARCHAR), nullif(trim(${text}), '') || ', not written as the others')`;
}

/**
 * The number that a text is. DuckDB reads 1_000 as one thousand; replacing the underscore with a
 * letter prevents that.
 */
function numberIn(text: string): string {
  return `TRY_CAST(replace(${text}, '_', '?') AS DOUBLE)`;
}

/** The same for a label, which may also be true or false, or one of two classes. */
export function labelOf(name: string, table: Table, classes: Classes | null): string {
  if (classes !== null)
    return `CAST(nullif(list_position(${classList(classes)}, ${classOf(name, table)}), 0) - 1 AS DOUBLE)`;
  if (!isTextual(table, name)) return numberOf(name, table);
  // The text occurs only once: DuckDB evaluates a repeated expression for every row, needed or not.
  const text = `lower(CAST(${table.sql(name)} AS VARCHAR))`;
  return `coalesce(${numberOf(name, table)}, list_position(['false', 'true'], ${text}) - 1)`;
}

/**
 * The class of a label as text. Numbers are equal however they are written, and spaces around text
 * do not count.
 */
export function classOf(name: string, table: Table): string {
  return classIn(`CAST(${table.sql(name)} AS VARCHAR)`);
}

export function classIn(text: string): string {
  return `coalesce(CAST(${numberIn(text)} AS VARCHAR), trim(${text}))`;
}

/** Never a class, since classes have no spaces around them. */
const noClass = "' '";

/** The negative class is 0 and the positive one 1. */
function classList({ positive, negative }: Classes): string {
  return `[${negative === null ? noClass : classIn(literal(negative))}, ${classIn(literal(positive))}]`;
}

/** Whole numbers whose text BIGINT has too. */
const whole = /^((TINY|SMALL|BIG)INT|INTEGER|U(TINY|SMALL)INT|UINTEGER)$/;

/** An expression for what names a group: a whole number, or the text of a column as textOf has it. */
export function groupOf(name: string, table: Table): string {
  const isWhole = !isTextual(table, name) && whole.test(table.types.get(name)!);
  return isWhole ? `CAST(${table.sql(name)} AS BIGINT)` : textOf(name, table);
}

/** An expression for the text of a column; NULL if it is missing. */
export function textOf(name: string, table: Table): string {
  return `CAST(${table.sql(name)} AS VARCHAR)`;
}
