// The result as one JSON document. Its names keep their meaning within a version of the schema.

import { shareAt } from "../metrics/concentration.js";
import type { ScoreResult } from "../score/result.js";

export const schema = "bce-score/1";

/** JSON has no infinity; a string stands for it, as in the reference data. */
export function plain(_: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
}

/** @param failures Why gates failed, as sentences. */
export function toJson(result: ScoreResult, failures: readonly string[] = []): string {
  const { total, groups, show, worst, concentration, bad, ...others } = result;
  const { reliability, curves, histogram, by, every, ...head } = others;
  const document = {
    schema,
    ...head,
    ...total,
    reliability,
    curves,
    histogram,
    by,
    every,
    groups: groups.map(({ values, measures, tested }) => ({
      values,
      ...measures,
      versusRest: tested,
    })),
    worst: worst.map(({ shown, ...row }) => ({
      ...row,
      ...(shown && { shown: Object.fromEntries(show.map((name, i) => [name, shown[i]])) }),
    })),
    concentration: concentration && {
      rowsWithHalfOfLoss: shareAt(concentration, 0.5, "rows"),
      lossOfWorstPercent: shareAt(concentration, 0.01, "loss"),
    },
    badRows: bad,
    failures,
  };
  return `${JSON.stringify(document, plain, 2)}\n`;
}
