// The streaming metric of binary focal cross-entropy on tensors.

import {
  BinaryFocalCrossentropyMetric as CoreMetric,
  type FocalMetricConfig,
} from "../metrics/binary-focal-crossentropy-metric.js";
import { readConfig } from "../options/config.js";
import { focalKind } from "../task/focal-kind.js";
import type { FocalElementOptions } from "./binary-focal-crossentropy.js";
import { ElementwiseMetric } from "./elementwise-metric.js";

export interface FocalMetricOptions extends FocalElementOptions {
  /** The name of the instance. Default `"binary_focal_crossentropy"`. */
  readonly name?: string | undefined;
}

/**
 * Mean binary focal cross-entropy over batches: Σ w L / Σ w over all samples seen. It holds no tensor,
 * and so needs no disposal; `updateState` reads its tensors back from the device.
 *
 * @example
 * ```ts
 * import { metrics } from "binary-crossentropy/tfjs";
 *
 * const metric = new metrics.BinaryFocalCrossentropy({ gamma: 2 });
 * metric.updateState([[0, 1], [0, 0]], [[0.6, 0.4], [0.4, 0.6]]);
 * metric.result().arraySync(); // 0.268
 * ```
 */
export class BinaryFocalCrossentropyMetric extends ElementwiseMetric {
  /** @throws ValueError for an option of another name, type or value. */
  constructor(options: FocalMetricOptions = {}) {
    super(focalKind, CoreMetric, options);
  }

  /** Keras's keys, and our own where they differ from the default; it survives JSON. */
  override getConfig(): FocalMetricConfig {
    return super.getConfig() as FocalMetricConfig;
  }

  /**
   * Builds the metric from a configuration.
   *
   * @throws ValueError for an unknown key and for a value that the option cannot have.
   */
  static fromConfig(config: object): BinaryFocalCrossentropyMetric {
    const owner = `metrics.${focalKind.className}.fromConfig`;
    return new BinaryFocalCrossentropyMetric(
      readConfig(owner, config, ["reduction"], focalKind.options) as FocalMetricOptions,
    );
  }
}
