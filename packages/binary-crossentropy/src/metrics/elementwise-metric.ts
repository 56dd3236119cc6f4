// The metrics that are the mean of a loss whose elements kernels compute.

import type { BinaryCrossentropyConfig } from "../options/config.js";
import type { LossKind } from "../task/loss-kind.js";
import { prepare } from "../task/prepare.js";
import { BaseMetric } from "./base-metric.js";

export type { MetricState } from "./base-metric.js";

/** The class, as messages name it. */
export const ownerOf = ({ className }: LossKind): string => `metrics.${className}`;

/** The keys of a loss's configuration but for the reduction. */
export type MetricConfig = Omit<BinaryCrossentropyConfig, "reduction">;

/**
 * The base class of metrics that are means of a loss over batches: Σ w L / Σ w over all samples seen,
 * in nats.
 */
export abstract class ElementwiseMetric extends BaseMetric {
  /** @internal */
  protected constructor(kind: LossKind, options: unknown) {
    const owner = ownerOf(kind);
    const configured = kind.configure(owner, options, ["reduction"]);
    super({
      className: kind.className,
      settings: configured.settings,
      options: kind.options,
      omitted: ["reduction"],
      prepare: (args) => prepare(owner, configured, args, true).task,
    });
  }

  /** Keras's keys, and our own where they differ from the default; it survives JSON. */
  override getConfig(): MetricConfig {
    return super.getConfig() as MetricConfig;
  }
}
