// What every loss is: a function with a name, a reduction and a configuration. How one is evaluated
// is not here: losses of one's own, and those that kernels compute, each come with that.

import { snakeCase } from "../options/config.js";
import { readKeys } from "../options/read-keys.js";
import { checkOption } from "../options/read-options.js";
import type { Reduction } from "../semantics/reduction.js";
import { type CallOptions, readMask } from "../task/call-options.js";
import { checkReduction } from "../task/check-reduction.js";
import type { Call } from "../task/operands.js";
import type { NdArray, TensorLike } from "../types.js";
import { asInstance, makeCallable } from "./callable.js";

/**
 * What a loss returns under a reduction: a number, or one loss per cell for `"none"` and `null`.
 */
export type LossResult<R extends Reduction> = R extends "none" | null ? NdArray : number;

export interface LossOptions<R extends Reduction = Reduction> {
  /**
   * How per-sample losses become one value; `"auto"`, the default, is `"sum_over_batch_size"`. As
   * in Keras, flat data `[N]` is one sample of N predictions: its `"sum"` is the mean over them.
   * Pass `[N, 1]`, or one weight per row, for N samples.
   */
  readonly reduction?: R | undefined;
  /** The name of the instance. */
  readonly name?: string | undefined;
}

/** Keras's keys, as `getConfig` gives them. */
export interface LossConfig {
  name: string;
  reduction: Reduction;
  [key: string]: unknown;
}

/** A loss in Keras 3's JSON; tf.keras 2 writes `class_name` and `config` alone. */
export interface SerializedLoss {
  class_name: string;
  config: LossConfig;
  module: string;
  registered_name: string | null;
}

const instances = new WeakSet<object>();

/** Whether a constructor made the value: an object can be given the prototype of a loss. */
export function isLoss(value: unknown): value is BaseLoss {
  return typeof value === "function" && instances.has(value);
}

/** An instance is called like a function. */
export interface BaseLoss<R extends Reduction = Reduction> {
  /**
   * The loss of predictions against labels.
   *
   * @param yTrue Labels, shape `[batch_size, d0, .. dN]`.
   * @param yPred Predictions, of the same shape.
   * @param sampleWeight A scalar; one weight per sample, `[batch_size]` or `[batch_size, 1]`; one
   * per loss, `[batch_size, d0, .. dN-1]`; or, except for losses of your own, one per element, of the
   * shape of yPred. Flat `[N]` beside flat data means N samples.
   * @param options The mask: what it leaves out is in no sum and in no denominator.
   * @returns A number in nats, or an {@link NdArray} of one loss per cell for the reductions
   * `"none"` and `null`.
   * @throws ValueError for what is no tensor and, under a strategy of several replicas, for a
   * reduction that divides by this replica's own batch; ShapeError for shapes that do not fit.
   */
  // biome-ignore lint/style/useShorthandFunctionType: only an interface merges with the class below.
  (
    yTrue: TensorLike,
    yPred: TensorLike,
    sampleWeight?: TensorLike | null,
    options?: CallOptions,
  ): LossResult<R>;
}

/**
 * What all losses have in common: name, reduction, configuration, and that an instance is a function.
 * A loss of your own extends {@link Loss}.
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the interface above is what makes an instance callable.
export abstract class BaseLoss<R extends Reduction = Reduction> {
  /**
   * The name in messages and in serialized objects, where the class's own name may have been
   * minified.
   */
  static readonly className: string | undefined;

  declare readonly name: string;
  declare readonly reduction: R;

  static {
    makeCallable(BaseLoss.prototype);
  }

  /**
   * @internal
   * @param evaluate Evaluates one call of the loss.
   */
  protected constructor(
    options: LossOptions<R>,
    evaluate: (loss: BaseLoss, args: Call) => number | NdArray,
  ) {
    const owner = classNameOf(new.target);
    const properties = readLossOptions(owner, options);
    const run = (yTrue: unknown, yPred: unknown, sampleWeight?: unknown, callOptions?: unknown) => {
      checkReduction(owner, self.reduction);
      const mask = readMask(owner, callOptions);
      return evaluate(self, { yTrue, yPred, sampleWeight, mask, asked: undefined });
    };
    const self: this = asInstance(run, new.target, properties);
    instances.add(self);
    // biome-ignore lint/correctness/noConstructorReturn: what is returned is the callable instance.
    return self;
  }

  /**
   * The losses of the samples, before weights and reduction.
   *
   * @param yTrue Labels, shape `[batch_size, d0, .. dN]`.
   * @param yPred Predictions.
   * @returns One loss per sample or cell, shape `[batch_size, d0, .. dN-1]`.
   */
  abstract call(yTrue: NdArray, yPred: NdArray): TensorLike;

  /** What `fromConfig` takes to build the same loss again. */
  getConfig(): LossConfig {
    return { name: this.name, reduction: this.reduction };
  }

  /** The loss as `losses.serialize` gives it: what `JSON.stringify` writes. */
  toJSON(): SerializedLoss {
    return serialized(this);
  }

  /**
   * Builds a loss from what its `getConfig` gave. A subclass takes options of its own in its
   * constructor.
   */
  static fromConfig(config: object): BaseLoss {
    // biome-ignore lint/complexity/noThisInStatic: a subclass inherits this and is built by it.
    const Class = this as unknown as new (options: object) => BaseLoss;
    return new Class(config);
  }
}

/** The name and the reduction among the options of a loss of this class, or their defaults. */
export function readLossOptions(owner: string, options: LossOptions) {
  const given = readKeys(owner, "options", options, ["reduction", "name"]);
  const reduction = given.has("reduction") ? given.get("reduction") : "auto";
  return {
    name: checkOption(owner, "name", given.get("name") ?? snakeCase(owner)),
    reduction: checkOption(owner, "reduction", reduction),
  };
}

/** The name of a loss's class in messages. */
export function classNameOf(Class: object): string {
  return Object.hasOwn(Class, "className")
    ? (Class as typeof BaseLoss).className!
    : (Class as typeof BaseLoss).name;
}

/** A loss in Keras 3's JSON. */
export function serialized(loss: object & Pick<BaseLoss, "getConfig">): SerializedLoss {
  return {
    class_name: classNameOf(loss.constructor),
    config: loss.getConfig(),
    module: "keras.losses",
    registered_name: null,
  };
}
