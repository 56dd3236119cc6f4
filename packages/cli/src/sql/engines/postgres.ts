// PostgreSQL. It has no isnan, but its NaN equals itself. Where a product underflows it stops with
// an error, and it puts the text of a subquery's column in the place of every use unless OFFSET
// keeps it from that.

import { nested } from "../compose.js";
import { type Engine, standard } from "../engine.js";

/**
 * Only a factor below 1 can carry the other one below 1e-300, of which nothing is left in a sum.
 */
function times(a: string, b: string): string {
  return `CASE WHEN ${a} = 0 OR ${b} = 0 THEN 0 WHEN abs(${b}) < 1 THEN CASE WHEN abs(${a}) < 1e-300 / abs(${b}) THEN 0 ELSE ${a} * ${b} END ELSE ${a} * ${b} END`;
}

/**
 * No cast makes a double of a boolean, and the type is known before a value is. What every type has
 * is a text, and '1' and '0' as its own, which for most labels saves the way through it. The text
 * of a real gives back the real, not the double.
 */
function anyDouble(column: string): string {
  const text = `CAST(${column} AS text)`;
  const number = `CASE WHEN pg_typeof(${column}) = CAST('real' AS regtype) THEN CAST(${text} AS real) ELSE CAST(${text} AS double precision) END`;
  return `CASE WHEN ${column} = '1' THEN 1 WHEN ${column} = '0' THEN 0 ELSE ${number} END`;
}

export const postgres: Engine = {
  ...standard,
  name: "postgres",
  isTested: true,
  double: (expression) => `CAST(${expression} AS double precision)`,
  anyDouble,
  isAnySlow: true,
  single: (expression) => `CAST(CAST(${expression} AS real) AS double precision)`,
  nan: "CAST('NaN' AS double precision)",
  infinity: "CAST('Infinity' AS double precision)",
  isNan: (expression) => `(${expression}) = CAST('NaN' AS double precision)`,
  times,
  compose: nested("OFFSET 0"),
};
