// Compiles models with a loss of this package, or with one by its name: options that TensorFlow.js
// does not have, and metrics that are computed here.

import { didYouMean, refuse, show } from "../../errors.js";
import { readLossWeights, setLossWeights } from "./loss-weights.js";
import { checkMetrics, metricsOf, withWeighted } from "./metric-lists.js";
import { type LayersModel, userMetrics } from "./model.js";
import type { CompileArguments } from "./model-data.js";
import { adapt, sumsOfNamed } from "./named-metrics.js";
import { isPackageLoss, namedLoss, packageLoss } from "./package-losses.js";
import { setFindLogits } from "./sigmoid-heads.js";
import { weightedMetric, weightedName } from "./weighted-metrics.js";

export function wrapCompile(prototype: LayersModel): void {
  const { compile } = prototype;
  prototype.compile = function (args) {
    const losses = lossesOf(args);
    const isOwn = losses.some(isPackageLoss);
    if (isOwn) checkOptions(args);
    const isKnown = isOwn || losses.some((loss) => namedLoss(loss) !== undefined);
    const lossWeights = isKnown ? readLossWeights(this.outputNames, args.lossWeights) : undefined;
    if (isKnown) compileMetrics(this, args, (given) => compile.call(this, given));
    else compile.call(this, args);
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
