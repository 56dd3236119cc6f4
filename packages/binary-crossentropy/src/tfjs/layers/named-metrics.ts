// Metrics by name, as the loss beside them means them. TensorFlow.js chooses metrics from the losses
// that it knows: beside others, "accuracy" would read logits as probabilities, and several labels as
// one class.

import { binaryAccuracy } from "../accuracy.js";
import { accuracySums } from "../weighted-sums.js";
import type { SumsOf } from "./metric-sums.js";
import type { OutputFunction } from "./model-data.js";
import { isPackageLoss, type PackageLoss } from "./package-losses.js";
import { withoutWeights } from "./weights.js";

/** The metrics by name that are computed here, by the names that TensorFlow.js has for them. */
const metricNames: Readonly<Record<string, keyof typeof metricFunctions>> = {
  accuracy: "accuracy",
  acc: "accuracy",
  binaryAccuracy: "accuracy",
  crossentropy: "crossentropy",
  ce: "crossentropy",
};

/** How a metric is computed beside a loss, what it is a mean of, and what it adds up. */
const metricFunctions = {
  accuracy: {
    unit: "labels",
    of: (loss: PackageLoss): OutputFunction => {
      return (yTrue, yPred) => binaryAccuracy(yTrue, yPred, loss.fromLogits, loss.ignoreLabel);
    },
    sums: (loss: PackageLoss): SumsOf => accuracySums("LayersModel", loss),
  },
  crossentropy: {
    unit: "cells",
    of: (loss: PackageLoss): OutputFunction => {
      return (yTrue, yPred) => loss.crossentropy(yTrue, yPred);
    },
    sums: (loss: PackageLoss): SumsOf => loss.crossentropySums,
  },
} as const;

const units = new WeakMap<OutputFunction, "labels" | "cells">();

/**
 * What an adapted metric is a mean of, beside a loss that ignores a label; undefined for a mean
 * over rows.
 */
export function unitOf(metric: OutputFunction): "labels" | "cells" | undefined {
  return units.get(metric);
}

/**
 * The function that computes a metric beside this loss; undefined where TensorFlow.js's own is
 * right.
 */
export function adapt(
  metric: string | OutputFunction,
  loss: PackageLoss | undefined,
): OutputFunction | undefined {
  // A loss as a metric, even the model's own loss, is not weighted.
  if (typeof metric === "function")
    return isPackageLoss(metric)
      ? (yTrue, yPred) => withoutWeights(() => metric(yTrue, yPred))
      : undefined;
  const named = metricNamed(metric);
  if (!loss || !named) return undefined;
  const { unit, of } = named;
  const adapted = of(loss);
  if (loss.ignoreLabel !== undefined) units.set(adapted, unit);
  return adapted;
}

/** What a metric by name adds up beside this loss; undefined where TensorFlow.js's own is right. */
export function sumsOfNamed(
  metric: string | OutputFunction,
  loss: PackageLoss | undefined,
): SumsOf | undefined {
  return typeof metric === "string" && loss ? metricNamed(metric)?.sums(loss) : undefined;
}

function metricNamed(name: string) {
  return Object.hasOwn(metricNames, name) ? metricFunctions[metricNames[name]!] : undefined;
}
