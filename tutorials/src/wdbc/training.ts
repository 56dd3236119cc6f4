// Trains one model on the training rows, watches its loss on the validation rows, and keeps the
// weights of the epoch with the lowest validation loss. The test rows take no part.

import { BinaryCrossentropy } from "binary-crossentropy";
import { withProgress } from "../support/progress.js";
import { RunError } from "../support/run.js";
import { balancedWeights } from "./class-balance.js";
import { bestStep, untilStale } from "./early-stopping.js";
import { column, descend, logits, type Model } from "./logistic-regression.js";
import type { Parts } from "./split.js";

export interface Epoch {
  readonly epoch: number;
  readonly train: number;
  readonly validation: number;
}

export interface Trained {
  readonly name: string;
  /** The epoch with the lowest validation loss, and the model then. */
  readonly best: Epoch;
  readonly model: Model;
  /**
   * The losses in nats, from before the first update to the last epoch: plain or balanced, as the
   * model was trained.
   */
  readonly curve: readonly Epoch[];
}

export interface TrainingOptions {
  readonly name: string;
  readonly balanced: boolean;
  /** Largest number of updates. */
  readonly epochs: number;
  /** Number of epochs without a lower validation loss after which the training stops. */
  readonly patience: number;
  readonly learningRate: number;
}

export const bce = new BinaryCrossentropy({ fromLogits: true });

export async function train(parts: Parts, options: TrainingOptions): Promise<Trained> {
  const steps: Step[] = [];
  const watched = untilStale(observe(parts, options), options.patience);
  const shown = withProgress(watched, options.epochs + 1, (step) => describe(step, options));
  for await (const step of shown) steps.push(step);
  return keepBest(options.name, steps);
}

export type Step = Epoch & { readonly model: Model };

export function keepBest(name: string, steps: readonly Step[]): Trained {
  const { model, ...best } = bestStep(steps);
  return { name, best, model, curve: steps };
}

function describe({ epoch, train, validation }: Epoch, { name, epochs }: TrainingOptions): string {
  const count = String(epoch).padStart(String(epochs).length);
  const losses = `train ${train.toFixed(4)}  validation ${validation.toFixed(4)}`;
  return `${name.padEnd(8)}  epoch ${count}  ${losses}`;
}

/** Yields each step of the descent with the losses of both parts. */
export function* observe(
  { train, validation }: Parts,
  { balanced, epochs, learningRate }: Omit<TrainingOptions, "patience">,
): Generator<Step, void> {
  const [trainWeight, validationWeight] = [train, validation].map(({ labels }) =>
    balanced ? balancedWeights(labels) : undefined,
  );
  for (const { epoch, model, loss } of descend(train, {
    loss: bce,
    learningRate,
    epochs,
    sampleWeight: trainWeight,
  })) {
    const z = logits(model, validation);
    const held = bce(column(validation.labels), column(z), validationWeight);
    if (!Number.isFinite(loss + held))
      throw new RunError(
        `the loss is no longer finite at epoch ${epoch}. Choose a smaller --learning-rate.`,
      );
    yield { epoch, model, train: loss, validation: held };
  }
}
