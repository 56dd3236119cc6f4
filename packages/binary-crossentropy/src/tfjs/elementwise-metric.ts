// What the streaming metrics on tensors have in common: each is the one of the main entry, whose sums
// are carried in double precision.

import { type Scalar, scalar, Tensor } from "@tensorflow/tfjs-core";
import { asInstance, makeCallable } from "../loss/callable.js";
import type { SerializedMetric } from "../metrics/base-metric.js";
import {
  type ElementwiseMetric as CoreMetric,
  type MetricConfig,
  type MetricState,
  ownerOf,
} from "../metrics/elementwise-metric.js";
import { readMask } from "../task/call-options.js";
import type { LossKind } from "../task/loss-kind.js";
import { alone, callInModel, configureTensors } from "./call.js";
import type { CallOptions } from "./elementwise-loss.js";
import { registerSums } from "./layers/metric-sums.js";
import { checkTensor, type TensorInput } from "./operands.js";
import { lossSums } from "./weighted-sums.js";

/** An instance is called like a function. */
export interface ElementwiseMetric {
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
 * The base class of metrics on tensors that are means of a loss over batches: Σ w L / Σ w over all
 * samples seen, in nats. It holds no tensor, and so needs no disposal.
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the interface above is what makes an instance callable.
export abstract class ElementwiseMetric {
  declare readonly name: string;

  static {
    makeCallable(ElementwiseMetric.prototype);
  }

  /** @internal */
  protected constructor(kind: LossKind, Core: new (options: never) => CoreMetric, options: object) {
    const owner = ownerOf(kind);
    const configured = configureTensors(kind, owner, options, ["reduction"]);
    const call = { owner, configured, repairRank: true };
    const run = (yTrue: unknown, yPred: unknown) => callInModel(call, alone(yTrue, yPred));
    const self: this = asInstance(run, new.target, { name: configured.settings.name });
    registerSums(self, lossSums(call));
    instances.set(self, { owner, core: new Core({ ...options, dtype: "float32" } as never) });
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
    const { owner, core } = instances.get(this)!;
    const mask = readMask(owner, options);
    const read = (argument: string, value: unknown) => toHost(owner, argument, value) as never;
    core.updateState(
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
  merge(other: ElementwiseMetric | MetricState): void {
    coreOf(this).merge(other instanceof ElementwiseMetric ? coreOf(other) : other);
  }

  /** Keras's keys, and our own where they differ from the default; it survives JSON. */
  getConfig(): MetricConfig {
    const { dtype: _, ...config } = coreOf(this).getConfig();
    return config as MetricConfig;
  }

  /** The metric in the form of Keras 3: what `JSON.stringify` writes. */
  toJSON(): SerializedMetric {
    return { ...coreOf(this).toJSON(), config: this.getConfig() };
  }
}

interface Instance {
  readonly owner: string;
  readonly core: CoreMetric;
}

const instances = new WeakMap<object, Instance>();

function coreOf(metric: ElementwiseMetric): CoreMetric {
  return instances.get(metric)!.core;
}

function toHost(owner: string, argument: string, value: unknown): unknown {
  if (!(value instanceof Tensor)) return value;
  return { data: checkTensor(owner, argument, value).dataSync(), shape: value.shape };
}
