// The results as lines of text: the first loss beside its closed form, and what each model finds
// among the test rows.

import { type Parts, positives } from "../data/table.js";
import { averagePrecision, confusion, rank, rocArea } from "../measures/ranking.js";
import { constantLoss } from "./model.js";
import type { EpochEntry, Result } from "./results.js";

export function summaryOf(
  history: readonly EpochEntry[],
  results: readonly Result[],
  { train, validation, test }: Parts,
): readonly string[] {
  const share = positives(train) / train.count;
  const [rows, found] = [train, validation, test].reduce(
    ([n, k], part) => [n + part.count, k + positives(part)],
    [0, 0],
  );
  const counts = `${rows} rows, ${found} of them positive (${((100 * found) / rows).toFixed(2)} %): ${train.description}.`;
  const starts = [
    { stage: "zero bias", formula: "ln 2", expected: constantLoss(share, 0.5) },
    {
      stage: "baseline",
      formula: "−p ln p − (1 − p) ln (1 − p)",
      expected: constantLoss(share, share),
    },
  ];
  const lines = starts.flatMap(({ stage, formula, expected }) => {
    const first = history.find((entry) => entry.stage === stage);
    const name = stage === "baseline" ? "with the bias ln (p / (1 − p))" : "without a bias";
    return first
      ? [
          `Loss before training ${name}: ${first.loss.toFixed(6)}; ${formula} = ${expected.toFixed(6)}.`,
        ]
      : [];
  });
  const models = results.filter(({ stage }) => stage.name !== "zero bias");
  return models.length === 0
    ? [counts, ...lines]
    : [counts, ...lines, "", ...table(models, test.labels)];
}

/** A table of the test rows. Found are those with a probability of at least one half. */
function table(models: readonly Result[], labels: Uint8Array): string[] {
  const rows = models.map(({ stage, loss, scores }) => {
    const { truePositives, falsePositives, falseNegatives } = confusion(scores, labels, 0.5);
    const ranking = rank(scores, labels);
    return [
      stage.name,
      loss.toFixed(4),
      String(truePositives),
      String(falseNegatives),
      String(falsePositives),
      rocArea(ranking).toFixed(4),
      averagePrecision(ranking).toFixed(4),
    ];
  });
  const heads = [
    "test rows",
    "loss",
    "found",
    "missed",
    "false alarms",
    "ROC area",
    "average precision",
  ];
  const widths = heads.map((head, i) =>
    Math.max(head.length, ...rows.map((row) => row[i]!.length)),
  );
  return [heads, ...rows].map((row) =>
    row
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
      .join("  "),
  );
}
