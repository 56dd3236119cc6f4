// What differs between SQL engines. The rest of a query is the same text for all.

import { type Compose, nested } from "./compose.js";

export type EngineName =
  | "duckdb"
  | "clickhouse"
  | "postgres"
  | "spark"
  | "bigquery"
  | "snowflake"
  | "trino"
  | "sqlite"
  | "mysql";

/** A SQL engine. */
export interface Engine {
  readonly name: EngineName;
  /** Whether a test runs its queries; help and docs mark the others as untested. */
  readonly isTested: boolean;
  /** A name, quoted. */
  identifier(name: string): string;
  /** What follows FROM, for a table's name. */
  table(name: string): string;
  /** A number of any type as a double. */
  double(expression: string): string;
  /** A column of numbers or booleans, of unknown type, as a double: true is 1, false is 0. */
  anyDouble(column: string): string;
  /** Whether that is far slower than `double` for values other than 0 and 1. */
  readonly isAnySlow: boolean;
  /**
   * Rounds a double in the range of float32 to the nearest float32, as a double; null for engines
   * without that type.
   */
  readonly single: ((expression: string) => string) | null;
  /** A double without a fraction as a 32-bit integer. */
  integer(expression: string): string;
  /** A column of any type as text. */
  text(expression: string): string;
  /** Whether it has a NaN, which a sum keeps. Without, `nan` is NULL, which a sum leaves out. */
  readonly hasNan: boolean;
  readonly nan: string;
  readonly infinity: string;
  isNan(expression: string): string;
  /** The natural logarithm of a number above 0. */
  ln(expression: string): string;
  /** a · b, or 0 if that is too small for a double. Both are names or numbers. */
  times(a: string, b: string): string;
  /** An expression of a name, in which its text is put only once, whatever the uses. */
  bound(name: string, of: (name: string) => string): string;
  /** How steps that build on each other become a query. */
  readonly compose: Compose;
}

/** Quotes as in the SQL standard: in double quotes, with its own doubled. */
export function standardIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** In backticks, with its own doubled. */
export function backtickIdentifier(name: string): string {
  return `\`${name.replaceAll("`", "``")}\``;
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

/** What most engines share. */
export const standard: Omit<Engine, "name" | "isTested"> = {
  identifier: standardIdentifier,
  table: (name) => qualified(name, standardIdentifier),
  double: (expression) => `CAST(${expression} AS DOUBLE)`,
  anyDouble: (column) => `CAST(${column} AS DOUBLE)`,
  isAnySlow: false,
  single: (expression) => `CAST(CAST(${expression} AS REAL) AS DOUBLE)`,
  integer: (expression) => `CAST(${expression} AS INTEGER)`,
  text: (expression) => `CAST(${expression} AS VARCHAR)`,
  hasNan: true,
  nan: "CAST('NaN' AS DOUBLE)",
  infinity: "CAST('Infinity' AS DOUBLE)",
  isNan: (expression) => `isnan(${expression})`,
  ln: (expression) => `ln(${expression})`,
  times: (a, b) => `${a} * ${b}`,
  bound: (name, of) => of(name),
  compose: nested(),
};
