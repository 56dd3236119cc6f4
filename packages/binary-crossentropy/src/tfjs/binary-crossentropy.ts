// Binary cross-entropy on tensors of TensorFlow.js: the class, and the function that gives one loss
// per sample.

import type { Scalar, Tensor } from "@tensorflow/tfjs-core";
import {
  type ElementOptions as CoreElementOptions,
  BinaryCrossentropy as CoreLoss,
  type BinaryCrossentropyOptions as CoreOptions,
} from "../loss/binary-crossentropy.js";
import { asInstance, makeCallable } from "../loss/callable.js";
import { serialize } from "../losses.js";
import { type BinaryCrossentropyConfig, readConfig, toConfig } from "../options/config.js";
import { defaults, readOptions, type Settings } from "../options/read-options.js";
import type { Reduction } from "../semantics/reduction.js";
import { readMask } from "../task/call-options.js";
import { checkReduction } from "../task/check-reduction.js";
import type { Configured } from "../task/configured.js";
import { alone, callInModel, configureTensors, findsLogits } from "./call.js";
import { installOnLoad, installWeights } from "./layers/install.js";
import { type PackageLoss, registerLoss, type Serialized } from "./layers/package-losses.js";
import { argumentsInBatch } from "./layers/weights.js";
import type { TensorInput } from "./operands.js";

const owner = "BinaryCrossentropy";

installOnLoad(readSaved);

/** The options of the main entry; tensors are computed in float32. */
export interface ElementOptions extends Omit<CoreElementOptions, "dtype"> {
  /** TensorFlow.js has no other precision. */
  readonly dtype?: "float32" | undefined;
}

export interface BinaryCrossentropyOptions<R extends Reduction = Reduction>
  extends Omit<CoreOptions<R>, "dtype">,
    ElementOptions {}

export interface CallOptions {
  /** Which samples or elements count: booleans in the shapes that a sample weight may have. */
  readonly mask?: TensorInput | null | undefined;
}

/**
 * What a loss returns under a reduction: a scalar, or one loss per cell for `"none"` and `null`.
 */
export type LossResult<R extends Reduction> = R extends "none" | null ? Tensor : Scalar;

/** An instance is called like a function. */
export interface BinaryCrossentropy<R extends Reduction = "auto"> {
  /**
   * The loss of predictions against labels; it can be differentiated, twice too, by yPred, yTrue
   * and sampleWeight.
   *
   * @param yTrue Labels in [0, 1], shape `[batch_size, d0, .. dN]`.
   * @param yPred Probabilities, or logits with `fromLogits`, of the same shape.
   * @param sampleWeight A scalar, one weight per sample, per loss or per element.
   * @param options The mask.
   * @returns A scalar in nats, or a tensor of one loss per cell for the reductions `"none"` and
   * `null`.
   * @throws ValueError for what is no tensor and, under a strategy of several replicas, for a
   * reduction that divides by this replica's own batch; ShapeError for shapes that do not fit.
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
 * Binary cross-entropy on tensors of TensorFlow.js, as `tf.keras.losses.BinaryCrossentropy`. The
 * options are those of the package's main entry, and so are the numbers. `model.compile` takes an
 * instance as its loss; class weights and sample weights of `fit`, `fitDataset`, `evaluate`,
 * `evaluateDataset` and `trainOnBatch` then reach it.
 *
 * @typeParam R The reduction. The return type follows it: a scalar, or a tensor for `"none"` and
 * `null`.
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { BinaryCrossentropy } from "binary-crossentropy/tfjs";
 *
 * const bce = new BinaryCrossentropy({ fromLogits: true });
 * const yTrue = tf.tensor2d([[1], [0]]);
 * const yPred = tf.tensor2d([[2], [2]]);
 * bce(yTrue, yPred).arraySync(); // 1.127
 * tf.grad((z) => bce(yTrue, z))(yPred).dataSync(); // [-0.0596, 0.4404]
 * ```
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the interface above is what makes an instance callable.
export class BinaryCrossentropy<const R extends Reduction = "auto"> {
  declare readonly name: string;
  declare readonly reduction: R;
  declare readonly fromLogits: boolean;

  static {
    makeCallable(BinaryCrossentropy.prototype);
  }

  /** @throws ValueError for an option of another name, type or value. */
  constructor(options: BinaryCrossentropyOptions<R> = {}) {
    const settings = readOptions(owner, options);
    const configured = configureTensors(owner, settings);
    const made = installWeights();
    const call = { owner, configured, repairRank: true };
    const run = (yTrue: unknown, yPred: unknown, sampleWeight?: unknown, callOptions?: unknown) => {
      installWeights(made);
      checkReduction(owner, settings.reduction);
      const args = { yTrue, yPred, sampleWeight, mask: readMask(owner, callOptions) };
      return callInModel(call, argumentsInBatch(self, args));
    };
    const { name, reduction, fromLogits } = settings;
    const self: this = asInstance(run, new.target, { name, reduction, fromLogits });
    registerLoss(
      self,
      describeLoss(settings, () => serialize(CoreLoss.fromConfig(self.getConfig()))),
    );
    configurations.set(self, configured);
    // biome-ignore lint/correctness/noConstructorReturn: what is returned is the callable instance.
    return self;
  }

  /** Keras's keys, and our own where they differ from the default; it survives JSON. */
  getConfig(): BinaryCrossentropyConfig {
    return toConfig({ ...configuredOf(this).settings, dtype: undefined });
  }

  /**
   * Builds the loss from a configuration of this package, of tf.keras 2 or of Keras 3.
   *
   * @throws ValueError for an unknown key and for a value that the option cannot have.
   */
  static fromConfig(config: object): BinaryCrossentropy<Reduction> {
    return new BinaryCrossentropy<Reduction>(
      readConfig(`${owner}.fromConfig`, config) as BinaryCrossentropyOptions,
    );
  }
}

const configurations = new WeakMap<object, Configured>();

/** The options of a loss, with what was made of them. */
export function configuredOf(loss: BinaryCrossentropy<Reduction>): Configured {
  return configurations.get(loss)!;
}

/**
 * One binary cross-entropy per sample, as `tf.keras.losses.binary_crossentropy`, on tensors of
 * TensorFlow.js.
 *
 * @param yTrue Labels in [0, 1], shape `[batch_size, d0, .. dN]`.
 * @param yPred Probabilities, or logits with `fromLogits`, of exactly the same shape.
 * @param options What the class takes, but for `reduction` and `name`.
 * @returns The losses in nats, shape `[batch_size, d0, .. dN-1]`.
 * @throws ValueError for a bad option or what is no tensor, ShapeError for shapes that do not fit.
 * @example
 * ```ts
 * import { binaryCrossentropy } from "binary-crossentropy/tfjs";
 *
 * binaryCrossentropy([[0, 1], [0, 0]], [[0.6, 0.4], [0.4, 0.6]]).dataSync(); // [0.916, 0.714]
 * ```
 */
export function binaryCrossentropy(
  yTrue: TensorInput,
  yPred: TensorInput,
  options: ElementOptions = {},
): Tensor {
  const owner = "binaryCrossentropy";
  installWeights();
  const settings = readOptions(owner, options, ["reduction", "name"]);
  const configured = configureTensors(owner, { ...settings, reduction: "none" });
  // In a model TensorFlow.js takes the mean of what comes out, weighted or not.
  const args = argumentsInBatch(binaryCrossentropy, alone(yTrue, yPred));
  return callInModel({ owner, configured, repairRank: false }, args);
}

/** What a model needs to know of a loss. */
function describeLoss(settings: Settings, serialize: () => Serialized): PackageLoss {
  const { fromLogits, ignoreLabel } = settings;
  const plain = {
    ...settings,
    labelSmoothing: 0,
    posWeight: undefined,
    axis: -1,
    reduction: "sum_over_batch_size",
  } as const;
  let configured: Configured | undefined;
  const crossentropy = (yTrue: Tensor, yPred: Tensor) => {
    configured ??= configureTensors(owner, plain);
    return callInModel({ owner, configured, repairRank: true }, alone(yTrue, yPred));
  };
  return { serialize, fromLogits, findsLogits: findsLogits(settings), ignoreLabel, crossentropy };
}

const savedFunction = { class_name: "function", config: "binary_crossentropy" } as const;

registerLoss(
  binaryCrossentropy,
  describeLoss(defaults, () => savedFunction),
);

/** A loss of this package that a model was saved with; undefined for another one. */
function readSaved(saved: unknown): unknown {
  const { class_name, config } = (saved ?? {}) as Partial<Serialized>;
  if (class_name === "BinaryCrossentropy") return BinaryCrossentropy.fromConfig(config as object);
  const { class_name: isFunction, config: name } = savedFunction;
  return class_name === isFunction && config === name ? binaryCrossentropy : undefined;
}
