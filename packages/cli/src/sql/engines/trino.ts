// Trino.

import { type Engine, standard } from "../engine.js";

export const trino: Engine = {
  ...standard,
  name: "trino",
  isTested: false,
  nan: "nan()",
  infinity: "infinity()",
  isNan: (expression) => `is_nan(${expression})`,
};
