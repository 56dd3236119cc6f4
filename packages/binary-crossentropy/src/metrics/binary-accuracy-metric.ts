// The streaming metric of binary accuracy.

import { logitOf } from "../activations/logit.js";
import { identityKernel } from "../kernels/identity-kernel.js";
import type { ElementOptions } from "../loss/elementwise-loss.js";
import {
  type AccuracySettings,
  accuracyOptions,
  notOfAccuracy,
} from "../options/accuracy-options.js";
import { readConfig } from "../options/config.js";
import { readOptions } from "../options/read-options.js";
import { align } from "../shape/align.js";
import { type Arguments, openOperands } from "../task/operands.js";
import { createTask, type Task } from "../task/task.js";
import { checkMask } from "../task/validate.js";
import { roundTo, toNdArray } from "../tensor/ndarray.js";
import { contiguous } from "../tensor/read-tensor.js";
import type { Dtype } from "../types.js";
import { BaseMetric } from "./base-metric.js";

export interface AccuracyOptions
  extends Pick<ElementOptions, "fromLogits" | "axis" | "dtype" | "ignoreLabel"> {
  /** The probability, in (0, 1), above which a prediction is one of a label of 1. Default 0.5. */
  readonly threshold?: number | undefined;
  /** The name of the instance. Default `"binary_accuracy"`. */
  readonly name?: string | undefined;
}

/** A configuration: Keras's keys, and our own only where they differ from the default. */
export interface BinaryAccuracyConfig {
  name: string;
  threshold: number;
  from_logits?: boolean;
  axis?: number | number[] | null;
  dtype?: string;
  ignore_label?: number | "NaN";
  [key: string]: unknown;
}

const className = "BinaryAccuracy";
const owner = `metrics.${className}`;

/**
 * How often predictions match labels, over batches, as `keras.metrics.BinaryAccuracy`: Σ w a / Σ w
 * over all samples seen, where a is the share of the sample's labels that are predicted.
 *
 * *Defined as* the mean over `axis` of [y = 1] where p > threshold and of [y = 0] elsewhere; for
 * logits p is their sigmoid. As in Keras a label that is neither 0 nor 1 is never predicted, and a
 * prediction that is NaN is one of 0.
 *
 * *Computed as* z > logit(threshold) for logits. Probabilities are compared in the compute dtype, to
 * which the threshold is rounded.
 *
 * @example
 * ```ts
 * import { metrics } from "binary-crossentropy";
 *
 * const accuracy = new metrics.BinaryAccuracy();
 * accuracy([[1], [1], [0], [0]], [[0.98], [1], [0], [0.6]]); // 0.75
 * accuracy([[1]], [[0.9]]); // 0.8
 * accuracy.resetState();
 * accuracy([[1], [1], [0], [0]], [[0.98], [1], [0], [0.6]], [1, 0, 0, 1]); // 0.5
 *
 * new metrics.BinaryAccuracy({ fromLogits: true })([[1], [0]], [[0.3], [-0.2]]); // 1
 * ```
 * Source: `keras/src/metrics/accuracy_metrics.py` (BinaryAccuracy).
 */
export class BinaryAccuracyMetric extends BaseMetric {
  /** @throws ValueError for an option of another name, type or value. */
  constructor(options: AccuracyOptions = {}) {
    const settings = readOptions(owner, options, notOfAccuracy, accuracyOptions);
    super({
      className,
      settings,
      options: accuracyOptions,
      omitted: notOfAccuracy,
      prepare: (args) => taskOfHits(settings, args),
    });
  }

  /** Keras's keys, and our own where they differ from the default; it survives JSON. */
  override getConfig(): BinaryAccuracyConfig {
    return super.getConfig() as BinaryAccuracyConfig;
  }

  /**
   * Builds the metric from a configuration of this package or of Keras.
   *
   * @throws ValueError for an unknown key and for a value that the option cannot have.
   */
  static fromConfig(config: object): BinaryAccuracyMetric {
    return new BinaryAccuracyMetric(
      readConfig(`${owner}.fromConfig`, config, notOfAccuracy, accuracyOptions),
    );
  }
}

/** Sums of hits are carried in double precision, whatever predictions are compared in. */
const summed = "float64";

/** A task whose elements are 1 where a label is predicted, and 0 elsewhere. */
function taskOfHits(settings: AccuracySettings, args: Arguments): Task {
  const operands = openOperands(owner, args, settings.dtype ?? "float32")();
  const { yTrue, yPred, mask } = operands;
  if (mask) checkMask(owner, mask);
  const dtype = settings.dtype ?? yPred.dtype;
  const { shape } = align(owner, operands, settings.axis, true);
  const labels = toNdArray(yTrue, "float64", shape).data;
  const predictions = toNdArray(yPred, dtype, shape).data;
  const cut = cutOf(settings, dtype);
  const hits = new Uint8Array(labels.length);
  for (let i = 0; i < hits.length; i++)
    hits[i] = Number(labels[i] === Number(predictions[i]! > cut));
  const found = { ...operands, yPred: contiguous(hits, yPred.shape) };
  return createTask(owner, found, settings, summed, identityKernel(summed), true);
}

/** The prediction above which one is of a label of 1. */
function cutOf({ fromLogits, threshold }: AccuracySettings, dtype: Dtype): number {
  return fromLogits ? logitOf(threshold) : roundTo(dtype, threshold);
}
