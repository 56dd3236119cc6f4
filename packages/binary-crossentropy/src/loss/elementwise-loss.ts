// What the losses have in common whose elements kernels compute: the base of their classes, and the
// functions that give one loss per sample.

import { refuse } from "../errors.js";
import { type BinaryCrossentropyConfig, toConfig } from "../options/config.js";
import type { Reduction } from "../semantics/reduction.js";
import { directHessian, directValue, directValueAndGrad } from "../sweep/direct.js";
import { runHessian, runReduce, runValueAndGrad } from "../sweep/run.js";
import { type GradOptions, readGradOptions } from "../task/call-options.js";
import { checkReduction } from "../task/check-reduction.js";
import type { Configured } from "../task/configured.js";
import type { LossKind } from "../task/loss-kind.js";
import type { Call } from "../task/operands.js";
import { prepareDerivative } from "../task/output.js";
import { prepare } from "../task/prepare.js";
import type { Dialect, Dtype, FloatArray, NdArray, TensorLike } from "../types.js";
import { BaseLoss, type LossResult } from "./base-loss.js";

const unweighted = { sampleWeight: null, mask: null };

/**
 * Gives the options of a loss to the package's other entries; undefined for an object that no
 * constructor made.
 */
export let configuredOf: (loss: object) => Configured | undefined;

/** The options that a function such as `binaryCrossentropy` and its class share. */
export interface ElementOptions {
  /**
   * Whether `yPred` holds logits, any real numbers, instead of probabilities in [0, 1]. Default
   * false.
   */
  readonly fromLogits?: boolean | undefined;
  /** Label smoothing s in [0, 1]: a label y becomes y (1 − s) + s / 2. Default 0. */
  readonly labelSmoothing?: number | undefined;
  /**
   * The axes that the loss is averaged over: one, several, `null` for all, `[]` for none. Default
   * −1.
   */
  readonly axis?: number | readonly number[] | null | undefined;
  /**
   * Whose numbers to give for probabilities near 0 and 1. Logits give the same in every dialect.
   * Default `"keras2"`.
   */
  readonly dialect?: Dialect | undefined;
  /**
   * Distance from 0 and 1 that the Keras dialects keep probabilities at, in [0, 0.5). Default 1e−7.
   */
  readonly epsilon?: number | undefined;
  /** The compute precision. Default float64 where `yPred` is a `Float64Array`, else float32. */
  readonly dtype?: Dtype | undefined;
  /**
   * A factor ≥ 0 of the term of positive labels, as in PyTorch; an array has one per label along
   * the last axis.
   */
  readonly posWeight?: number | readonly number[] | FloatArray | undefined;
  /**
   * A label, which may be NaN, whose elements count for nothing: in the value, the gradient and the
   * mean.
   */
  readonly ignoreLabel?: number | undefined;
  /**
   * Whether to check that labels and probabilities lie in [0, 1] and that nothing is NaN. Default
   * false.
   */
  readonly validate?: boolean | undefined;
}

/**
 * The base class of losses that are known element by element, with their derivatives: {@link
 * BinaryCrossentropy} and {@link BinaryFocalCrossentropy}.
 *
 * @typeParam R The reduction. The return type follows it.
 */
export abstract class ElementwiseLoss<R extends Reduction = Reduction> extends BaseLoss<R> {
  readonly #kind: LossKind;
  readonly #configured: Configured;

  static {
    configuredOf = (loss) => (#configured in loss ? loss.#configured : undefined);
  }

  /** @internal */
  protected constructor(kind: LossKind, options: unknown) {
    const configured = kind.configure(kind.className, options);
    const { name, reduction } = configured.settings;
    super({ name, reduction: reduction as R }, (loss, args) =>
      (loss as ElementwiseLoss).#evaluate(args),
    );
    this.#kind = kind;
    this.#configured = configured;
    if (this.call !== ElementwiseLoss.prototype.call) {
      refuse(
        kind.className,
        "call",
        "not be overridden",
        `${new.target.name}.call`,
        "Extend Loss instead.",
      );
    }
  }

  /**
   * One loss per sample, before weights and reduction.
   *
   * @param yTrue Labels in [0, 1], shape `[batch_size, d0, .. dN]`, or a number: that label
   * everywhere.
   * @param yPred Probabilities, or logits with `fromLogits`, of the same shape.
   * @returns The losses in nats, shape `[batch_size, d0, .. dN-1]`.
   */
  call(yTrue: TensorLike, yPred: TensorLike): NdArray {
    const { task } = prepare(
      this.#kind.className,
      this.#configured,
      { yTrue, yPred, ...unweighted },
      true,
      "none",
    );
    return runReduce(task, "none") as NdArray;
  }

  /**
   * The loss, and its gradient with respect to `yPred` in the same pass over the data. Where the
   * loss is not reduced the gradient is that of the sum of the losses.
   *
   * @param yTrue Labels in [0, 1], shape `[batch_size, d0, .. dN]`, or a number: that label
   * everywhere.
   * @param yPred Probabilities, or logits with `fromLogits`, of the same shape.
   * @param sampleWeight As in a call.
   * @param options The mask, and an array to write the gradient to.
   * @returns The value as a call gives it, in nats, and the gradient, shaped like `yPred`.
   * @throws ValueError for what is no tensor or for a wrong `out`, ShapeError for shapes that do
   * not fit.
   * @example
   * ```ts
   * import { BinaryCrossentropy } from "binary-crossentropy";
   *
   * const bce = new BinaryCrossentropy({ fromLogits: true });
   * const { value, grad } = bce.valueAndGrad([1, 0], [2, 2]);
   * value; // 1.127
   * grad.data; // [-0.0596, 0.4404]
   * ```
   */
  valueAndGrad(
    yTrue: TensorLike,
    yPred: TensorLike,
    sampleWeight?: TensorLike | null,
    options?: GradOptions,
  ): { value: LossResult<R>; grad: NdArray } {
    checkReduction(this.#kind.className, this.reduction);
    const { mask, out: given } = readGradOptions(this.#kind.className, options);
    const args = { yTrue, yPred, sampleWeight, mask, asked: undefined };
    const direct = directValueAndGrad(this.#configured, args, given);
    if (direct) return direct as { value: LossResult<R>; grad: NdArray };
    const { task, out, data } = prepareDerivative(
      this.#kind.className,
      this.#configured,
      args,
      given,
    );
    return {
      value: runValueAndGrad(task, this.reduction, data) as LossResult<R>,
      grad: out,
    };
  }

  /**
   * The diagonal of the Hessian: the second derivative of the value, or of the sum of the values,
   * by each prediction. The loss has no mixed derivatives, so there is nothing off the diagonal.
   *
   * @param yTrue Labels in [0, 1], shape `[batch_size, d0, .. dN]`, or a number: that label
   * everywhere.
   * @param yPred Probabilities, or logits with `fromLogits`, of the same shape.
   * @param sampleWeight As in a call.
   * @param options The mask, and an array to write the result to.
   * @returns The second derivatives, shaped like `yPred`.
   * @throws ValueError for what is no tensor or for a wrong `out`, ShapeError for shapes that do
   * not fit.
   */
  hessian(
    yTrue: TensorLike,
    yPred: TensorLike,
    sampleWeight?: TensorLike | null,
    options?: GradOptions,
  ): NdArray {
    checkReduction(this.#kind.className, this.reduction);
    const { mask, out: given } = readGradOptions(this.#kind.className, options);
    const args = { yTrue, yPred, sampleWeight, mask, asked: undefined };
    const direct = directHessian(this.#configured, args, given);
    if (direct) return direct;
    const { task, out, data } = prepareDerivative(
      this.#kind.className,
      this.#configured,
      args,
      given,
    );
    runHessian(task, this.reduction, data);
    return out;
  }

  /** Keras's keys, and our own where they differ from the default; it survives JSON. */
  override getConfig(): BinaryCrossentropyConfig {
    return toConfig(this.#configured.settings, [], this.#kind.options);
  }

  #evaluate(args: Call): number | NdArray {
    const direct = directValue(this.#configured, args);
    if (direct !== undefined) return direct;
    const { task } = prepare(this.#kind.className, this.#configured, args, true);
    return runReduce(task, this.reduction);
  }
}

/** One loss per sample, as a function of Keras gives it. */
export function lossesOf(
  owner: string,
  kind: LossKind,
  yTrue: TensorLike,
  yPred: TensorLike,
  options: unknown,
): NdArray {
  const configured = kind.configure(owner, options, ["reduction", "name"]);
  const { task } = prepare(owner, configured, { yTrue, yPred, ...unweighted }, false, "none");
  return runReduce(task, "none") as NdArray;
}
