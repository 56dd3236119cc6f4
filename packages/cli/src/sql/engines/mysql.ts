// MySQL, from 8.0.17 on. It has neither NaN nor infinity: what would be NaN is NULL, and a loss that
// would be infinite is the largest double. A cast makes 0 of text that is no number, so text is looked
// at first.

import { backtickIdentifier, type Engine, qualified, standard } from "../engine.js";

const isNumber = "^ *[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)? *$";

export const mysql: Engine = {
  ...standard,
  name: "mysql",
  isTested: false,
  hasNan: false,
  identifier: backtickIdentifier,
  table: (name) => qualified(name, backtickIdentifier),
  anyDouble: (column) =>
    `CASE WHEN ${column} REGEXP '${isNumber}' THEN CAST(${column} AS DOUBLE) END`,
  single: (expression) => `CAST(CAST(${expression} AS FLOAT) AS DOUBLE)`,
  integer: (expression) => `CAST(${expression} AS SIGNED)`,
  text: (expression) => `CAST(${expression} AS CHAR)`,
  nan: "NULL",
  infinity: "1.7976931348623157e308",
  isNan: () => "1 = 0",
};
