// What the losses on tensors have in common whose elements the package computes: the base of their
// classes, and the functions that give one loss per sample.

import type { Scalar, Tensor } from "@tensorflow/tfjs-core";
import { type LossOptions, type SerializedLoss, serialized } from "../loss/base-loss.js";
import { asInstance, makeCallable } from "../loss/callable.js";
import type { ElementOptions as CoreElementOptions } from "../loss/elementwise-loss.js";
import { type BinaryCrossentropyConfig, toConfig } from "../options/config.js";
import type { Settings } from "../options/read-options.js";
import type { Reduction } from "../semantics/reduction.js";
import { readMask } from "../task/call-options.js";
import { checkReduction } from "../task/check-reduction.js";
import { type Configured, configure, withSettings } from "../task/configured.js";
import type { LossKind } from "../task/loss-kind.js";
import { alone, callInModel, configureTensors, findsLogits } from "./call.js";
import { installOnLoad, installWeights } from "./layers/install.js";
import { registerSums, type SumsOf } from "./layers/metric-sums.js";
import type { OutputFunction } from "./layers/model-data.js";
import {
  nameLoss,
  type PackageLoss,
  registerLoss,
  type Serialized,
} from "./layers/package-losses.js";
import { argumentsInBatch } from "./layers/weights.js";
import type { TensorInput } from "./operands.js";
import type { Call } from "./ops/backend.js";
import { lossSums } from "./weighted-sums.js";

installOnLoad(readSaved);

/** What a function on tensors and its class share: tensors are computed in float32. */
export interface ElementOptions extends Omit<CoreElementOptions, "dtype"> {
  /** TensorFlow.js has no other precision. */
  readonly dtype?: "float32" | undefined;
}

export type { LossOptions };

export interface CallOptions {
  /** Which samples or elements count: booleans in the shapes that a sample weight may have. */
  readonly mask?: TensorInput | null | undefined;
}

/**
 * What a loss returns under a reduction: a scalar, or one loss per cell for `"none"` and `null`.
 */
export type LossResult<R extends Reduction> = R extends "none" | null ? Tensor : Scalar;

/** An instance is called like a function. */
export interface ElementwiseLoss<R extends Reduction = Reduction> {
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
 * The base class of losses on tensors that are known element by element: `BinaryCrossentropy` and
 * `BinaryFocalCrossentropy`.
 *
 * @typeParam R The reduction. The return type follows it: a scalar, or a tensor for `"none"` and
 * `null`.
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the interface above is what makes an instance callable.
export abstract class ElementwiseLoss<R extends Reduction = Reduction> {
  declare readonly name: string;
  declare readonly reduction: R;
  declare readonly fromLogits: boolean;

  static {
    makeCallable(ElementwiseLoss.prototype);
  }

  /** @internal */
  protected constructor(kind: LossKind, options: unknown) {
    const owner = kind.className;
    const configured = configureTensors(kind, owner, options);
    const { settings } = configured;
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
      describeLoss(owner, settings, () => serialized(self)),
    );
    registerSums(self, lossSums(call));
    instances.set(self, { kind, configured });
    // biome-ignore lint/correctness/noConstructorReturn: what is returned is the callable instance.
    return self;
  }

  /** Keras's keys, and our own where they differ from the default; it survives JSON. */
  getConfig(): BinaryCrossentropyConfig {
    const { kind, configured } = instances.get(this)!;
    return toConfig({ ...configured.settings, dtype: undefined }, [], kind.options);
  }

  /** The loss as `losses.serialize` gives it: what `JSON.stringify` writes. */
  toJSON(): SerializedLoss {
    return serialized(this);
  }
}

interface Instance {
  readonly kind: LossKind;
  readonly configured: Configured;
}

const instances = new WeakMap<object, Instance>();

/** The class of a loss, as messages name it, and its options with what was made of them. */
export function configuredOf(loss: ElementwiseLoss): { owner: string; configured: Configured } {
  const { kind, configured } = instances.get(loss)!;
  return { owner: kind.className, configured };
}

/** One loss per sample, as a function of Keras gives it. */
export function lossesOf(
  owner: string,
  kind: LossKind,
  lossFunction: unknown,
  yTrue: TensorInput,
  yPred: TensorInput,
  options: unknown,
): Tensor {
  installWeights();
  const given = configureTensors(kind, owner, options, ["reduction", "name"]);
  const configured = withSettings(given, { reduction: "none" });
  // In a model TensorFlow.js takes the mean of what comes out, weighted or not.
  const args = argumentsInBatch(lossFunction, alone(yTrue, yPred));
  return callInModel({ owner, configured, repairRank: false }, args);
}

/** What a model needs to know of a loss. */
function describeLoss(owner: string, settings: Settings, serialize: () => Serialized): PackageLoss {
  const { fromLogits, ignoreLabel } = settings;
  const plain = {
    ...settings,
    dtype: "float32",
    labelSmoothing: 0,
    posWeight: undefined,
    axis: -1,
    reduction: "sum_over_batch_size",
  } as const;
  let made: Call | undefined;
  const call = () => {
    made ??= { owner, configured: configure(plain), repairRank: true };
    return made;
  };
  return {
    serialize,
    fromLogits,
    findsLogits: findsLogits(settings),
    ignoreLabel,
    crossentropy: (yTrue, yPred) => callInModel(call(), alone(yTrue, yPred)),
    crossentropySums: lazily(() => lossSums(call())),
  };
}

/** Sums whose function is made when it is first called. */
function lazily(make: () => SumsOf): SumsOf {
  let sumsOf: SumsOf | undefined;
  return (args) => {
    sumsOf ??= make();
    return sumsOf(args);
  };
}

/** What makes a loss again of its configuration, by the name of the class. */
const classes = new Map<unknown, (config: object) => unknown>();
const functions = new Map<unknown, unknown>();

/** Makes the class of a kind and its function known to models, which are saved with them. */
export function registerKind(
  kind: LossKind,
  fromConfig: (config: object) => unknown,
  lossFunction: OutputFunction,
): void {
  const {
    className,
    options: { defaults },
  } = kind;
  const saved = { class_name: "function", config: defaults.name };
  registerLoss(
    lossFunction,
    describeLoss(className, defaults, () => saved),
  );
  registerSums(
    lossFunction,
    lazily(() => {
      const configured = configureTensors(kind, className, {});
      return lossSums({ owner: className, configured, repairRank: false });
    }),
  );
  classes.set(className, fromConfig);
  functions.set(defaults.name, lossFunction);
  nameLoss(defaults.name, lossFunction);
}

/** A loss of this package that a model was saved with; undefined for another one. */
function readSaved(saved: unknown): unknown {
  const { class_name, config } = (saved ?? {}) as Partial<Serialized>;
  return class_name === "function"
    ? functions.get(config)
    : classes.get(class_name)?.(config as object);
}
