// The table of losses, accuracy and recall of each model on each part of the rows.

import Table from "cli-table3";
import { balancedWeights } from "./class-balance.js";
import type { Dataset } from "./data.js";
import { column, logits, type Model } from "./logistic-regression.js";
import { type Parts, partNames } from "./split.js";
import { bce, type Trained } from "./training.js";

export interface Measures {
  readonly plain: number;
  readonly balanced: number;
  readonly accuracy: number;
  /** The share of the malignant rows that the model calls malignant. */
  readonly recall: number;
}

export function measure(model: Model, data: Dataset): Measures {
  const z = logits(model, data);
  const labels = [...data.labels];
  const called = Array.from(z, (z) => (z > 0 ? 1 : 0));
  return {
    plain: bce(column(data.labels), column(z)),
    balanced: bce(column(data.labels), column(z), balancedWeights(data.labels)),
    accuracy: share(labels, (label, i) => called[i] === label),
    recall: share(
      called.filter((_, i) => labels[i] === 1),
      (label) => label === 1,
    ),
  };
}

export function table(trained: readonly Trained[], parts: Parts): string {
  const table = new Table({
    head: [
      "trained",
      "rows",
      "plain\nloss (nats)",
      "balanced\nloss (nats)",
      "accuracy",
      "malignant\nfound",
    ],
    colAligns: ["left", "left", "right", "right", "right", "right"],
    style: { head: [], border: [] },
  });
  for (const { name, best, model } of trained) {
    for (const part of partNames) {
      const { plain, balanced, accuracy, recall } = measure(model, parts[part]);
      const content = `${name},\nepoch ${best.epoch}`;
      const first = part === partNames[0] ? [{ content, rowSpan: partNames.length }] : [];
      table.push([
        ...first,
        part,
        plain.toFixed(4),
        balanced.toFixed(4),
        percent(accuracy),
        percent(recall),
      ]);
    }
  }
  return table.toString();
}

function share<T>(items: readonly T[], fits: (item: T, i: number) => boolean): number {
  return items.filter(fits).length / items.length;
}

function percent(x: number): string {
  return `${(100 * x).toFixed(1)} %`;
}
