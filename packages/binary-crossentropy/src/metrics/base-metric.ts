// What every streaming metric is: a function that adds a batch, with the sums of all batches so far,
// over any number of machines. What a batch is made into is not here.

import { refuse, show } from "../errors.js";
import { asInstance, makeCallable } from "../loss/callable.js";
import { toConfig } from "../options/config.js";
import { readKeys } from "../options/read-keys.js";
import type { OptionName, OptionTable, Settings } from "../options/read-options.js";
import { timesPower } from "../semantics/products.js";
import { divideNoNan } from "../semantics/reduction.js";
import { run } from "../sweep/run.js";
import { scaledSums } from "../sweep/steps.js";
import { type CallOptions, readMask } from "../task/call-options.js";
import type { Arguments } from "../task/operands.js";
import type { Task } from "../task/task.js";
import type { TensorLike } from "../types.js";

/**
 * What a metric has summed up: Σ w L in nats, and Σ w. Two states without a power add up to the
 * state of both.
 */
export interface MetricState {
  total: number;
  count: number;
  /** Where one of the sums does not fit float64, both are multiplied by 2 to this power. */
  power?: number;
}

/** A metric in Keras 3's JSON. */
export interface SerializedMetric {
  class_name: string;
  config: object;
  module: string;
  registered_name: string | null;
}

/** An instance is called like a function. */
export interface CallableMetric {
  /**
   * Adds a batch, as {@link BaseMetric.updateState} does.
   *
   * @returns The mean of all batches so far, as {@link BaseMetric.result} gives it.
   */
  // biome-ignore lint/style/useShorthandFunctionType: only an interface merges with the class below.
  (
    yTrue: TensorLike,
    yPred: TensorLike,
    sampleWeight?: TensorLike | null,
    options?: CallOptions,
  ): number;
}

/** The function. Fields of the classes below are put on what this returns. */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the interface above is what makes an instance callable.
export abstract class CallableMetric {
  declare readonly name: string;

  static {
    makeCallable(CallableMetric.prototype);
  }

  constructor(name: string) {
    const call: CallableMetric = ((yTrue, yPred, sampleWeight, options) => {
      self.updateState(yTrue, yPred, sampleWeight, options);
      return self.result();
    }) as CallableMetric;
    const self: this = asInstance(call as never, new.target, { name });
    // biome-ignore lint/correctness/noConstructorReturn: what is returned is the callable instance.
    return self;
  }

  abstract updateState(
    yTrue: TensorLike,
    yPred: TensorLike,
    sampleWeight?: TensorLike | null,
    options?: CallOptions,
  ): void;

  abstract result(): number;
}

/** What a metric is made of. */
export interface MetricParts {
  /** The class, as `metrics` names it. */
  readonly className: string;
  readonly settings: Settings;
  readonly options: OptionTable;
  /** Options that the metric does not have. */
  readonly omitted: readonly OptionName[];
  /** Makes a task of a batch, whose elements are the values of which the mean is taken. */
  readonly prepare: (args: Arguments) => Task;
}

/**
 * The base class of metrics that are means over batches: Σ w L / Σ w over all samples seen. An
 * instance is a function, as in Keras: it adds a batch and returns the mean so far.
 */
export abstract class BaseMetric extends CallableMetric {
  readonly #parts: MetricParts;
  readonly #owner: string;
  #sums = nothing;

  /** @internal */
  protected constructor(parts: MetricParts) {
    super(parts.settings.name);
    this.#parts = parts;
    this.#owner = `metrics.${parts.className}`;
  }

  /**
   * Adds a batch; one without elements adds nothing. Flat data `[N]` counts as one sample of N
   * predictions, unless there is a flat weight or mask: pass `[N, 1]` for N samples.
   *
   * @param yTrue Labels in [0, 1], shape `[batch_size, d0, .. dN]`, or a number: that label
   * everywhere.
   * @param yPred Probabilities, or logits with `fromLogits`, of the same shape.
   * @param sampleWeight A scalar, one weight per sample, per loss or per element.
   * @param options The mask.
   * @throws ValueError for what is no tensor, ShapeError for shapes that do not fit; the state is
   * then as before.
   */
  updateState(
    yTrue: TensorLike,
    yPred: TensorLike,
    sampleWeight?: TensorLike | null,
    options?: CallOptions,
  ): void {
    const mask = readMask(this.#owner, options);
    const task = this.#parts.prepare({ yTrue, yPred, sampleWeight, mask });
    // The mean over no elements is NaN, and would stay in the sum for good.
    if (task.size === 0) return;
    const { sums, power } = run(task, scaledSums(task, true, true));
    this.#add({ total: sums.losses, count: sums.weights, power });
  }

  /** The mean so far; 0 before any batch. */
  result(): number {
    return divideNoNan(this.#sums.total, this.#sums.count);
  }

  /** Forgets every batch. */
  resetState(): void {
    this.#sums = nothing;
  }

  /** The sums, to be sent to where they are merged. */
  state(): MetricState {
    const { total, count, power } = this.#sums;
    return power === 0 ? { total, count } : { total, count, power };
  }

  /**
   * Adds what another metric, or the `state()` of one elsewhere, has summed up.
   *
   * @throws ValueError for a metric of other options, whose losses are not comparable, and for what
   * is no state.
   */
  merge(other: this | MetricState): void {
    // Asks for a private field: a function can be given the prototype of a metric.
    const isMetric = typeof other === "function" && #sums in other;
    if (isMetric) this.#checkOptions(other);
    this.#add(isMetric ? (other as this).#sums : readState(this.#owner, other));
  }

  /** Keras's keys, and our own where they differ from the default; it survives JSON. */
  getConfig(): { [key: string]: unknown } {
    const { settings, omitted, options } = this.#parts;
    return toConfig(settings, omitted, options);
  }

  /** The metric in Keras 3's JSON, without its sums: what `JSON.stringify` writes. */
  toJSON(): SerializedMetric {
    const { className } = this.#parts;
    return {
      class_name: className,
      config: this.getConfig(),
      module: "keras.metrics",
      registered_name: null,
    };
  }

  #checkOptions(other: BaseMetric): void {
    const optionsOf = (metric: BaseMetric) =>
      JSON.stringify({ ...metric.getConfig(), name: undefined });
    if (optionsOf(this) === optionsOf(other)) return;
    refuse(this.#owner, "other", `have the options ${optionsOf(this)}`, optionsOf(other));
  }

  #add(other: FullState): void {
    const own = this.#sums;
    const under = (power: number): FullState => {
      const sum = (key: "total" | "count") =>
        timesPower(own[key], power - own.power) + timesPower(other[key], power - other.power);
      return { total: sum("total"), count: sum("count"), power };
    };
    // An empty state has no power of its own. Of two powers, that of the larger sums is taken.
    const power = isNothing(own)
      ? other.power
      : isNothing(other)
        ? own.power
        : Math.min(own.power, other.power);
    const sums = under(power);
    const hasRoom = (["total", "count"] as const).every(
      (key) =>
        Number.isFinite(sums[key]) || !(Number.isFinite(own[key]) && Number.isFinite(other[key])),
    );
    this.#sums = hasRoom ? sums : under(power - 64);
  }
}

/** The state with its power, 0 mostly. */
type FullState = Required<MetricState>;

const nothing: FullState = { total: 0, count: 0, power: 0 };

function isNothing({ total, count }: FullState): boolean {
  return total === 0 && count === 0;
}

function readState(owner: string, state: unknown): FullState {
  const given = readKeys(
    owner,
    "other",
    state ?? null,
    ["total", "count", "power"],
    "Pass a metric, or the state() of one.",
  );
  const sum = (key: keyof FullState) => {
    const isPower = key === "power";
    const value = isPower && !given.has(key) ? 0 : given.get(key);
    if (isPower ? Number.isSafeInteger(value) : typeof value === "number") return value as number;
    refuse(owner, `other.${key}`, isPower ? "be an integer" : "be a number", show(value));
  };
  return { total: sum("total"), count: sum("count"), power: sum("power") };
}
