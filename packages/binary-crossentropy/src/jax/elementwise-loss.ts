// What the losses of jax-js have in common: the base of their classes, and the functions that give one
// loss per sample.

import type { numpy as np } from "@jax-js/jax";
import type { LossOptions } from "../loss/base-loss.js";
import { asInstance, makeCallable } from "../loss/callable.js";
import type { ElementOptions as CoreElementOptions } from "../loss/elementwise-loss.js";
import { readKeys } from "../options/read-keys.js";
import type { Settings } from "../options/read-options.js";
import type { Reduction } from "../semantics/reduction.js";
import { type ArrayInput, readArguments } from "./arguments.js";
import { compile } from "./compile.js";
import type { Focal } from "./focal.js";

export type { LossOptions };

/** The options of the main entry. Inside a transformation there is no data to `validate` yet. */
export interface ElementOptions extends Omit<CoreElementOptions, "validate"> {}

export interface CallOptions {
  /** Which samples or elements count: of dtype bool, in the shapes that a sample weight may have. */
  readonly mask?: ArrayInput | null | undefined;
}

/** An instance is called like a function, and so is what `grad` and `jit` take. */
export interface ElementwiseLoss {
  /**
   * The loss of predictions against labels. It is differentiated by yPred, yTrue and sampleWeight.
   *
   * Like every function of jax-js it consumes what it is passed: pass `x.ref` to keep x.
   *
   * @param yTrue Labels in [0, 1], shape `[batch_size, d0, .. dN]`, or a number: that label
   * everywhere.
   * @param yPred Probabilities, or logits with `fromLogits`, of the same shape.
   * @param sampleWeight A number, one weight per sample, per loss or per element.
   * @param options The mask.
   * @returns A scalar in nats, or one loss per cell for the reductions `"none"` and `null`.
   * @throws ValueError for what is no array of jax-js, ShapeError for shapes that do not fit.
   */
  // biome-ignore lint/style/useShorthandFunctionType: only an interface merges with the class below.
  (
    yTrue: ArrayInput,
    yPred: ArrayInput,
    sampleWeight?: ArrayInput | null,
    options?: CallOptions,
  ): np.Array;
}

/**
 * The base class of losses of jax-js: `BinaryCrossentropy` and `BinaryFocalCrossentropy`.
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the interface above is what makes an instance callable.
export abstract class ElementwiseLoss {
  declare readonly name: string;
  declare readonly reduction: Reduction;
  declare readonly fromLogits: boolean;

  static {
    makeCallable(ElementwiseLoss.prototype);
  }

  /** @internal */
  protected constructor(owner: string, settings: Settings, focus: Focal | undefined) {
    const compiled = compile({ owner, settings, focus, repairRank: true });
    const run = (yTrue: unknown, yPred: unknown, sampleWeight?: unknown, options?: unknown) => {
      const given = readKeys(owner, "the fourth argument", options ?? undefined, ["mask"]);
      const mask = given.get("mask");
      return compiled(readArguments(owner, { yTrue, yPred, sampleWeight, mask }));
    };
    const { name, reduction, fromLogits } = settings;
    // biome-ignore lint/correctness/noConstructorReturn: what is returned is the callable instance.
    return asInstance<this>(run, new.target, { name, reduction, fromLogits });
  }
}

/** One loss per sample, as a function of Keras gives it. */
export function lossesOf(
  owner: string,
  given: Settings,
  focus: Focal | undefined,
  yTrue: ArrayInput,
  yPred: ArrayInput,
): np.Array {
  const settings = { ...given, reduction: "none" } as const;
  const compiled = compile({ owner, settings, focus, repairRank: false });
  return compiled(readArguments(owner, { yTrue, yPred }));
}
