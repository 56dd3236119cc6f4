// Spark SQL. Names are in backticks, a backtick of theirs doubled.

import { backtickIdentifier, type Engine, qualified, standard } from "../engine.js";

export const spark: Engine = {
  ...standard,
  name: "spark",
  isTested: true,
  identifier: backtickIdentifier,
  // Its VARCHAR has a length.
  text: (expression) => `CAST(${expression} AS STRING)`,
  table: (name) => qualified(name, backtickIdentifier),
};
