// The results of the trainings, for the pictures and the summary.

import type { Stage } from "./stages.js";

/** The numbers after an epoch of a stage. Epoch 0 is before the first update. */
export interface EpochEntry {
  readonly stage: string;
  readonly epoch: number;
  /** The training loss, weighted or oversampled. At epoch 0 the plain loss of all training rows. */
  readonly loss: number;
  readonly validationLoss: number;
  readonly averagePrecision: number;
}

/** What the best weights of a trained stage say about the test rows. */
export interface Result {
  readonly stage: Stage;
  readonly scores: Float32Array;
  readonly loss: number;
}
