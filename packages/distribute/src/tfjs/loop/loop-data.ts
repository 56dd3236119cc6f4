// What a training loop runs on, and what callbacks are told of it.

import type { BatchSchedule } from "../rows/batch-schedule.js";
import type { ModelRows } from "../rows/model-rows.js";
import type { FitSettings } from "./fit-options.js";

export interface LoopData {
  readonly rows: ModelRows;
  readonly validation: ModelRows | undefined;
  readonly batches: BatchSchedule;
  /** What decides the training, in lines. A checkpoint must have the same lines. */
  readonly lines: readonly string[];
}

/** What instances of `tf.Callback` are told of the training. */
export function callbackParams(
  settings: FitSettings,
  data: LoopData,
  names: readonly string[],
): object {
  const { epochs, initialEpoch, batchSize, verbose } = settings;
  const { batches, validation } = data;
  return {
    epochs,
    initialEpoch,
    batchSize,
    samples: batches.samples,
    steps: batches.steps,
    verbose: verbose ? 1 : 0,
    doValidation: validation !== undefined,
    metrics: validation ? [...names, ...names.map((name) => `val_${name}`)] : names,
  };
}
