// SQLite. A column has no type, but each value has one; text is none of a number, since a cast takes
// all text for one. There is no NaN: what would be is NULL.

import { chained } from "../compose.js";
import { backtickIdentifier, type Engine, qualified, standard } from "../engine.js";

/** A number, or NULL for text. */
const real = (value: string) =>
  `CASE WHEN typeof(${value}) IN ('integer', 'real') THEN CAST(${value} AS REAL) END`;

export const sqlite: Engine = {
  ...standard,
  name: "sqlite",
  compose: chained,
  isTested: true,
  hasNan: false,
  // In double quotes, a name that no column has would be read as text.
  identifier: backtickIdentifier,
  table: (name) => qualified(name, backtickIdentifier),
  double: real,
  anyDouble: real,
  // Its only floating-point type is a double.
  single: null,
  text: (expression) => `CAST(${expression} AS TEXT)`,
  nan: "NULL",
  infinity: "9e999",
  isNan: () => "1 = 0",
};
