// Compiles models with a loss of this package. TensorFlow.js chooses metrics by name from the
// losses that it knows. Beside other losses, "accuracy" would read logits as probabilities, and
// several labels as one class.

import { didYouMean, refuse, show } from "../../errors.js";
import { binaryAccuracy } from "../accuracy.js";
import { readLossWeights, setLossWeights } from "./loss-weights.js";
import { type LayersModel, userMetrics } from "./model.js";
import type { CompileArguments, Metrics, OutputFunction } from "./model-data.js";
import { isPackageLoss, type PackageLoss, packageLoss } from "./package-losses.js";
import { setFindLogits } from "./sigmoid-heads.js";
import { hasPackageLoss, withoutWeights } from "./weights.js";

export function wrapCompile(prototype: LayersModel): void {
  const { compile } = prototype;
  prototype.compile = function (args) {
    const lossWeights = checkCompile(this, args);
    compile.call(this, args);
    setLossWeights(this, lossWeights);
    setFindLogits(this, args.findLogits ?? true);
    if (!hasPackageLoss(this)) return;
    adaptMetrics(this, args.metrics);
  };
}

const known = ["optimizer", "loss", "metrics", "lossWeights", "findLogits"];

/**
 * TensorFlow.js ignores options that it does not know, the weights of metrics among them.
 *
 * @returns The weights of the losses, if one of them is of this package.
 * @throws ValueError for such an option, and for a value that one of this package cannot have.
 */
function checkCompile(
  { outputNames }: LayersModel,
  args: CompileArguments,
): readonly number[] | undefined {
  const { loss, lossWeights, findLogits } = args;
  const losses = typeof loss === "object" && loss !== null ? Object.values(loss) : [loss];
  if (!losses.some(isPackageLoss)) return undefined;
  checkKeys(args);
  if (typeof (findLogits ?? true) !== "boolean")
    refuse("LayersModel.compile", "findLogits", "be true or false", show(findLogits));
  return readLossWeights(outputNames, lossWeights);
}

function checkKeys(args: CompileArguments): void {
  const unknown = Object.entries(args).find(
    ([key, value]) => !known.includes(key) && value !== undefined && value !== null,
  );
  if (unknown === undefined) return;
  const [key] = unknown;
  refuse(
    "LayersModel.compile",
    "options",
    `have no other keys than ${known.join(", ")}`,
    show(key),
    didYouMean(key, known),
  );
}

/** Makes the metrics of a compiled model read labels and predictions the way its losses do. */
function adaptMetrics(model: LayersModel, metrics: Metrics): void {
  const compiled = userMetrics(model);
  let place = 0;
  for (const [output, name] of model.outputNames.entries()) {
    for (const metric of metricsOf(metrics, name)) {
      const adapted = adapt(metric, packageLoss(model.lossFunctions[output]));
      if (adapted) compiled[place]![0] = adapted;
      place++;
    }
  }
}

/** The metrics of an output, as passed to `compile`: for all outputs, or by output name. */
function metricsOf(metrics: Metrics, name: string): readonly (string | OutputFunction)[] {
  if (metrics === undefined || metrics === null) return [];
  if (typeof metrics === "string" || typeof metrics === "function") return [metrics];
  if (Array.isArray(metrics)) return metrics;
  return [
    (metrics as Extract<Metrics, { readonly [outputName: string]: unknown }>)[name] ?? [],
  ].flat() as (string | OutputFunction)[];
}

/** The metrics by name that are computed here, by the names that TensorFlow.js has for them. */
const metricNames: Readonly<Record<string, keyof typeof metricFunctions>> = {
  accuracy: "accuracy",
  acc: "accuracy",
  binaryAccuracy: "accuracy",
  crossentropy: "crossentropy",
  ce: "crossentropy",
};

/** How a metric is computed beside a loss, and what it is a mean of. */
const metricFunctions = {
  accuracy: {
    unit: "labels",
    of: (loss: PackageLoss): OutputFunction => {
      return (yTrue, yPred) => binaryAccuracy(yTrue, yPred, loss.fromLogits, loss.ignoreLabel);
    },
  },
  crossentropy: {
    unit: "cells",
    of: (loss: PackageLoss): OutputFunction => {
      return (yTrue, yPred) => loss.crossentropy(yTrue, yPred);
    },
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
function adapt(
  metric: string | OutputFunction,
  loss: PackageLoss | undefined,
): OutputFunction | undefined {
  // A loss as a metric, even the model's own loss, is not weighted.
  if (typeof metric === "function")
    return isPackageLoss(metric)
      ? (yTrue, yPred) => withoutWeights(() => metric(yTrue, yPred))
      : undefined;
  if (!loss || !Object.hasOwn(metricNames, metric)) return undefined;
  const { unit, of } = metricFunctions[metricNames[metric]!];
  const adapted = of(loss);
  if (loss.ignoreLabel !== undefined) units.set(adapted, unit);
  return adapted;
}
