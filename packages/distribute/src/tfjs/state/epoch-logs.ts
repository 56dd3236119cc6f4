// The values of an epoch: means over its batches, weighted by their sizes, as in TensorFlow.js.

/**
 * The values of a batch or an epoch by name: `loss`, the metrics, and with the prefix `val_` those
 * of the validation data.
 */
export type Logs = { [name: string]: number };

/** The sums over an epoch so far. */
export interface EpochSums {
  readonly seen: number;
  readonly totals: readonly number[];
}

export const noSums: EpochSums = { seen: 0, totals: [] };

/** The sums after one more batch. */
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

/** Values under the model's names for them. */
export function toLogs(names: readonly string[], values: readonly number[], prefix = ""): Logs {
  return Object.fromEntries(values.map((value, i) => [`${prefix}${names[i]!}`, value]));
}

/** What `fit` returns, as `tf.History`: the epochs, and the values of each by epoch. */
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
