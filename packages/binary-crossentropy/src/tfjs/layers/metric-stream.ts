// Weighted metrics over the batches of an epoch. TensorFlow.js takes the mean of what batches give
// by their sizes, which is wrong for a weighted mean: the sizes are not its weights. So Σ w v and
// Σ w are kept here, and each batch gives the number with which TensorFlow.js's mean over the
// batches so far is that of the sums.

import {
  add,
  dispose,
  div,
  divNoNan,
  isFinite as isAFiniteNumber,
  keep,
  mul,
  scalar,
  sub,
  type Tensor,
  tidy,
  where,
} from "@tensorflow/tfjs-core";
import type { WeightedSums } from "./metric-sums.js";

interface State {
  readonly sum: Tensor;
  readonly weight: Tensor;
  /** Σ w v / Σ w so far. */
  readonly mean: Tensor;
  /** What TensorFlow.js has added up: the batches' numbers, each times its rows. */
  readonly total: Tensor;
  readonly rows: number;
}

/** The weighted metrics of one training or evaluation. */
export class MetricStream {
  readonly #states = new Map<object, State>();

  /** Adds a batch of a metric, and gives what TensorFlow.js is to add to its mean. */
  add(metric: object, batch: WeightedSums, batchRows: number): Tensor {
    const before = this.#states.get(metric);
    return tidy(() => {
      const sum = before ? add(before.sum, batch.sum) : batch.sum.clone();
      const weight = before ? add(before.weight, batch.weight) : batch.weight.clone();
      const mean = meanOf({ sum, weight });
      const rows = (before?.rows ?? 0) + batchRows;
      const added = before?.total ?? scalar(0);
      const missing = sub(mul(mean, rows), added);
      // An infinite mean stays infinite.
      const value = where(isAFiniteNumber(missing), div(missing, batchRows), mean);
      const total = add(added, mul(value, batchRows));
      for (const tensor of [sum, weight, mean, total]) keep(tensor);
      this.#states.set(metric, { sum, weight, mean, total, rows });
      release(before);
      return value;
    });
  }

  /** The weighted mean over the batches so far; undefined before the first. */
  mean(metric: object): Tensor | undefined {
    return this.#states.get(metric)?.mean;
  }

  /** Forgets all batches. */
  reset(): void {
    for (const state of this.#states.values()) release(state);
    this.#states.clear();
  }
}

function release(state: State | undefined): void {
  if (state) dispose([state.sum, state.weight, state.mean, state.total]);
}

const meanOf = ({ sum, weight }: WeightedSums) => divNoNan(sum, weight);

let active: MetricStream | undefined;

/** Runs a batch whose weighted metrics go on from those before; without a stream it is alone. */
export function withStream<T>(stream: MetricStream | undefined, run: () => T): T {
  const before = active;
  active = stream;
  try {
    return run();
  } finally {
    active = before;
  }
}

/** What a weighted metric returns of a batch of so many rows. */
export function streamed(metric: object, batch: WeightedSums, rows: number): Tensor {
  return active ? active.add(metric, batch, rows) : meanOf(batch);
}
