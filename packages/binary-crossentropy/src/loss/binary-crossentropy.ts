// Binary cross-entropy as Keras documents it: the class, and the function that gives one loss per
// sample.

import { refuse } from "../errors.js";
import { type BinaryCrossentropyConfig, readConfig, toConfig } from "../options/config.js";
import { readOptions } from "../options/read-options.js";
import type { Reduction } from "../semantics/reduction.js";
import { directHessian, directValue, directValueAndGrad } from "../sweep/direct.js";
import { runHessian, runReduce, runValueAndGrad } from "../sweep/run.js";
import { type GradOptions, readGradOptions } from "../task/call-options.js";
import { checkReduction } from "../task/check-reduction.js";
import { type Configured, configure } from "../task/configured.js";
import type { Arguments } from "../task/operands.js";
import { prepareDerivative } from "../task/output.js";
import { prepare } from "../task/prepare.js";
import type { Dialect, Dtype, FloatArray, NdArray, TensorLike } from "../types.js";
import { Loss, type LossOptions, type LossResult } from "./loss.js";

const owner = "BinaryCrossentropy";
const unweighted = { sampleWeight: null, mask: null };

/**
 * Gives the options of a loss to the package's other entries; undefined for an object that no
 * constructor made.
 */
export let configuredOf: (loss: object) => Configured | undefined;

/** The options that the function {@link binaryCrossentropy} and the class share. */
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

export interface BinaryCrossentropyOptions<R extends Reduction = Reduction>
  extends ElementOptions,
    LossOptions<R> {}

/**
 * Binary cross-entropy between labels and predictions, as `tf.keras.losses.BinaryCrossentropy`.
 *
 * *Defined as* the mean over `axis` of −(t log p + (1 − t) log(1 − p)), where p = sigmoid(z) for
 * logits z and t = y (1 − s) + s / 2 with label smoothing s; then weighted and reduced.
 *
 * *Computed as* (1 − t) softplus(z) + t softplus(−z) for logits, and with the clipping of the
 * `dialect` for probabilities.
 *
 * Edge cases: a logit of ±∞ costs 0 or +∞, never NaN; NaN in gives NaN out; the reduction of no
 * losses is 0, the mean over an axis of length 0 is NaN.
 *
 * @typeParam R The reduction. The return type follows it: an {@link NdArray} for `"none"` and
 * `null`, else a number.
 * @example
 * ```ts
 * import { BinaryCrossentropy } from "binary-crossentropy";
 *
 * const bce = new BinaryCrossentropy({ fromLogits: true });
 * bce([0, 1, 0, 0], [-18.6, 0.51, 2.94, -12.8]); // 0.865
 * bce([[0, 1], [0, 0]], [[-18.6, 0.51], [2.94, -12.8]], [0.8, 0.2]); // 0.244
 * ```
 * Source: `tensorflow/python/keras/losses.py` (BinaryCrossentropy), `keras/src/losses/losses.py`.
 */
export class BinaryCrossentropy<const R extends Reduction = "auto"> extends Loss<R> {
  static override readonly className: string = owner;
  readonly #configured: Configured;

  static {
    configuredOf = (loss) => (#configured in loss ? loss.#configured : undefined);
  }

  /** @throws ValueError for an option of another name, type or value. */
  constructor(options: BinaryCrossentropyOptions<R> = {}) {
    const settings = readOptions(owner, options);
    super({ name: settings.name, reduction: settings.reduction as R });
    this.#configured = configure(settings);
    if (this.call !== BinaryCrossentropy.prototype.call) {
      refuse(owner, "call", "not be overridden", `${new.target.name}.call`, "Extend Loss instead.");
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
      owner,
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
    checkReduction(owner, this.reduction);
    const { mask, out: given } = readGradOptions(owner, options);
    const direct =
      mask === undefined
        ? directValueAndGrad(this.#configured, yTrue, yPred, sampleWeight, given)
        : undefined;
    if (direct) return direct as { value: LossResult<R>; grad: NdArray };
    const { task, out, data } = prepareDerivative(
      owner,
      this.#configured,
      { yTrue, yPred, sampleWeight, mask },
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
    checkReduction(owner, this.reduction);
    const { mask, out: given } = readGradOptions(owner, options);
    const direct =
      mask === undefined
        ? directHessian(this.#configured, yTrue, yPred, sampleWeight, given)
        : undefined;
    if (direct) return direct;
    const { task, out, data } = prepareDerivative(
      owner,
      this.#configured,
      { yTrue, yPred, sampleWeight, mask },
      given,
    );
    runHessian(task, this.reduction, data);
    return out;
  }

  /** Keras's keys, and our own where they differ from the default; it survives JSON. */
  override getConfig(): BinaryCrossentropyConfig {
    return toConfig(this.#configured.settings);
  }

  /**
   * Builds the loss from a configuration of this package, of tf.keras 2 or of Keras 3.
   *
   * @throws ValueError for an unknown key and for a value that the option cannot have.
   */
  static override fromConfig(config: object): BinaryCrossentropy<Reduction> {
    return new this<Reduction>(readConfig(`${owner}.fromConfig`, config));
  }

  protected override evaluate(args: Arguments): number | NdArray {
    const { yTrue, yPred, sampleWeight, mask } = args;
    const direct =
      mask === undefined ? directValue(this.#configured, yTrue, yPred, sampleWeight) : undefined;
    if (direct !== undefined) return direct;
    const { task } = prepare(owner, this.#configured, args, true);
    return runReduce(task, this.reduction);
  }
}

/**
 * One binary cross-entropy per sample, as `tf.keras.losses.binary_crossentropy`.
 *
 * *Defined as* the mean over `axis` of the elements' losses; see {@link BinaryCrossentropy}.
 *
 * @param yTrue Labels in [0, 1], shape `[batch_size, d0, .. dN]`, or a number: that label
 * everywhere.
 * @param yPred Probabilities, or logits with `fromLogits`, of exactly the same shape.
 * @param options What the class takes, but for `reduction` and `name`.
 * @returns The losses in nats, shape `[batch_size, d0, .. dN-1]`.
 * @throws ValueError for a bad option or what is no tensor, ShapeError for shapes that do not fit.
 * @example
 * ```ts
 * import { binaryCrossentropy } from "binary-crossentropy";
 *
 * binaryCrossentropy([[0, 1], [0, 0]], [[0.6, 0.4], [0.4, 0.6]]).data; // [0.916, 0.714]
 * ```
 * Source: `tensorflow/python/keras/losses.py` (binary_crossentropy).
 */
export function binaryCrossentropy(
  yTrue: TensorLike,
  yPred: TensorLike,
  options: ElementOptions = {},
): NdArray {
  const settings = readOptions("binaryCrossentropy", options, ["reduction", "name"]);
  const { task } = prepare(
    "binaryCrossentropy",
    configure(settings),
    { yTrue, yPred, ...unweighted },
    false,
    "none",
  );
  return runReduce(task, "none") as NdArray;
}
