// Snowflake. Its NaN equals itself. Quoted names keep their case, and names that were made without
// quotes are in capitals.

import { type Engine, standard } from "../engine.js";

export const snowflake: Engine = {
  ...standard,
  name: "snowflake",
  isTested: false,
  double: (expression) => `CAST(${expression} AS FLOAT)`,
  // Of a BOOLEAN no cast makes a FLOAT, but of a VARIANT, which holds a value of any type.
  anyDouble: (column) => `TO_DOUBLE(TO_VARIANT(${column}))`,
  // Its only floating-point type is a double.
  single: null,
  nan: "CAST('NaN' AS FLOAT)",
  infinity: "CAST('inf' AS FLOAT)",
  isNan: (expression) => `(${expression}) = CAST('NaN' AS FLOAT)`,
};
