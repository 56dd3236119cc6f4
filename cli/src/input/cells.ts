// What a cell means, as SQL: a number, a class, or a text that names a group.

import { literal } from "../duckdb/quote.js";
import type { Classes } from "./classes.js";
import { isText } from "./format.js";
import type { Table } from "./table-type.js";

const isTextual = /^(VARCHAR|JSON)$/;

/** Whether a column holds text that may be numbers, not numbers. */
function holdsText({ file, types }: Table, name: string): boolean {
  return isText(file) || isTextual.test(types.get(name)!);
}

/** An expression that gives the column's number, or NULL for what is missing or no number. */
export function numberOf(name: string, table: Table): string {
  return holdsText(table, name)
    ? numberIn(table.sql(name))
    : `TRY_CAST(${table.sql(name)} AS DOUBLE)`;
}

/**
 * The number that a text is. DuckDB takes 1_000 for one thousand; a letter in place of the line
 * makes it none.
 */
function numberIn(text: string): string {
  return `TRY_CAST(replace(${text}, '_', '?') AS DOUBLE)`;
}

/**
 * The same of a label, which may also be true or false, or one of two classes of which one is
 * positive.
 */
export function labelOf(name: string, table: Table, classes: Classes | null): string {
  if (classes !== null)
    return `CAST(nullif(list_position(${classList(classes)}, ${classOf(name, table)}), 0) - 1 AS DOUBLE)`;
  if (!holdsText(table, name)) return numberOf(name, table);
  // The text stands here once: DuckDB makes what stands in an expression twice for every row,
  // whether it is asked for or not.
  const text = `lower(CAST(${table.sql(name)} AS VARCHAR))`;
  return `coalesce(${numberOf(name, table)}, list_position(['false', 'true'], ${text}) - 1)`;
}

/**
 * The class that a label is, as a text: numbers are the same however they are written, and spaces
 * around text are none of it.
 */
export function classOf(name: string, table: Table): string {
  return classIn(`CAST(${table.sql(name)} AS VARCHAR)`);
}

export function classIn(text: string): string {
  return `coalesce(CAST(${numberIn(text)} AS VARCHAR), trim(${text}))`;
}

/** No class is it, since spaces around text are cut off. */
const noClass = "' '";

/** The negative class is 0 and the positive one 1. */
function classList({ positive, negative }: Classes): string {
  return `[${negative === null ? noClass : classIn(literal(negative))}, ${classIn(literal(positive))}]`;
}

/**
 * An expression that gives a column's text, "" for what is missing and else the text behind one
 * more letter.
 */
export function textOf(name: string, table: Table): string {
  return `coalesce('=' || CAST(${table.sql(name)} AS VARCHAR), '')`;
}
