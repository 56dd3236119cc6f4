// The query that bce sql prints: it reads columns as numbers, computes the loss, and returns sums
// that can be merged.

import type { LossOptions } from "../loss-options.js";
import type { Engine } from "./engine.js";
import { canBeInfinite } from "./loss-sql.js";
import { measureSums } from "./measure-sums.js";
import { type NumberColumn, type ScoreTable, scoreRows } from "./score-rows.js";
import { counts, plainSums, weightedSums } from "./weighed-sums.js";

export interface QueryOptions {
  readonly table: string;
  readonly label: string;
  readonly prediction: string;
  readonly weight: string | undefined;
  readonly by: readonly string[];
  /** Columns known to hold booleans. */
  readonly boolean: readonly string[];
  readonly loss: LossOptions;
  readonly skipBadRows: boolean;
  /** The loss alone, or also the sums of everything else that bce score prints. */
  readonly measures: "loss" | "all";
}

/** Counts rows that cannot be scored. They make the sums NaN or, with skipBadRows, are left out. */
export function lossQuery(engine: Engine, options: QueryOptions): string {
  const { by, loss, skipBadRows, measures } = options;
  const table = tableOf(engine, options);
  const groups = by.map((_, i) => `bce_g${i}`);
  const rows = scoreRows(
    engine,
    table,
    Object.fromEntries(by.map((name, i) => [groups[i]!, engine.identifier(name)])),
  );
  const otherwise = skipBadRows || !engine.hasNan ? "0" : engine.nan;
  // Without a NaN that a sum keeps, the sum itself is replaced.
  const strict = (sum: string) =>
    skipBadRows || engine.hasNan
      ? sum
      : `CASE WHEN ${counts.bad} > 0 THEN ${engine.nan} ELSE ${sum} END`;
  // Compensated sums, in engines that have them, turn infinity into NaN.
  const sums = (table.weight === null ? plainSums : weightedSums)(engine, {
    otherwise,
    canBeInfinite: canBeInfinite(loss),
  });
  const more =
    measures === "all" ? measureSums(engine, loss.fromLogits, sums.weight, !skipBadRows) : null;
  const columns = {
    ...Object.fromEntries(by.map((name, i) => [engine.identifier(name), groups[i]!])),
    loss: strict(sums.loss),
    loss_sum: strict(sums.lossSum),
    weight: sums.weight,
    row_count: counts.good,
    bad_rows: counts.bad,
    ...more?.columns,
  };
  const steps = [...rows.steps, ...sums.steps, ...(more?.steps ?? [])];
  const selection = {
    columns,
    ...(more && { derived: more.derived }),
    groupBy: groups,
    orderBy: groups,
  };
  return `${engine.compose({ ...rows, steps }, selection)};\n`;
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
