// How far a training is.

import { addBatch, type EpochSums, History, noSums } from "./epoch-logs.js";

/** Progress as a checkpoint keeps it. */
export interface SavedProgress {
  /** Number of epochs that are complete, and of steps in the one after them. */
  readonly epoch: number;
  readonly step: number;
  /** Whether a callback has ended the training before its last epoch. */
  readonly isStopped: boolean;
  /** Of the epoch that is not complete. */
  readonly sums: EpochSums;
  readonly history: {
    readonly epoch: readonly number[];
    readonly history: { readonly [name: string]: readonly number[] };
  };
  /** The states of the callbacks, by replica. */
  readonly callbacks: readonly (readonly unknown[])[];
}

export class Progress {
  /** Number of epochs that are complete. */
  epoch: number;
  /** Number of steps that are done in the epoch after them. */
  step = 0;
  /** Whether a callback, on any replica, has ended the training. */
  isStopped = false;
  sums: EpochSums = noSums;
  readonly history = new History();

  constructor(initialEpoch: number) {
    this.epoch = initialEpoch;
  }

  takeUp({ epoch, step, isStopped, sums, history }: SavedProgress): void {
    Object.assign(this, { epoch, step, isStopped, sums });
    this.history.epoch = [...history.epoch];
    this.history.history = Object.fromEntries(
      Object.entries(history.history).map(([name, values]) => [name, [...values]]),
    );
  }

  /** @param size Number of rows in the batch, over all replicas. */
  addStep(values: readonly number[], size: number): void {
    this.sums = addBatch(this.sums, values, size);
    this.step += 1;
  }

  endEpoch(): void {
    this.epoch += 1;
    this.step = 0;
    this.sums = noSums;
  }

  /** @param callbacks The states of the callbacks, by replica. */
  toSaved(callbacks: readonly (readonly unknown[])[]): SavedProgress {
    const { epoch, step, isStopped, sums, history } = this;
    return { epoch, step, isStopped, sums, history, callbacks };
  }
}
