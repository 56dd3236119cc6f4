// The query that bce sql prints: columns are read as numbers, the loss is computed, and sums come
// back, which merge.

import type { LossOptions } from "../options/loss-options.js";
import type { Engine } from "./engine.js";
import { canBeInfinite } from "./loss-sql.js";
import { type NumberColumn, type ScoreTable, scoreRows } from "./score-rows.js";
import { counts, plainSums, weightedSums } from "./weighed-sums.js";

export interface QueryOptions {
  readonly table: string;
  readonly label: string;
  readonly prediction: string;
  readonly weight: string | undefined;
  readonly by: readonly string[];
  /** Columns that are known to hold truth values. */
  readonly boolean: readonly string[];
  readonly loss: LossOptions;
  readonly skipBadRows: boolean;
}

/**
 * Rows that cannot be scored are counted; they make the sums NaN, or with skipBadRows are left out
 * of them.
 */
export function lossQuery(engine: Engine, options: QueryOptions): string {
  const { by, loss, skipBadRows } = options;
  const table = tableOf(engine, options);
  const groups = by.map((_, i) => `bce_g${i}`);
  const rows = scoreRows(
    engine,
    table,
    Object.fromEntries(by.map((name, i) => [groups[i]!, engine.identifier(name)])),
  );
  const otherwise = skipBadRows ? "0" : engine.nan;
  // Sums with compensation, where an engine has them, make NaN of infinity.
  const sums = (table.weight === null ? plainSums : weightedSums)(engine, {
    otherwise,
    canBeInfinite: canBeInfinite(loss),
  });
  const columns = {
    ...Object.fromEntries(by.map((name, i) => [engine.identifier(name), groups[i]!])),
    loss: sums.loss,
    loss_sum: sums.lossSum,
    weight: sums.weight,
    row_count: counts.good,
    bad_rows: counts.bad,
  };
  const steps = [...rows.steps, ...sums.steps];
  return `${engine.compose({ ...rows, steps }, { columns, groupBy: groups, orderBy: groups })};\n`;
}

function tableOf(
  engine: Engine,
  { table, label, prediction, weight, by, boolean, loss }: QueryOptions,
): ScoreTable {
  const column = (name: string, kind: NumberColumn["kind"]): NumberColumn => ({
    name,
    kind: boolean.includes(name) ? "boolean" : kind,
  });
  // Labels are mostly 0 and 1, whatever their type.
  const others = engine.isAnySlow ? "number" : "unknown";
  return {
    from: engine.table(table),
    label: column(label, "unknown"),
    prediction: column(prediction, others),
    weight: weight === undefined ? null : column(weight, others),
    by,
    loss,
  };
}
