// The weight that a loss is called with while a model trains or is evaluated. TensorFlow.js
// multiplies the result of a loss by the weights of the samples, which is wrong for a loss that is
// reduced already. So weights are taken out of the batch, and a loss finds its weight by the target
// that it is called with, and the mask of an output by its predictions.

import { dispose, mul, reshape, type Tensor } from "@tensorflow/tfjs-core";
import { refuse } from "../../errors.js";
import type { Arguments } from "../../task/operands.js";
import { type Batch, type BatchFunction, type LayersModel, partsOf } from "./model.js";
import { maskOf, withOutputMasks } from "./output-masks.js";
import { isPackageLoss } from "./package-losses.js";
import { withSigmoidHeads } from "./sigmoid-heads.js";

/** Whether the model has an output whose loss is one of this package, and so takes weights. */
export function hasPackageLoss({ lossFunctions }: LayersModel): boolean {
  return lossFunctions?.some(isPackageLoss) ?? false;
}

/** Weights that came by another way than in the batch, by their target. */
const attached = new WeakMap<Tensor, { readonly weight: Tensor; readonly isOwned: boolean }>();

/**
 * Makes the loss that is called with the target use the weight.
 *
 * @param isOwned Whether the weight is disposed after its batch.
 */
export function attach(target: Tensor, weight: Tensor, isOwned: boolean): void {
  attached.set(target, { weight, isOwned });
}

interface Entry {
  /** The loss that is given the weight; undefined where TensorFlow.js multiplies by it itself. */
  readonly loss: unknown;
  readonly weight: Tensor | null;
}

/** What the losses of a batch are called with, by the target. */
type Active = Map<unknown, Entry>;

let active: Active | undefined;

/**
 * The arguments of a call with the weight and the mask that the batch has for this loss of this
 * target, where the caller passed none.
 */
export function argumentsInBatch(loss: unknown, args: Required<Arguments>): Required<Arguments> {
  const entry = active?.get(args.yTrue);
  if (entry?.loss !== loss) return args;
  return {
    ...args,
    sampleWeight: args.sampleWeight ?? entry!.weight,
    mask: args.mask ?? maskOf(args.yPred),
  };
}

/** The weights that the batch has for this target, of samples and classes. */
export function weightInBatch(target: Tensor): Tensor | undefined {
  return active?.get(target)?.weight ?? undefined;
}

/**
 * Runs a function in which the losses of a batch ignore its weights, as metrics do.
 */
export function withoutWeights<T>(run: () => T): T {
  const before = active;
  active = undefined;
  try {
    return run();
  } finally {
    active = before;
  }
}

/**
 * Runs a model's function on a batch, and passes its weights to the losses and the metrics that take
 * them.
 */
export function withWeights(model: LayersModel, data: Batch, run: BatchFunction): Tensor[] {
  const { inputs, targets, weights: given } = partsOf(model, data);
  const temporary: Tensor[] = [];
  const weights: Active = new Map();
  const before = active;
  try {
    targets.forEach((target, i) => {
      const other = attached.get(target);
      if (other?.isOwned) temporary.push(other.weight);
      const isTaken = isPackageLoss(model.lossFunctions[i]);
      if (other && !isTaken) refuseWeight(model, i);
      const own = weights.has(target) ? target.clone() : target;
      const weight = combine(given[i] ?? null, other?.weight ?? null);
      if (own !== target) temporary.push(own);
      if (weight && weight !== given[i] && weight !== other?.weight) temporary.push(weight);
      targets[i] = own;
      if (isTaken && given[i] !== undefined) given[i] = null;
      weights.set(own, { loss: isTaken ? model.lossFunctions[i] : undefined, weight });
    });
    active = weights;
    return withSigmoidHeads(model, () =>
      withOutputMasks(model, () => run([...inputs, ...targets, ...given])),
    );
  } finally {
    active = before;
    dispose(temporary);
  }
}

/** Refuses weights for an output whose loss is of another package. */
export function refuseWeight({ outputNames }: LayersModel, output: number): never {
  const remedy = "Leave its weight out, or use a BinaryCrossentropy of this package as its loss.";
  refuse(
    "LayersModel",
    "sampleWeight",
    "be for outputs whose loss takes it",
    JSON.stringify(outputNames[output]),
    remedy,
  );
}

/**
 * The product of a class weight, one per sample, and a sample weight; null where there is neither.
 */
export function combine(classWeight: Tensor | null, sampleWeight: Tensor | null): Tensor | null {
  if (!classWeight || !sampleWeight) return classWeight ?? sampleWeight;
  const spread = sampleWeight.shape.map((_, axis) => (axis === 0 ? classWeight.size : 1));
  const column = reshape(classWeight, spread);
  const product = mul(column, sampleWeight);
  column.dispose();
  return product;
}
