// `weightedMetrics` of compile, as Keras has them: metrics under the weights of samples and classes.
// TensorFlow.js names them and finds their functions among its metrics; here they are given weights.

import { tidy } from "@tensorflow/tfjs-core";
import { valueSums } from "../weighted-sums.js";
import { streamed } from "./metric-stream.js";
import { registeredSums, type SumsOf } from "./metric-sums.js";
import type { LayersModel } from "./model.js";
import type { OutputFunction } from "./model-data.js";
import { maskOf } from "./output-masks.js";
import { weightInBatch, withoutWeights } from "./weights.js";

const weighted = new WeakSet<OutputFunction>();

/** Whether the model was compiled with metrics that take weights. */
export function hasWeightedMetrics({ metricsTensors }: LayersModel): boolean {
  return metricsTensors?.some(([metric]) => weighted.has(metric)) ?? false;
}

/** The weighted metrics of a model, by their names in its logs. */
export function weightedMetricsOf(model: LayersModel): [string, OutputFunction][] {
  const names = model.getDedupedMetricsNames();
  return model.metricsTensors.flatMap(([metric], i): [string, OutputFunction][] =>
    weighted.has(metric) ? [[names[i + 1]!, metric]] : [],
  );
}

/**
 * The metric of a compiled model that takes weights.
 *
 * @param compiled The function that TensorFlow.js found for it.
 * @param sumsOf What it adds up, where that is known.
 */
export function weightedMetric(
  name: string,
  compiled: OutputFunction,
  sumsOf: SumsOf | undefined,
): OutputFunction {
  const unweighted: OutputFunction = (yTrue, yPred) => withoutWeights(() => compiled(yTrue, yPred));
  const what = `${name === "" ? "a function" : JSON.stringify(name)} of weightedMetrics`;
  const sums = sumsOf ?? registeredSums(compiled) ?? valueSums("LayersModel", what, unweighted);
  const metric: OutputFunction = (yTrue, yPred) =>
    tidy(() => {
      const args = { yTrue, yPred, sampleWeight: weightInBatch(yTrue), mask: maskOf(yPred) };
      return streamed(metric, sums(args), yTrue.shape[0]!);
    });
  weighted.add(metric);
  return metric;
}

/** The name of a weighted metric: as Keras has it where another metric has the same. */
export function weightedName(name: string, others: readonly string[], output: string | undefined) {
  if (!others.includes(name)) return name;
  return output === undefined
    ? `weighted_${name}`
    : `${output}_weighted_${name.slice(output.length + 1)}`;
}
