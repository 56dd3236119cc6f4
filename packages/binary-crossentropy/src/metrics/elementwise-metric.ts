// The streaming metrics: the mean of a loss over any number of batches and machines.

import { refuse, show } from "../errors.js";
import { type BinaryCrossentropyConfig, toConfig } from "../options/config.js";
import { readKeys } from "../options/read-keys.js";
import { timesPower } from "../semantics/products.js";
import { divideNoNan } from "../semantics/reduction.js";
import { run } from "../sweep/run.js";
import { scaledSums } from "../sweep/steps.js";
import { type CallOptions, readMask } from "../task/call-options.js";
import type { Configured } from "../task/configured.js";
import type { LossKind } from "../task/loss-kind.js";
import { prepare } from "../task/prepare.js";
import type { TensorLike } from "../types.js";

/** The class, as messages name it. */
export const ownerOf = ({ className }: LossKind): string => `metrics.${className}`;

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

/** The keys of a loss's configuration but for the reduction. */
export type MetricConfig = Omit<BinaryCrossentropyConfig, "reduction">;

/**
 * The base class of metrics that are means of a loss over batches: Σ w L / Σ w over all samples seen.
 */
export abstract class ElementwiseMetric {
  readonly name: string;
  readonly #kind: LossKind;
  readonly #configured: Configured;
  #sums = nothing;

  /** @internal */
  protected constructor(kind: LossKind, options: unknown) {
    this.#kind = kind;
    this.#configured = kind.configure(ownerOf(kind), options, ["reduction"]);
    this.name = this.#configured.settings.name;
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
    const owner = ownerOf(this.#kind);
    const mask = readMask(owner, options);
    const { task } = prepare(owner, this.#configured, { yTrue, yPred, sampleWeight, mask }, true);
    // The mean over no elements is NaN, and would stay in the sum for good.
    if (task.size === 0) return;
    const { sums, power } = run(task, scaledSums(task, true, true));
    this.#add({ total: sums.losses, count: sums.weights, power });
  }

  /** The mean so far, in nats; 0 before any batch. */
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
    // Asks for a private field: an object can be given the prototype of a metric.
    const isMetric = typeof other === "object" && other !== null && #configured in other;
    if (isMetric) this.#checkOptions(other);
    this.#add(isMetric ? other.#sums : readState(ownerOf(this.#kind), other));
  }

  /** Keras's keys, and our own where they differ from the default; it survives JSON. */
  getConfig(): MetricConfig {
    return toConfig(this.#configured.settings, ["reduction"], this.#kind.options);
  }

  #checkOptions(other: ElementwiseMetric): void {
    const optionsOf = (metric: ElementwiseMetric) =>
      JSON.stringify({ ...metric.getConfig(), name: undefined });
    if (optionsOf(this) === optionsOf(other)) return;
    refuse(ownerOf(this.#kind), "other", `have the options ${optionsOf(this)}`, optionsOf(other));
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
