// BigQuery.

import { type Engine, escapedIdentifier, qualified, standard } from "../engine.js";

export const bigquery: Engine = {
  ...standard,
  name: "bigquery",
  isTested: false,
  identifier: escapedIdentifier,
  table: (name) => qualified(name, escapedIdentifier),
  double: (expression) => `CAST(${expression} AS FLOAT64)`,
  // Of a BOOL no cast makes a FLOAT64, but every type has a text, which gives the same double back.
  anyDouble: (column) => {
    const text = `CAST(${column} AS STRING)`;
    return `CAST(CASE ${text} WHEN 'true' THEN '1' WHEN 'false' THEN '0' ELSE ${text} END AS FLOAT64)`;
  },
  // Its only floating-point type is a double.
  single: null,
  integer: (expression) => `CAST(${expression} AS INT64)`,
  text: (expression) => `CAST(${expression} AS STRING)`,
  nan: "CAST('NaN' AS FLOAT64)",
  infinity: "CAST('Infinity' AS FLOAT64)",
  isNan: (expression) => `IS_NAN(${expression})`,
};
