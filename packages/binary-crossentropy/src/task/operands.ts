// The arguments of one call, and the tensors that they are read as.

import type { Fields } from "../tensor/read-shaped.js";
import { openTensor, type Tensor } from "../tensor/read-tensor.js";
import type { Dtype } from "../types.js";

/**
 * The arguments of one call, as the caller passed them. What is left out might be found on
 * Object.prototype.
 */
export interface Arguments {
  readonly yTrue: unknown;
  readonly yPred: unknown;
  readonly sampleWeight?: unknown;
  readonly mask?: unknown;
}

/** What has been asked of arguments that are objects with a shape. */
export type Asked = {
  readonly [argument in keyof Arguments]?: { readonly fields?: Fields | undefined } | undefined;
};

/** Arguments on their way: an object that the short way has asked is not asked again. */
export interface Call extends Arguments {
  asked?: Asked | undefined;
}

/** The tensors of one call, in the shapes that the caller gave them. */
export interface Operands<T = Tensor> {
  readonly yTrue: T;
  readonly yPred: T;
  readonly sampleWeight: T | undefined;
  readonly mask: T | undefined;
}

/** The operands, each as the function gives it. */
export function mapOperands<A, B>(operands: Operands<A>, of: (operand: A) => B): Operands<B> {
  const { yTrue, yPred, sampleWeight, mask } = operands;
  return {
    yTrue: of(yTrue),
    yPred: of(yPred),
    sampleWeight: sampleWeight && of(sampleWeight),
    mask: mask && of(mask),
  };
}

/** Whether no weight, or no mask, was passed. */
export function isNone(argument: unknown): argument is null | undefined {
  return argument === undefined || argument === null;
}

/** Whether labels are one label for all predictions. */
export function isEverywhere(yTrue: unknown): yTrue is number | boolean {
  return typeof yTrue === "number" || typeof yTrue === "boolean";
}

/**
 * Asks the caller's objects for what they hold, but for the items of lists that may wait. The
 * function that it returns reads that, and runs no code of the caller's.
 *
 * @param rounding To what predictions in nested arrays may be rounded as they are read.
 * @param mayWait Whether long nested arrays may be read later, part by part.
 */
export function openOperands(
  owner: string,
  { yTrue, yPred, sampleWeight, mask, asked }: Call,
  rounding: Dtype = "float64",
  mayWait = false,
): () => Operands {
  const open = (argument: keyof Asked, value: unknown, rounding: Dtype, mayWait: boolean) =>
    openTensor(owner, argument, value, rounding, mayWait, asked?.[argument]?.fields);
  const optional = (argument: keyof Asked, value: unknown, mayWait: boolean) =>
    isNone(value) ? undefined : open(argument, value, "float64", mayWait);
  const labels = open("yTrue", yTrue, "float64", mayWait);
  const predictions = open("yPred", yPred, rounding, mayWait);
  const weight = optional("sampleWeight", sampleWeight, mayWait);
  const kept = optional("mask", mask, false);
  const isRepeated = isEverywhere(yTrue);
  return () => {
    const label = labels();
    const yPred = predictions();
    return {
      yTrue: isRepeated ? everywhere(label, yPred) : label,
      yPred,
      sampleWeight: weight?.(),
      mask: kept?.(),
    };
  };
}

/** One label for all predictions. */
function everywhere(label: Tensor, { shape }: Tensor): Tensor {
  const { data, dtype, offset, storedAs } = label;
  return { data, dtype, shape, strides: new Array<number>(shape.length).fill(0), offset, storedAs };
}
