// The values of an epoch: means over its batches by their sizes, as TensorFlow.js has them.

import type { Logs } from "./callbacks.js";

/** Sums of an epoch so far; they survive JSON. */
export interface EpochSums {
  readonly seen: number;
  readonly totals: readonly number[];
}

export const noSums: EpochSums = { seen: 0, totals: [] };

/** The sums with one batch more. */
export function addBatch(
  { seen, totals }: EpochSums,
  values: readonly number[],
  size: number,
): EpochSums {
  return { seen: seen + size, totals: values.map((value, i) => (totals[i] ?? 0) + value * size) };
}

export function meansOf({ seen, totals }: EpochSums): number[] {
  return totals.map((total) => total / seen);
}

/** Values under the names that the model has for them. */
export function toLogs(names: readonly string[], values: readonly number[], prefix = ""): Logs {
  return Object.fromEntries(values.map((value, i) => [`${prefix}${names[i]!}`, value]));
}

/** What `fit` gives, as `tf.History`: the epochs, and each value by epoch. */
export class History {
  epoch: number[] = [];
  history: { [name: string]: number[] } = {};

  add(epoch: number, logs: Logs): void {
    this.epoch.push(epoch);
    for (const [name, value] of Object.entries(logs)) {
      this.history[name] ??= [];
      this.history[name].push(value);
    }
  }
}
