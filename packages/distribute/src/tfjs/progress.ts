// How far a training is: what a checkpoint has beside weights.

import type { EpochSums } from "./epoch-logs.js";

/** It survives JSON. */
export interface Progress {
  /** Epochs that are complete, and steps of the one after them. */
  readonly epoch: number;
  readonly step: number;
  /** Whether the training is over before its last epoch, since a callback asked for it. */
  readonly isStopped: boolean;
  /** Of the epoch that is not complete. */
  readonly sums: EpochSums;
  readonly history: {
    readonly epoch: readonly number[];
    readonly history: { readonly [name: string]: readonly number[] };
  };
  /** Of the callbacks of each replica. */
  readonly callbacks: readonly (readonly unknown[])[];
}

export const nothingDone: Progress = {
  epoch: 0,
  step: 0,
  isStopped: false,
  sums: { seen: 0, totals: [] },
  history: { epoch: [], history: {} },
  callbacks: [],
};
