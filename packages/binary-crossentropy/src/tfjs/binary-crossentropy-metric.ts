// The streaming metric of binary cross-entropy on tensors.

import { BinaryCrossentropyMetric as CoreMetric } from "../metrics/binary-crossentropy-metric.js";
import { readConfig } from "../options/config.js";
import { crossentropyKind } from "../task/loss-kind.js";
import type { ElementOptions } from "./elementwise-loss.js";
import { ElementwiseMetric } from "./elementwise-metric.js";

export interface MetricOptions extends ElementOptions {
  /** The name of the instance. Default `"binary_crossentropy"`. */
  readonly name?: string | undefined;
}

/**
 * Mean binary cross-entropy over batches, as `tf.keras.metrics.BinaryCrossentropy`: Σ w L / Σ w
 * over all samples seen, so that a short last batch counts for what it is. It holds no tensor, and
 * so needs no disposal; `updateState` reads its tensors back from the device.
 *
 * @example
 * ```ts
 * import { metrics } from "binary-crossentropy/tfjs";
 *
 * const metric = new metrics.BinaryCrossentropy();
 * metric.updateState([[0, 1], [0, 0]], [[0.6, 0.4], [0.4, 0.6]]);
 * metric.result().arraySync(); // 0.815
 * ```
 */
export class BinaryCrossentropyMetric extends ElementwiseMetric {
  /** @throws ValueError for an option of another name, type or value. */
  constructor(options: MetricOptions = {}) {
    super(crossentropyKind, CoreMetric, options);
  }

  /**
   * Builds the metric from a configuration.
   *
   * @throws ValueError for an unknown key and for a value that the option cannot have.
   */
  static fromConfig(config: object): BinaryCrossentropyMetric {
    const owner = `metrics.${crossentropyKind.className}.fromConfig`;
    return new BinaryCrossentropyMetric(
      readConfig(owner, config, ["reduction"], crossentropyKind.options) as MetricOptions,
    );
  }
}
