// PostgreSQL. It has no isnan, but its NaN equals itself.

import { type Engine, standard } from "../engine.js";

export const postgres: Engine = {
  ...standard,
  name: "postgres",
  isTested: false,
  double: (expression) => `CAST(${expression} AS double precision)`,
  nan: "CAST('NaN' AS double precision)",
  infinity: "CAST('Infinity' AS double precision)",
  isNan: (expression) => `(${expression}) = CAST('NaN' AS double precision)`,
};
