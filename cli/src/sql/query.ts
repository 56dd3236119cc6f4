// The query that bce sql prints: columns are read as numbers, the loss is computed, and sums come back, which merge.

import type { LossOptions } from "../options/loss-options.js";
import type { Rows } from "./compose.js";
import type { Engine } from "./engine.js";
import { inDtype, lossSteps, product } from "./loss-sql.js";

export interface QueryOptions {
  readonly table: string;
  readonly label: string;
  readonly prediction: string;
  readonly weight: string | undefined;
  readonly by: readonly string[];
  readonly loss: LossOptions;
}

/** Rows in which something is missing or NaN make the sums NaN: nothing is dropped in silence. */
export function lossQuery(engine: Engine, options: QueryOptions): string {
  const { by, weight } = options;
  const groups = by.map((_, i) => `bce_g${i}`);
  // Sums with compensation, where an engine has them, make NaN of infinity.
  const sums = { cost: "sum(bce_cost)", weight: weight === undefined ? "count(*)" : "sum(bce_w)" };
  const columns = {
    ...Object.fromEntries(by.map((name, i) => [engine.identifier(name), groups[i]!])),
    loss: `${sums.cost} / nullif(${sums.weight}, 0)`,
    loss_sum: sums.cost,
    weight: sums.weight,
    row_count: "count(*)",
  };
  return `${engine.compose(lossRows(engine, options), { columns, groupBy: groups, orderBy: groups })};\n`;
}

function lossRows(engine: Engine, { table, label, prediction, weight, by, loss }: QueryOptions): Rows {
  const column = (name: string) => `coalesce(${engine.double(engine.identifier(name))}, ${engine.nan})`;
  const read = { bce_y0: column(label), bce_x0: column(prediction), ...(weight !== undefined && { bce_w: column(weight) }) };
  const numbers = { bce_y: inDtype(engine, loss, "bce_y0"), bce_x: inDtype(engine, loss, "bce_x0") };
  const isAbsent = ["bce_y", "bce_x", ...(weight === undefined ? [] : ["bce_w"])].map(engine.isNan).join(" OR ");
  const weighted = weight === undefined ? "bce_loss" : product(engine, "bce_w", "bce_loss");
  const groups = Object.fromEntries(by.map((name, i) => [`bce_g${i}`, engine.identifier(name)]));
  return {
    table: engine.table(table),
    columns: { ...groups, ...read },
    steps: [numbers, ...lossSteps(engine, loss), { bce_cost: `CASE WHEN ${isAbsent} THEN ${engine.nan} ELSE ${weighted} END` }],
  };
}
