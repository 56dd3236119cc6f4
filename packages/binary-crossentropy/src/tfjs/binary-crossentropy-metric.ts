// The streaming metric on tensors: the one of the main entry, whose sums are carried in double
// precision.

import { type Scalar, scalar, Tensor } from "@tensorflow/tfjs-core";
import { asInstance, makeCallable } from "../loss/callable.js";
import {
  BinaryCrossentropyMetric as CoreMetric,
  type MetricConfig,
  type MetricState,
} from "../metrics/binary-crossentropy-metric.js";
import { readConfig } from "../options/config.js";
import { readOptions } from "../options/read-options.js";
import { readMask } from "../task/call-options.js";
import type { CallOptions, ElementOptions } from "./binary-crossentropy.js";
import { alone, callInModel, configureTensors } from "./call.js";
import { checkTensor, type TensorInput } from "./operands.js";

const owner = "metrics.BinaryCrossentropy";

export interface MetricOptions extends ElementOptions {
  /** The name of the instance. Default `"binary_crossentropy"`. */
  readonly name?: string | undefined;
}

/** An instance is called like a function. */
export interface BinaryCrossentropyMetric {
  /**
   * The mean of one batch, as `model.compile` wants a metric; it adds nothing to the state. `fit`,
   * `evaluate` and `evaluateDataset` weight the batches by their sizes, so a short last batch
   * counts for what it is.
   *
   * @returns A scalar in nats.
   */
  // biome-ignore lint/style/useShorthandFunctionType: only an interface merges with the class below.
  (yTrue: TensorInput, yPred: TensorInput): Scalar;
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
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the interface above is what makes an instance callable.
export class BinaryCrossentropyMetric {
  declare readonly name: string;

  static {
    makeCallable(BinaryCrossentropyMetric.prototype);
  }

  /** @throws ValueError for an option of another name, type or value. */
  constructor(options: MetricOptions = {}) {
    const settings = readOptions(owner, options, ["reduction"]);
    const call = { owner, configured: configureTensors(owner, settings), repairRank: true };
    const run = (yTrue: unknown, yPred: unknown) => callInModel(call, alone(yTrue, yPred));
    const self: this = asInstance(run, new.target, { name: settings.name });
    cores.set(self, new CoreMetric({ ...options, dtype: "float32" }));
    // biome-ignore lint/correctness/noConstructorReturn: what is returned is the callable instance.
    return self;
  }

  /**
   * Adds a batch; one without elements adds nothing.
   *
   * @throws ValueError for what is no tensor, ShapeError for shapes that do not fit; the state is
   * then as before.
   */
  updateState(
    yTrue: TensorInput,
    yPred: TensorInput,
    sampleWeight?: TensorInput | null,
    options?: CallOptions,
  ): void {
    const mask = readMask(owner, options);
    const read = (argument: string, value: unknown) => toHost(argument, value) as never;
    coreOf(this).updateState(
      read("yTrue", yTrue),
      read("yPred", yPred),
      read("sampleWeight", sampleWeight),
      { mask: read("mask", mask) },
    );
  }

  /** The mean so far, in nats; 0 before any batch. */
  result(): Scalar {
    return scalar(coreOf(this).result(), "float32");
  }

  /** Forgets every batch. */
  resetState(): void {
    coreOf(this).resetState();
  }

  /** The sums, to be sent to where they are merged. */
  state(): MetricState {
    return coreOf(this).state();
  }

  /**
   * Adds what another metric, or the `state()` of one elsewhere, has summed up.
   *
   * @throws ValueError for a metric of other options, whose losses are not comparable, and for what
   * is no state.
   */
  merge(other: BinaryCrossentropyMetric | MetricState): void {
    coreOf(this).merge(other instanceof BinaryCrossentropyMetric ? coreOf(other) : other);
  }

  /** Keras's keys, and our own where they differ from the default; it survives JSON. */
  getConfig(): MetricConfig {
    const { dtype: _, ...config } = coreOf(this).getConfig();
    return config as MetricConfig;
  }

  /**
   * Builds the metric from a configuration.
   *
   * @throws ValueError for an unknown key and for a value that the option cannot have.
   */
  static fromConfig(config: object): BinaryCrossentropyMetric {
    return new BinaryCrossentropyMetric(
      readConfig(`${owner}.fromConfig`, config, ["reduction"]) as MetricOptions,
    );
  }
}

const cores = new WeakMap<object, CoreMetric>();

function coreOf(metric: BinaryCrossentropyMetric): CoreMetric {
  return cores.get(metric)!;
}

function toHost(argument: string, value: unknown): unknown {
  if (!(value instanceof Tensor)) return value;
  return { data: checkTensor(owner, argument, value).dataSync(), shape: value.shape };
}
