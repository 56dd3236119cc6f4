// The base class of losses of one's own. A subclass says in `call` what the loss is, and in
// `gradient` what its derivative is; weights, mask and reduction are applied here.

import { refuse, show } from "../errors.js";
import type { Reduction } from "../semantics/reduction.js";
import { run, runReduce, sweepAlone } from "../sweep/run.js";
import { divisorOf } from "../sweep/steps.js";
import { type GradOptions, readGradOptions } from "../task/call-options.js";
import { checkReduction } from "../task/check-reduction.js";
import type { Arguments } from "../task/operands.js";
import { openOutput, writtenTo } from "../task/output.js";
import type { NdArray, TensorLike } from "../types.js";
import { BaseLoss, classNameOf, type LossOptions, type LossResult } from "./base-loss.js";
import { openOwn, tasksOf } from "./own-loss.js";

const remedyForGradient =
  "Write gradient(yTrue, yPred): the derivative of each loss by its predictions, shaped like yPred.";

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
export abstract class Loss<R extends Reduction = Reduction> extends BaseLoss<R> {
  /**
   * Every loss of the package is an instance. Those that kernels compute do not inherit from this
   * class, so that a program with them alone is without what a loss of one's own needs.
   */
  static override [Symbol.hasInstance](value: unknown): boolean {
    // biome-ignore lint/complexity/noThisInStatic: a subclass inherits this.
    const Class = this === Loss ? BaseLoss : this;
    return Function.prototype[Symbol.hasInstance].call(Class, value);
  }

  /** @throws ValueError for an option of another name, type or value. */
  constructor(options: LossOptions<R> = {}) {
    super(options, evaluate);
  }

  /**
   * The derivative of each loss that {@link Loss.call} gives by the predictions that it is made of:
   * what {@link Loss.valueAndGrad} needs. A prediction is part of one loss alone.
   *
   * @param yTrue Labels, as `call` gets them.
   * @param yPred Predictions.
   * @returns One derivative per prediction, of the shape of `yPred`, before weights and reduction.
   */
  gradient?(yTrue: NdArray, yPred: NdArray): TensorLike;

  /**
   * The loss, and its gradient with respect to `yPred`, where the subclass has written {@link
   * Loss.gradient}. Where the loss is not reduced the gradient is that of the sum of the losses.
   *
   * @param yTrue Labels, shape `[batch_size, d0, .. dN]`.
   * @param yPred Predictions, of the same shape.
   * @param sampleWeight As in a call.
   * @param options The mask, and an array to write the gradient to.
   * @returns The value as a call gives it, and the gradient, shaped like `yPred`; 0 where the mask
   * leaves a loss out.
   * @throws ValueError where there is no `gradient`, for what is no tensor or for a wrong `out`;
   * ShapeError for shapes that do not fit, also of what `call` and `gradient` return.
   * @example
   * ```ts
   * import { Loss, type NdArray } from "binary-crossentropy";
   *
   * class SquaredError extends Loss {
   *   call(yTrue: NdArray, yPred: NdArray): Float64Array {
   *     return Float64Array.from(yPred.data, (p, i) => (p - yTrue.data[i]!) ** 2);
   *   }
   *
   *   override gradient(yTrue: NdArray, yPred: NdArray): Float64Array {
   *     return Float64Array.from(yPred.data, (p, i) => 2 * (p - yTrue.data[i]!));
   *   }
   * }
   *
   * const { value, grad } = new SquaredError().valueAndGrad([[0], [1]], [[0.5], [0]], [1, 3]);
   * value; // 1.625
   * grad.data; // [0.5, -3]
   * ```
   */
  valueAndGrad(
    yTrue: TensorLike,
    yPred: TensorLike,
    sampleWeight?: TensorLike | null,
    options?: GradOptions,
  ): { value: LossResult<R>; grad: NdArray } {
    const owner = classNameOf(this.constructor);
    checkReduction(owner, this.reduction);
    const { mask, out: given } = readGradOptions(owner, options);
    if (typeof this.gradient !== "function")
      refuse(owner, "gradient", "be a method of the class", show(this.gradient), remedyForGradient);
    const opened = openOwn(owner, { yTrue, yPred, sampleWeight, mask });
    const output = openOutput(given);
    const [ofCall, ofGradient] = [opened.copies(), opened.copies()];
    const openLosses = opened.openAnswer("call", this.call(...ofCall));
    const openSlopes = opened.openAnswer("gradient", this.gradient(...ofGradient));
    const { losses, slopes } = tasksOf(opened, this.reduction, openLosses, openSlopes);
    const { task, out, data } = writtenTo(owner, slopes!, opened.shape, output);
    const value = runReduce(losses, this.reduction);
    const scale = run(losses, divisorOf(losses, this.reduction));
    sweepAlone(task, { what: "valueAndGrad", ...scale, out: data });
    return { value: value as LossResult<R>, grad: out };
  }

  /**
   * Builds a loss from what its `getConfig` gave. A subclass takes options of its own in its
   * constructor.
   */
  static override fromConfig(config: object): Loss {
    // biome-ignore lint/complexity/noThisInStatic: a subclass is built, not this class.
    return super.fromConfig(config) as Loss;
  }
}

function evaluate(loss: BaseLoss, args: Arguments): number | NdArray {
  const opened = openOwn(classNameOf(loss.constructor), args);
  const openLosses = opened.openAnswer("call", loss.call(...opened.copies()));
  return runReduce(tasksOf(opened, loss.reduction, openLosses).losses, loss.reduction);
}
