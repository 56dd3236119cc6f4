// What a cell means, as SQL: a number, a class, or a text that names a group.

import { literal } from "../duckdb/quote.js";
import type { Classes } from "./classes.js";
import { isText } from "./format.js";
import type { Table } from "./table-type.js";

const isTextual = /^(VARCHAR|JSON)$/;

/** Whether a column holds text, which may be numbers, and not numbers. */
function holdsText({ file, types }: Table, name: string): boolean {
  return isText(file) || isTextual.test(types.get(name)!);
}

/** An expression for the number in a column; NULL if it is missing or not a number. */
export function numberOf(name: string, table: Table): string {
  return holdsText(table, name)
    ? numberIn(table.sql(name))
    : `TRY_CAST(${table.sql(name)} AS DOUBLE)`;
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
  if (!holdsText(table, name)) return numberOf(name, table);
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

/**
 * An expression for the text of a column: "" if it is missing, else the text after one extra
 * letter.
 */
export function textOf(name: string, table: Table): string {
  return `coalesce('=' || CAST(${table.sql(name)} AS VARCHAR), '')`;
}
