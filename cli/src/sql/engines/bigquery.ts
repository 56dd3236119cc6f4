// BigQuery.

import { type Engine, escapedIdentifier, qualified, standard } from "../engine.js";

export const bigquery: Engine = {
  ...standard,
  name: "bigquery",
  isTested: false,
  identifier: escapedIdentifier,
  table: (name) => qualified(name, escapedIdentifier),
  double: (expression) => `CAST(${expression} AS FLOAT64)`,
  nan: "CAST('NaN' AS FLOAT64)",
  infinity: "CAST('Infinity' AS FLOAT64)",
  isNan: (expression) => `IS_NAN(${expression})`,
};
