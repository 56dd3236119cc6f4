// The streaming metric of binary cross-entropy.

import type { ElementOptions } from "../loss/elementwise-loss.js";
import { readConfig } from "../options/config.js";
import { crossentropyKind } from "../task/loss-kind.js";
import { ElementwiseMetric, ownerOf } from "./elementwise-metric.js";

export type { MetricConfig, MetricState } from "./elementwise-metric.js";

export interface MetricOptions extends ElementOptions {
  /** The name of the instance. Default `"binary_crossentropy"`. */
  readonly name?: string | undefined;
}

/**
 * Mean binary cross-entropy over batches, as `tf.keras.metrics.BinaryCrossentropy`: Σ w L / Σ w
 * over all samples seen, so that a short last batch counts for what it is.
 *
 * Sums are carried in double precision, and so is the result.
 *
 * @example
 * ```ts
 * import { metrics } from "binary-crossentropy";
 *
 * const metric = new metrics.BinaryCrossentropy();
 * metric.updateState([[0, 1], [0, 0]], [[0.6, 0.4], [0.4, 0.6]]);
 * metric.result(); // 0.815
 * ```
 * Source: `keras/src/metrics/probabilistic_metrics.py` (BinaryCrossentropy).
 */
export class BinaryCrossentropyMetric extends ElementwiseMetric {
  /** @throws ValueError for an option of another name, type or value. */
  constructor(options: MetricOptions = {}) {
    super(crossentropyKind, options);
  }

  /**
   * Builds the metric from a configuration.
   *
   * @throws ValueError for an unknown key and for a value that the option cannot have.
   */
  static fromConfig(config: object): BinaryCrossentropyMetric {
    const owner = `${ownerOf(crossentropyKind)}.fromConfig`;
    return new BinaryCrossentropyMetric(readConfig(owner, config, ["reduction"]));
  }
}
