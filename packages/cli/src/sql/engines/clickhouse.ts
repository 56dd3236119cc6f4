// ClickHouse. toFloat64 of a nullable column is nullable.

import { flat } from "../compose.js";
import { type Engine, escapedIdentifier, qualified, standard } from "../engine.js";

export const clickhouse: Engine = {
  ...standard,
  name: "clickhouse",
  isTested: true,
  identifier: escapedIdentifier,
  table: (name) => qualified(name, escapedIdentifier),
  double: (expression) => `toFloat64(${expression})`,
  anyDouble: (column) => `toFloat64(${column})`,
  single: (expression) => `toFloat64(toFloat32(${expression}))`,
  integer: (expression) => `toInt32(${expression})`,
  text: (expression) => `toString(${expression})`,
  nan: "nan",
  infinity: "inf",
  isNan: (expression) => `isNaN(${expression})`,
  ln: (expression) => `log(${expression})`,
  // Servers put the text of a name in the place of each use, and refuse what grows too long; a
  // lambda's parameter is a value.
  bound: (name, of) => `arrayMap(bce_bound -> ${of("bce_bound")}, [${name}])[1]`,
  compose: flat,
};
