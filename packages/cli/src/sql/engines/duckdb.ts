// DuckDB. A name with a file's ending is a file.

import { formatOfName } from "../../input/format.js";
import { type Engine, qualified, standard, standardIdentifier } from "../engine.js";

/** A cast takes 1_000 for 1000. Which branch it is is known before the rows are read. */
function anyDouble(column: string): string {
  const number = standard.double(column);
  const text = `CAST(${column} AS VARCHAR)`;
  return `CASE WHEN typeof(${column}) = 'VARCHAR' THEN CASE WHEN contains(${text}, '_') THEN NULL ELSE ${number} END ELSE ${number} END`;
}

export const duckdb: Engine = {
  ...standard,
  name: "duckdb",
  isTested: true,
  anyDouble,
  table: (name) =>
    formatOfName(name) ? standardIdentifier(name) : qualified(name, standardIdentifier),
};
