// Metrics as `compile` takes them, output by output.

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
