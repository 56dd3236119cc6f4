// The base class of losses of one's own on tensors.

import { cast, onesLike, reshape, Tensor, tidy } from "@tensorflow/tfjs-core";
import { refuse, show } from "../errors.js";
import {
  classNameOf,
  type LossConfig,
  type LossOptions,
  readLossOptions,
} from "../loss/base-loss.js";
import { asInstance, makeCallable } from "../loss/callable.js";
import type { Reduction } from "../semantics/reduction.js";
import { commonShape, readAsSamples } from "../shape/align.js";
import { readMask } from "../task/call-options.js";
import { checkReduction } from "../task/check-reduction.js";
import type { Arguments } from "../task/operands.js";
import type { CallOptions, LossResult } from "./elementwise-loss.js";
import { installWeights } from "./layers/install.js";
import { registerSums, type WeightedSums } from "./layers/metric-sums.js";
import { registerLoss } from "./layers/package-losses.js";
import { argumentsInBatch } from "./layers/weights.js";
import { checkTensor, readOperands, type TensorInput } from "./operands.js";
import { reduceCells } from "./ops/reduce-cells.js";

/** An instance is called like a function. */
export interface Loss<R extends Reduction = Reduction> {
  /**
   * The loss of predictions against labels; it is differentiated as far as `call` is, and by
   * sampleWeight.
   *
   * @param yTrue Labels, shape `[batch_size, d0, .. dN]`.
   * @param yPred Predictions.
   * @param sampleWeight A scalar, one weight per sample, or one per loss.
   * @param options The mask: what it leaves out is in no sum and in no denominator.
   * @returns A scalar, or a tensor of one loss per cell for the reductions `"none"` and `null`.
   * @throws ValueError for what is no tensor, ShapeError for shapes that do not fit.
   */
  // biome-ignore lint/style/useShorthandFunctionType: only an interface merges with the class below.
  (
    yTrue: TensorInput,
    yPred: TensorInput,
    sampleWeight?: TensorInput | null,
    options?: CallOptions,
  ): LossResult<R>;
}

/**
 * The base class of losses on tensors of TensorFlow.js, as `keras.losses.Loss`. A subclass writes
 * {@link Loss.call}, the per-sample losses, in ops of TensorFlow.js, and inherits weights, mask,
 * reductions, naming and configuration, in models too.
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { Loss } from "binary-crossentropy/tfjs";
 *
 * class AbsoluteError extends Loss<"auto"> {
 *   call(yTrue: tf.Tensor, yPred: tf.Tensor): tf.Tensor {
 *     return tf.mean(tf.abs(tf.sub(yPred, yTrue)), -1);
 *   }
 * }
 *
 * const absoluteError = new AbsoluteError();
 * absoluteError([[0], [1]], [[0.25], [0.5]], [1, 3]).arraySync(); // 0.875
 * ```
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the interface above is what makes an instance callable.
export abstract class Loss<R extends Reduction = Reduction> {
  declare readonly name: string;
  declare readonly reduction: R;

  static {
    makeCallable(Loss.prototype);
  }

  /** @throws ValueError for an option of another name, type or value. */
  constructor(options: LossOptions<R> = {}) {
    const owner = classNameOf(new.target);
    const properties = readLossOptions(owner, options);
    const made = installWeights();
    const run = (yTrue: unknown, yPred: unknown, sampleWeight?: unknown, callOptions?: unknown) => {
      installWeights(made);
      checkReduction(owner, self.reduction);
      const args = { yTrue, yPred, sampleWeight, mask: readMask(owner, callOptions) };
      return evaluate(self as unknown as Loss, owner, argumentsInBatch(self, args));
    };
    const self: this = asInstance(run, new.target, properties);
    registerLoss(self, undefined);
    registerSums(self, (args) => sumsOf(self as unknown as Loss, owner, args));
    // biome-ignore lint/correctness/noConstructorReturn: what is returned is the callable instance.
    return self;
  }

  /**
   * The losses of the samples, before weights and reduction.
   *
   * @param yTrue Labels, float32, shape `[batch_size, d0, .. dN]`.
   * @param yPred Predictions, float32.
   * @returns One loss per sample or cell, shape `[batch_size, d0, .. dN-1]`.
   */
  abstract call(yTrue: Tensor, yPred: Tensor): Tensor;

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
}

/** The losses of a call, and what counts of them. */
interface Evaluated {
  readonly losses: Tensor;
  readonly counted: Pick<ReturnType<typeof readOperands>, "sampleWeight" | "mask">;
}

function evaluate(loss: Loss, owner: string, args: Required<Arguments>): Tensor {
  return tidy(() => {
    const { losses, counted } = lossesOf(loss, owner, args);
    return reduceCells(owner, losses, counted, loss.reduction);
  });
}

/** What the loss adds up as a weighted metric, whatever its reduction. */
function sumsOf(loss: Loss, owner: string, args: Required<Arguments>): WeightedSums {
  return tidy(() => {
    const { losses, counted } = lossesOf(loss, owner, args);
    const total = (cells: Tensor) => reduceCells(owner, cells, counted, "sum");
    return { sum: total(losses), weight: total(onesLike(losses)) };
  });
}

function lossesOf(loss: Loss, owner: string, args: Required<Arguments>): Evaluated {
  const { yTrue, yPred, sampleWeight, mask } = readOperands(owner, args);
  const shape = commonShape(yTrue.shape, yPred.shape);
  const read = shape && readAsSamples(shape, -1, [sampleWeight, mask]).shape;
  // Labels of classes, say, have a shape of their own.
  const passed = (tensor: Tensor) => {
    const floats = cast(tensor, "float32");
    return read ? reshape(floats, [...read]) : floats;
  };
  const losses: unknown = loss.call(passed(yTrue), passed(yPred));
  const answer = "what call returns";
  if (!(losses instanceof Tensor)) refuse(owner, answer, "be a tensor", show(losses));
  return {
    losses: cast(checkTensor(owner, answer, losses), "float32"),
    counted: { sampleWeight, mask },
  };
}
