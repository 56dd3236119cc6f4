// The query: columns are read as numbers, the loss is computed in nested steps, and sums come back, which merge. Nothing is
// indented: a name may hold line ends.

import type { LossOptions } from "../options/loss-options.js";
import type { Engine } from "./engine.js";
import { lossSteps, type Step } from "./loss-sql.js";

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
  const { label, prediction, weight, by, loss } = options;
  const column = (name: string) => `coalesce(${engine.double(engine.identifier(name))}, ${engine.nan})`;
  const groups = by.map((_, i) => `bce_g${i}`);
  const first = [
    ...by.map((name, i) => `${engine.identifier(name)} AS ${groups[i]}`),
    `${column(label)} AS bce_y`,
    `${column(prediction)} AS bce_x`,
    ...(weight === undefined ? [] : [`${column(weight)} AS bce_w`]),
  ];
  let query = `SELECT ${first.join(", ")}\nFROM ${engine.table(options.table)}`;
  for (const step of lossSteps(engine, loss)) query = wrap(query, step);
  const needed = ["bce_y", "bce_x", ...(weight === undefined ? [] : ["bce_w"])];
  const isAbsent = needed.map(engine.isNan).join(" OR ");
  const cost = `CASE WHEN ${isAbsent} THEN ${engine.nan} ELSE ${weight === undefined ? "bce_loss" : "CASE WHEN bce_w = 0 THEN 0 ELSE bce_w * bce_loss END"} END`;
  query = wrap(query, { bce_cost: cost, ...(weight === undefined ? { bce_w: "1" } : {}) });
  return `${sums(engine, options, groups, query)};\n`;
}

function sums(engine: Engine, { by }: QueryOptions, groups: readonly string[], query: string): string {
  // Sums with compensation, where an engine has them, make NaN of infinity.
  const [cost, weight] = ["sum(bce_cost)", "sum(bce_w)"];
  const columns = [
    ...by.map((name, i) => `${groups[i]} AS ${engine.identifier(name)}`),
    `${cost} / nullif(${weight}, 0) AS loss`,
    `${cost} AS loss_sum`,
    `${weight} AS weight`,
    "count(*) AS row_count",
  ];
  const grouped = groups.length > 0 ? `\nGROUP BY ${groups.join(", ")}\nORDER BY ${groups.join(", ")}` : "";
  return `SELECT ${columns.join(",\n  ")}\nFROM (\n${query}\n) AS bce_rows${grouped}`;
}

function wrap(query: string, step: Step): string {
  const added = Object.entries(step).map(([name, expression]) => `${expression} AS ${name}`);
  return `SELECT *, ${added.join(",\n  ")}\nFROM (\n${query}\n) AS bce_step`;
}
