// Trains one model on the training rows and watches its loss on the held-out ones.

import { BinaryCrossentropy } from "binary-crossentropy";
import { withProgress } from "../support/progress.js";
import { RunError } from "../support/run.js";
import { balancedWeights } from "./class-balance.js";
import { column, descend, logits, type Model } from "./logistic-regression.js";
import type { Parts } from "./split.js";

export interface Epoch {
  readonly epoch: number;
  readonly train: number;
  readonly test: number;
}

export interface Trained {
  readonly name: string;
  readonly model: Model;
  /**
   * The losses in nats from before the first update to after the last, as the model was trained:
   * plain or balanced.
   */
  readonly curve: readonly Epoch[];
}

export interface TrainingOptions {
  readonly name: string;
  readonly balanced: boolean;
  readonly epochs: number;
  readonly learningRate: number;
}

export const bce = new BinaryCrossentropy({ fromLogits: true });

export async function train(parts: Parts, options: TrainingOptions): Promise<Trained> {
  const curve: Epoch[] = [];
  let model: Model | undefined;
  for await (const step of withProgress(observe(parts, options), options.epochs + 1, (step) =>
    describe(step, options),
  )) {
    curve.push({ epoch: step.epoch, train: step.train, test: step.test });
    model = step.model;
  }
  return { name: options.name, model: model!, curve };
}

function describe({ epoch, train, test }: Epoch, { name, epochs }: TrainingOptions): string {
  const count = String(epoch).padStart(String(epochs).length);
  return `${name.padEnd(8)}  epoch ${count}  train ${train.toFixed(4)}  test ${test.toFixed(4)}`;
}

/** Each step of the descent with the loss on both parts. */
export function* observe(
  parts: Parts,
  { balanced, epochs, learningRate }: TrainingOptions,
): Generator<Epoch & { model: Model }> {
  const [trainWeight, testWeight] = [parts.train, parts.test].map(({ labels }) =>
    balanced ? balancedWeights(labels) : undefined,
  );
  for (const { epoch, model, loss } of descend(parts.train, {
    loss: bce,
    learningRate,
    epochs,
    sampleWeight: trainWeight,
  })) {
    const test = bce(column(parts.test.labels), column(logits(model, parts.test)), testWeight);
    if (!Number.isFinite(loss + test))
      throw new RunError(
        `the loss is no longer finite at epoch ${epoch}. Choose a smaller --learning-rate.`,
      );
    yield { epoch, model, train: loss, test };
  }
}
