// A streaming metric over the batches of all replicas.

import { refuse, show } from "binary-crossentropy/internal";
import { replicaThatDiffers } from "./comparisons.js";
import { getStrategy } from "./current-strategy.js";
import type { Strategy } from "./strategy.js";

/**
 * What a metric needs in order to be merged: `metrics.BinaryCrossentropy` of every entry has it.
 */
export interface MergeableMetric {
  state(): { readonly total: number; readonly count: number; readonly power?: number };
  merge(state: { total: number; count: number; power?: number }): void;
  getConfig(): object;
}

/**
 * A new metric with the sums of all replicas, merged in the order of the replicas. It is the same
 * on every replica, and equal to the metric of one machine that sees all batches. Every replica
 * calls this function. The metric that was passed stays as it is.
 *
 * @param metric A `metrics.BinaryCrossentropy` with the same options on every replica.
 * @param strategy Default: the strategy in whose scope this is called.
 * @returns A metric of the same class.
 * @throws ValueError for a value that is not such a metric, and on every replica where one has
 * other options.
 * @example
 * ```ts
 * import { metrics } from "binary-crossentropy";
 * import { mergeMetric } from "binary-crossentropy-distribute";
 *
 * const metric = new metrics.BinaryCrossentropy();
 * metric.updateState([[0, 1], [0, 0]], [[0.6, 0.4], [0.4, 0.6]]);
 * mergeMetric(metric).result(); // 0.815
 * ```
 */
export function mergeMetric<Metric extends MergeableMetric>(
  metric: Metric,
  strategy: Strategy = getStrategy(),
): Metric {
  const owner = "mergeMetric";
  const Class = metric?.constructor as { fromConfig?: (config: object) => Metric } | undefined;
  if (typeof metric?.state !== "function" || typeof Class?.fromConfig !== "function") {
    refuse(owner, "metric", "be a metrics.BinaryCrossentropy", show(metric));
  }
  const config = metric.getConfig();
  const options = `${(Class as { name?: string }).name} ${JSON.stringify({ ...config, name: undefined })}`;
  const all = strategy.gather({ options, state: metric.state() }, owner);
  const other = replicaThatDiffers(all.map(({ options }) => options));
  if (other >= 0)
    refuse(
      owner,
      "metric",
      `have the options ${all[0]!.options} on every replica`,
      `${all[other]!.options} on replica ${other}`,
    );
  const merged = Class.fromConfig(config);
  for (const { state } of all) merged.merge(state);
  return merged;
}
