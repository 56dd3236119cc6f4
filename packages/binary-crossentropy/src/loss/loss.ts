// The base class of losses: how one is called, its name, reduction and configuration, and how
// weights and a mask turn per-sample losses into a value. A subclass says in `call` what the loss
// is.

import { identityKernel } from "../kernels/crossentropy-kernel.js";
import { snakeCase } from "../options/config.js";
import { readKeys } from "../options/read-keys.js";
import { checkOption } from "../options/read-options.js";
import type { Reduction } from "../semantics/reduction.js";
import { commonShape, readAsSamples } from "../shape/align.js";
import { runReduce } from "../sweep/run.js";
import { type CallOptions, readMask } from "../task/call-options.js";
import { checkReduction } from "../task/check-reduction.js";
import { type Arguments, openOperands } from "../task/operands.js";
import { createTask } from "../task/task.js";
import { checkMask } from "../task/validate.js";
import { toNdArray } from "../tensor/ndarray.js";
import { openTensor, type Tensor } from "../tensor/read-tensor.js";
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

const instances = new WeakSet<object>();

/** Whether a constructor made the value: an object can be given the prototype of a loss. */
export function isLoss(value: unknown): value is Loss {
  return typeof value === "function" && instances.has(value);
}

/** An instance is called like a function. */
export interface Loss<R extends Reduction = Reduction> {
  /**
   * The loss of predictions against labels.
   *
   * @param yTrue Labels, shape `[batch_size, d0, .. dN]`.
   * @param yPred Predictions, of the same shape.
   * @param sampleWeight A scalar; one weight per sample, `[batch_size]` or `[batch_size, 1]`; one
   * per loss, `[batch_size, d0, .. dN-1]`; or one per element, of the shape of yPred. Flat `[N]`
   * beside flat data means N samples.
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
 * The base class of losses, as `keras.losses.Loss`. A subclass writes {@link Loss.call}, the
 * per-sample losses, and inherits weights, mask, reductions, naming and configuration. An instance
 * is a function and still an `instanceof` its class.
 *
 * @example
 * ```ts
 * import { Loss, type NdArray, type Reduction } from "binary-crossentropy";
 *
 * class AbsoluteError<const R extends Reduction = "auto"> extends Loss<R> {
 *   call(yTrue: NdArray, yPred: NdArray): number[] {
 *     return Array.from(yPred.data, (p, i) => Math.abs(p - yTrue.data[i]!));
 *   }
 * }
 *
 * const absoluteError = new AbsoluteError({ name: "absolute_error" });
 * absoluteError([0, 1], [0.25, 0.5]); // 0.375
 * ```
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the interface above is what makes an instance callable.
export abstract class Loss<R extends Reduction = Reduction> {
  /**
   * The name in messages and in serialized objects, where the class's own name may have been
   * minified.
   */
  static readonly className: string | undefined;

  declare readonly name: string;
  declare readonly reduction: R;

  static {
    makeCallable(Loss.prototype);
  }

  /** @throws ValueError for an option of another name, type or value. */
  constructor(options: LossOptions<R> = {}) {
    const owner = classNameOf(new.target);
    const given = readKeys(owner, "options", options, ["reduction", "name"]);
    const run = (yTrue: unknown, yPred: unknown, sampleWeight?: unknown, callOptions?: unknown) => {
      checkReduction(owner, self.reduction);
      return self.evaluate({
        yTrue,
        yPred,
        sampleWeight,
        mask: readMask(owner, callOptions),
      });
    };
    const self: this = asInstance(run, new.target, {
      name: checkOption(owner, "name", given.get("name") ?? snakeCase(owner)),
      reduction: checkOption(
        owner,
        "reduction",
        given.has("reduction") ? given.get("reduction") : "auto",
      ),
    });
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

  /** What {@link Loss.fromConfig} takes to build the same loss again. */
  getConfig(): LossConfig {
    return { name: this.name, reduction: this.reduction };
  }

  /**
   * Builds a loss from what its `getConfig` gave. A subclass takes options of its own in its
   * constructor.
   */
  static fromConfig(config: object): Loss {
    // biome-ignore lint/complexity/noThisInStatic: a subclass inherits this and is built by it.
    const Class = this as unknown as new (options: object) => Loss;
    return new Class(config);
  }

  /** Evaluates one call. A subclass whose elements a kernel can compute overrides this. */
  protected evaluate(args: Arguments): number | NdArray {
    const owner = classNameOf(this.constructor);
    // Nested predictions are of this dtype, and so are given to `call` in it.
    const look = openOperands(owner, args, "float32");
    const { yTrue, yPred, sampleWeight: weight, mask: kept } = look();
    const shape = commonShape(yTrue.shape, yPred.shape);
    const read = shape && readAsSamples(shape, -1, [weight, kept]).shape;
    const passed = (tensor: Tensor) => toNdArray(tensor, yPred.dtype, read ?? tensor.shape);
    const openLosses = openTensor(
      owner,
      "what call returns",
      this.call(passed(yTrue), passed(yPred)),
      yPred.dtype,
    );
    // Once more: `call` may have done anything to the memory of the weights.
    const { sampleWeight, mask } = look();
    const losses = openLosses();
    const labels = {
      ...losses,
      data: new Float64Array(1),
      strides: losses.shape.map(() => 0),
      offset: 0,
    };
    const operands = { yTrue: labels, yPred: losses, sampleWeight, mask };
    if (mask) checkMask(owner, mask);
    const perCell = {
      axis: [],
      posWeight: undefined,
      ignoreLabel: undefined,
      reduction: this.reduction,
    };
    const task = createTask(
      owner,
      operands,
      perCell,
      yPred.dtype,
      identityKernel(yPred.dtype),
      false,
    );
    return runReduce(task, this.reduction);
  }
}

/** The name of a loss's class in messages. */
export function classNameOf(Class: object): string {
  return Object.hasOwn(Class, "className")
    ? (Class as typeof Loss).className!
    : (Class as typeof Loss).name;
}
