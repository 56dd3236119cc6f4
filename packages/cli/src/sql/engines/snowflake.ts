// Snowflake. Its NaN equals itself. Quoted names keep their case, and names that were made without
// quotes are in capitals.

import { type Engine, standard } from "../engine.js";

export const snowflake: Engine = {
  ...standard,
  name: "snowflake",
  isTested: false,
  double: (expression) => `CAST(${expression} AS FLOAT)`,
  // A VARIANT holds a value of any type, and says of which.
  anyDouble: (column) => {
    const value = `TO_VARIANT(${column})`;
    return `CASE WHEN IS_BOOLEAN(${value}) THEN CASE WHEN AS_BOOLEAN(${value}) THEN 1 WHEN NOT AS_BOOLEAN(${value}) THEN 0 END ELSE CAST(${value} AS FLOAT) END`;
  },
  // Its only floating-point type is a double.
  single: null,
  nan: "CAST('NaN' AS FLOAT)",
  infinity: "CAST('inf' AS FLOAT)",
  isNan: (expression) => `(${expression}) = CAST('NaN' AS FLOAT)`,
};
