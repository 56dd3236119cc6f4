// Metrics as `compile` takes them, output by output.

import { didYouMean, refuse, show } from "../../errors.js";
import { isOpaque } from "../../options/read-keys.js";
import type { Metrics, OutputFunction } from "./model-data.js";

/** The metrics of an output, as passed to `compile`: for all outputs, or by output name. */
export function metricsOf(metrics: Metrics, name: string): readonly (string | OutputFunction)[] {
  if (metrics === undefined || metrics === null) return [];
  if (typeof metrics === "string" || typeof metrics === "function") return [metrics];
  if (Array.isArray(metrics)) return metrics;
  return [
    (metrics as Extract<Metrics, { readonly [outputName: string]: unknown }>)[name] ?? [],
  ].flat() as (string | OutputFunction)[];
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
 * @param names The outputs of the model.
 * @throws ValueError for metrics of an output that the model does not have, and for what is no
 * metric.
 */
export function checkMetrics(names: readonly string[], option: string, metrics: unknown): void {
  if (metrics === undefined || metrics === null) return;
  const owner = "LayersModel.compile";
  const form = "be names or functions, for all outputs or by output name";
  if (typeof metrics !== "object" && !isMetric(metrics)) refuse(owner, option, form, show(metrics));
  if (typeof metrics === "object" && !Array.isArray(metrics)) {
    if (isOpaque(metrics)) refuse(owner, option, form, show(metrics));
    const unknown = Object.keys(metrics).find((name) => !names.includes(name));
    if (unknown !== undefined) {
      const expected = `have metrics for outputs of ${JSON.stringify(names)}`;
      refuse(owner, option, expected, show(unknown), didYouMean(unknown, names));
    }
  }
  for (const metric of names.flatMap((name) => metricsOf(metrics as Metrics, name))) {
    if (isMetric(metric)) continue;
    const remedy = Array.isArray(metric) ? "Pass an object by output name." : undefined;
    refuse(owner, option, form, `${show(metric)} among them`, remedy);
  }
}

const isMetric = (metric: unknown) => typeof metric === "string" || typeof metric === "function";
