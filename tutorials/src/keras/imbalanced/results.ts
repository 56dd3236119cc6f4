// What the trainings leave behind, for the pictures and the report.

import type { Stage } from "./stages.js";

/** What was read after an epoch of a stage; epoch 0 is before the first update. */
export interface EpochEntry {
  readonly stage: string;
  readonly epoch: number;
  /**
   * As it is trained on, weighted or oversampled; at epoch 0 the plain loss of all training rows.
   */
  readonly loss: number;
  readonly validationLoss: number;
  readonly averagePrecision: number;
}

/** A stage that was trained, by what its best weights say about the test rows. */
export interface Result {
  readonly stage: Stage;
  readonly scores: Float32Array;
  readonly loss: number;
}
