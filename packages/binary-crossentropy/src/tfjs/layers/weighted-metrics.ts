// `weightedMetrics` of compile, as Keras has them: metrics under the weights of samples and classes.
// TensorFlow.js names them and finds their functions among its metrics; here they are given weights.

import { tidy } from "@tensorflow/tfjs-core";
import { didYouMean, refuse, show } from "../../errors.js";
import { valueSums } from "../weighted-sums.js";
import { metricsOf } from "./metric-lists.js";
import { streamed } from "./metric-stream.js";
import { registeredSums, type SumsOf } from "./metric-sums.js";
import type { LayersModel } from "./model.js";
import type { Metrics, OutputFunction } from "./model-data.js";
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

/** @throws ValueError for metrics of an output that the model does not have, and for no metrics. */
export function checkMetrics(names: readonly string[], option: string, metrics: unknown): void {
  if (metrics === undefined || metrics === null || Array.isArray(metrics)) return;
  if (typeof metrics === "string" || typeof metrics === "function") return;
  const owner = "LayersModel.compile";
  if (typeof metrics !== "object") {
    const expected = "be names or functions, for all outputs or by output name";
    refuse(owner, option, expected, show(metrics));
  }
  const unknown = Object.keys(metrics).find((name) => !names.includes(name));
  if (unknown === undefined) return;
  const expected = `have metrics for outputs of ${JSON.stringify(names)}`;
  refuse(owner, option, expected, show(unknown), didYouMean(unknown, names));
}

/** The metrics of each output, those that take weights after the others, as Keras lists them. */
export function withWeighted(
  names: readonly string[],
  metrics: Metrics,
  weightedMetrics: Metrics,
): Metrics {
  const of = (name: string) => [...metricsOf(metrics, name), ...metricsOf(weightedMetrics, name)];
  return Object.fromEntries(names.map((name) => [name, of(name)]));
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
  const what = `${JSON.stringify(name)} of weightedMetrics`;
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
