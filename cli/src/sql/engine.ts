// What differs between engines. Everything else of the query is the same text for all.

import { type Compose, nested } from "./compose.js";

export type EngineName =
  | "duckdb"
  | "clickhouse"
  | "postgres"
  | "spark"
  | "bigquery"
  | "snowflake"
  | "trino";

/** A SQL engine. */
export interface Engine {
  readonly name: EngineName;
  /** Whether a test runs its queries; help and docs say so where none does. */
  readonly isTested: boolean;
  /** A name, quoted. */
  identifier(name: string): string;
  /** What follows FROM, for a table's name. */
  table(name: string): string;
  /** A number of any type as a double. */
  double(expression: string): string;
  /**
   * A column of numbers or of truth values, where it is not known of which, as a double: true is 1,
   * false is 0.
   */
  anyDouble(column: string): string;
  /** Whether that takes far longer than `double` for what is neither 0 nor 1. */
  readonly isAnySlow: boolean;
  /**
   * A double as the nearest float32 and a double again, for what float32 can hold; null for engines
   * without such a type.
   */
  readonly single: ((expression: string) => string) | null;
  /** A double without a fraction as a whole number of 32 bits. */
  integer(expression: string): string;
  /** A column of any type as text. */
  text(expression: string): string;
  readonly nan: string;
  readonly infinity: string;
  isNan(expression: string): string;
  /** The natural logarithm of what is above 0. */
  ln(expression: string): string;
  /** a · b, 0 where that is too small for a double. Both are names or numbers. */
  times(a: string, b: string): string;
  /** How steps that build on one another become a query. */
  readonly compose: Compose;
}

/** Quotes as the SQL standard has them: in double quotes, its own doubled. */
export function standardIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** In backticks, with backslashes before backticks and backslashes. */
export function escapedIdentifier(name: string): string {
  const escapes: Readonly<Record<string, string>> = {
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\0": "\\0",
  };
  return `\`${name.replace(/[`\\]/g, "\\$&").replace(/[\n\r\t\0]/g, (character) => escapes[character]!)}\``;
}

/** The parts of a table's name between dots, each quoted. */
export function qualified(name: string, identifier: (part: string) => string): string {
  return name.split(".").map(identifier).join(".");
}

/** What most engines have in common. */
export const standard: Omit<Engine, "name" | "isTested"> = {
  identifier: standardIdentifier,
  table: (name) => qualified(name, standardIdentifier),
  double: (expression) => `CAST(${expression} AS DOUBLE)`,
  anyDouble: (column) => `CAST(${column} AS DOUBLE)`,
  isAnySlow: false,
  single: (expression) => `CAST(CAST(${expression} AS REAL) AS DOUBLE)`,
  integer: (expression) => `CAST(${expression} AS INTEGER)`,
  text: (expression) => `CAST(${expression} AS VARCHAR)`,
  nan: "CAST('NaN' AS DOUBLE)",
  infinity: "CAST('Infinity' AS DOUBLE)",
  isNan: (expression) => `isnan(${expression})`,
  ln: (expression) => `ln(${expression})`,
  times: (a, b) => `${a} * ${b}`,
  compose: nested(),
};
