// DuckDB. A name with a file's ending is a file.

import { formatOfName } from "../../input/format.js";
import { type Engine, qualified, standard, standardIdentifier } from "../engine.js";

export const duckdb: Engine = {
  ...standard,
  name: "duckdb",
  isTested: true,
  table: (name) => (formatOfName(name) ? standardIdentifier(name) : qualified(name, standardIdentifier)),
};
