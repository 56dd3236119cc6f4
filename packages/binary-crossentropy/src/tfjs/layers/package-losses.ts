// The losses of this package, as models meet them: functions among others, registered here with
// what they compute.

import type { Tensor } from "@tensorflow/tfjs-core";
import { snakeCase } from "../../options/config.js";
import type { SumsOf } from "./metric-sums.js";
import type { OutputFunction } from "./model-data.js";

/** A loss as Keras 3 writes it. */
export interface Serialized {
  readonly class_name: string;
  readonly config: unknown;
}

export interface PackageLoss {
  /** The loss as it is saved. */
  serialize(): Serialized;
  readonly fromLogits: boolean;
  /** Whether it is computed of the logits behind a sigmoid where a model has them. */
  readonly findsLogits: boolean;
  /** The label that counts for nothing. */
  readonly ignoreLabel: number | undefined;
  /**
   * The mean cross-entropy of a batch without weights or label smoothing, which the metric of that
   * name reports.
   */
  crossentropy(yTrue: Tensor, yPred: Tensor): Tensor;
  /** What the same metric adds up under weights. */
  readonly crossentropySums: SumsOf;
}

const known = new WeakMap<object, PackageLoss | undefined>();

/**
 * Makes a loss known to models.
 *
 * @param own What is known of a binary cross-entropy; undefined for a loss of one's own.
 */
export function registerLoss(loss: object, own: PackageLoss | undefined): void {
  known.set(loss, own);
}

/** What is known of a binary cross-entropy of this package; undefined for other losses. */
export function packageLoss(loss: unknown): PackageLoss | undefined {
  return typeof loss === "function" ? known.get(loss) : undefined;
}

/** A binary cross-entropy of this package as it is saved; undefined for other losses. */
export function serializedLoss(loss: unknown): Serialized | undefined {
  return packageLoss(loss)?.serialize();
}

/** Whether it is a loss by a class or a function of this package, which receives weights. */
export function isPackageLoss(loss: unknown): boolean {
  return typeof loss === "function" && known.has(loss);
}

const named = new Map<string, OutputFunction>();

/** Gives a loss the name that `compile` may have for it, in snake case. */
export function nameLoss(name: string, loss: OutputFunction): void {
  named.set(name, loss);
}

/** The loss of this package by a name, in either case; undefined for what is none. */
export function namedLoss(name: unknown): OutputFunction | undefined {
  return typeof name === "string" ? named.get(snakeCase(name)) : undefined;
}
