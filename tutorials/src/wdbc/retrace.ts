// Repeats what TensorFlow computed: five logistic regressions with its BinaryCrossentropy, with 100
// losses each, on all rows.

import { readFileSync } from "node:fs";
import { BinaryCrossentropy } from "binary-crossentropy";
import { balancedWeights } from "./class-balance.js";
import { columnStatistics, type Dataset, readWdbc, standardise } from "./data.js";
import { descend, type Model } from "./logistic-regression.js";

export interface ReferenceRun {
  readonly options: {
    readonly from_logits: boolean;
    readonly label_smoothing?: number;
    readonly reduction?: "sum";
  };
  /** A description of the balanced class weights, or null. */
  readonly sample_weight: string | null;
  readonly learning_rate: number;
  /** Each taken before its update. */
  readonly losses: readonly number[];
  readonly final_w: readonly number[];
  readonly final_b: number;
}

export interface Retraced {
  readonly losses: readonly number[];
  readonly model: Model;
  /** The largest relative difference of a loss from the reference. */
  readonly difference: number;
}

/**
 * The largest allowed relative difference of a loss from the reference. TensorFlow computes in
 * float32, whose rounding errors of 6e−8 per operation add up over 569 rows and 100 updates.
 */
export const tolerance = 2e-5;

export function readReferenceRuns(): { reference: string; runs: ReferenceRun[] } {
  return JSON.parse(
    readFileSync(new URL("../../../test/goldens/training.json", import.meta.url), "utf8"),
  );
}

/** All rows, standardised with their own statistics. */
export function referenceData(): Dataset {
  const data = readWdbc();
  return standardise(data, columnStatistics(data));
}

export function retrace(data: Dataset, run: ReferenceRun): Retraced {
  const { from_logits, label_smoothing, reduction } = run.options;
  const steps = descend(data, {
    loss: new BinaryCrossentropy({
      fromLogits: from_logits,
      labelSmoothing: label_smoothing,
      reduction: reduction ?? "auto",
    }),
    learningRate: run.learning_rate,
    epochs: run.losses.length,
    sampleWeight: run.sample_weight === null ? undefined : balancedWeights(data.labels),
  });
  const all = [...steps];
  const losses = all.slice(0, -1).map(({ loss }) => loss);
  const differences = losses.map(
    (loss, i) => Math.abs(loss - run.losses[i]!) / Math.abs(run.losses[i]!),
  );
  return { losses, model: all.at(-1)!.model, difference: Math.max(...differences) };
}

/** The options of a run in words. */
export function describeRun({ options, sample_weight }: ReferenceRun): string {
  return [
    options.from_logits ? "logits" : "probabilities",
    options.label_smoothing !== undefined && `label smoothing ${options.label_smoothing}`,
    sample_weight !== null && "class-balanced",
    options.reduction !== undefined && `reduction "${options.reduction}"`,
  ]
    .filter(Boolean)
    .join(", ");
}
