// The command line of bce sql.

import { refuseUsage, show } from "../errors.js";
import type { Engine } from "../sql/engine.js";
import { engines } from "../sql/engines/index.js";
import type { QueryOptions } from "../sql/query.js";
import { requireDifferentRoles } from "./column-roles.js";
import { readCommandLine } from "./command-line.js";
import { lossOf } from "./shared.js";

/** @throws UsageError for an option that is unknown or has a wrong value. */
export function readSqlOptions(args: readonly string[]): { engine: Engine; query: QueryOptions } {
  const { values, rest } = readCommandLine("sql", args);
  const { table, label, prediction, weight, by, boolean, skipBadRows, measures } = values;
  if (rest.length > 0) refuseUsage("bce sql", "have options only", show(rest[0]));
  requireDifferentRoles({ labels: [label], predictions: [prediction], weight });
  const engine = engines.find(({ name }) => name === values.engine)!;
  const loss = lossOf(values);
  return {
    engine,
    query: { table, label, prediction, weight, by, boolean, loss, skipBadRows, measures },
  };
}
