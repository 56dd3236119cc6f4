// The streaming metric of binary focal cross-entropy.

import type { FocalElementOptions } from "../loss/binary-focal-crossentropy.js";
import { type BinaryFocalCrossentropyConfig, readConfig } from "../options/config.js";
import { focalKind } from "../task/focal-kind.js";
import { ElementwiseMetric, ownerOf } from "./elementwise-metric.js";

export interface FocalMetricOptions extends FocalElementOptions {
  /** The name of the instance. Default `"binary_focal_crossentropy"`. */
  readonly name?: string | undefined;
}

/** The keys of a focal loss's configuration but for the reduction. */
export type FocalMetricConfig = Omit<BinaryFocalCrossentropyConfig, "reduction">;

/**
 * Mean binary focal cross-entropy over batches: Σ w L / Σ w over all samples seen, so that a short
 * last batch counts for what it is.
 *
 * Sums are carried in double precision, and so is the result.
 *
 * @example
 * ```ts
 * import { metrics } from "binary-crossentropy";
 *
 * const metric = new metrics.BinaryFocalCrossentropy({ gamma: 2 });
 * metric.updateState([[0, 1], [0, 0]], [[0.6, 0.4], [0.4, 0.6]]);
 * metric.result(); // 0.268
 * ```
 */
export class BinaryFocalCrossentropyMetric extends ElementwiseMetric {
  /**
   * @throws ValueError for an option of another name, type or value, and for `posWeight` beside
   * `applyClassBalancing`.
   */
  constructor(options: FocalMetricOptions = {}) {
    super(focalKind, options);
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
    const owner = `${ownerOf(focalKind)}.fromConfig`;
    const { options } = focalKind;
    return new BinaryFocalCrossentropyMetric(readConfig(owner, config, ["reduction"], options));
  }
}
