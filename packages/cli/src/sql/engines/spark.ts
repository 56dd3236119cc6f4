// Spark SQL. Names are in backticks, a backtick of theirs doubled.

import { type Engine, qualified, standard } from "../engine.js";

const identifier = (name: string) => `\`${name.replaceAll("`", "``")}\``;

export const spark: Engine = {
  ...standard,
  name: "spark",
  isTested: true,
  identifier,
  // Its VARCHAR has a length.
  text: (expression) => `CAST(${expression} AS STRING)`,
  table: (name) => qualified(name, identifier),
};
