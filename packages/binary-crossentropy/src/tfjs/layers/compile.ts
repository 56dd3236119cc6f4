// Compiles models with a loss of this package. TensorFlow.js chooses metrics by name from the
// losses that it knows. Beside other losses, "accuracy" would read logits as probabilities, and
// several labels as one class.

import { didYouMean, refuse, show } from "../../errors.js";
import { binaryAccuracy } from "../accuracy.js";
import { accuracySums } from "../weighted-sums.js";
import { readLossWeights, setLossWeights } from "./loss-weights.js";
import { metricsOf } from "./metric-lists.js";
import type { SumsOf } from "./metric-sums.js";
import { type LayersModel, userMetrics } from "./model.js";
import type { CompileArguments, OutputFunction } from "./model-data.js";
import { isPackageLoss, namedLoss, type PackageLoss, packageLoss } from "./package-losses.js";
import { setFindLogits } from "./sigmoid-heads.js";
import { checkMetrics, weightedMetric, weightedName, withWeighted } from "./weighted-metrics.js";
import { withoutWeights } from "./weights.js";

export function wrapCompile(prototype: LayersModel): void {
  const { compile } = prototype;
  prototype.compile = function (args) {
    const losses = lossesOf(args);
    const isOwn = losses.some(isPackageLoss);
    if (isOwn) checkOptions(args);
    // Other models have neither: TensorFlow.js ignores both.
    const isKnown = isOwn || losses.some((loss) => namedLoss(loss) !== undefined);
    const lossWeights = isKnown ? readLossWeights(this.outputNames, args.lossWeights) : undefined;
    const known = isKnown ? args : { ...args, weightedMetrics: undefined };
    compileMetrics(this, known, (given) => compile.call(this, given));
    setLossWeights(this, lossWeights);
    setFindLogits(this, args.findLogits ?? true);
  };
}

function lossesOf({ loss }: CompileArguments): unknown[] {
  return typeof loss === "object" && loss !== null ? Object.values(loss) : [loss];
}

// A name that ends in another one comes before it, to be proposed first.
const known = ["optimizer", "loss", "weightedMetrics", "metrics", "lossWeights", "findLogits"];

/**
 * TensorFlow.js ignores options that it does not know.
 *
 * @throws ValueError for such an option, and for a value that one of this package cannot have.
 */
function checkOptions(args: CompileArguments): void {
  checkKeys(args);
  const { findLogits } = args;
  if (typeof (findLogits ?? true) !== "boolean")
    refuse("LayersModel.compile", "findLogits", "be true or false", show(findLogits));
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

/**
 * Compiles a model whose metrics read labels and predictions the way its losses do, and whose
 * weighted metrics take weights.
 */
function compileMetrics(
  model: LayersModel,
  args: CompileArguments,
  compile: (args: CompileArguments) => void,
): void {
  const { metrics, weightedMetrics } = args;
  if (weightedMetrics === undefined || weightedMetrics === null) compile(args);
  else {
    checkMetrics(model.outputNames, "metrics", metrics);
    checkMetrics(model.outputNames, "weightedMetrics", weightedMetrics);
    compile({ ...args, metrics: withWeighted(model.outputNames, metrics, weightedMetrics) });
    model.metrics = metrics;
  }
  const { metricsNames } = model;
  const compiled = userMetrics(model);
  const first = metricsNames.length - compiled.length;
  let place = 0;
  for (const [output, name] of model.outputNames.entries()) {
    const loss = packageLoss(model.lossFunctions[output]);
    for (const metric of metricsOf(metrics, name)) {
      const adapted = adapt(metric, loss);
      if (adapted) compiled[place]![0] = adapted;
      place++;
    }
    for (const metric of metricsOf(weightedMetrics, name)) {
      const at = first + place;
      const outputName = model.outputNames.length > 1 ? name : undefined;
      const unique = weightedName(metricsNames[at]!, metricsNames.slice(0, at), outputName);
      metricsNames[at] = unique;
      compiled[place]![0] = weightedMetric(unique, compiled[place]![0], sumsOfNamed(metric, loss));
      place++;
    }
  }
}

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
function adapt(
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
function sumsOfNamed(
  metric: string | OutputFunction,
  loss: PackageLoss | undefined,
): SumsOf | undefined {
  return typeof metric === "string" && loss ? metricNamed(metric)?.sums(loss) : undefined;
}

function metricNamed(name: string) {
  return Object.hasOwn(metricNames, name) ? metricFunctions[metricNames[name]!] : undefined;
}
