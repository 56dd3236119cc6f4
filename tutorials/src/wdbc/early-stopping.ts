// When a training stops, and which of its steps is kept: what Keras's EarlyStopping does with
// `monitor="val_loss"` and `restore_best_weights=True`.

export interface Watched {
  readonly epoch: number;
  /** The loss of rows that the model does not learn from. */
  readonly validation: number;
}

/** Passes the steps on until the validation loss has not fallen for `patience` epochs. */
export function* untilStale<Step extends Watched>(
  steps: Iterable<Step>,
  patience: number,
): Generator<Step, void> {
  let best: Watched = { epoch: 0, validation: Infinity };
  for (const step of steps) {
    yield step;
    if (step.validation < best.validation) best = step;
    else if (step.epoch - best.epoch >= patience) return;
  }
}

/** The step with the lowest validation loss, and of several the first. */
export function bestStep<Step extends Watched>(steps: readonly Step[]): Step {
  return steps.reduce((best, step) => (step.validation < best.validation ? step : best));
}
