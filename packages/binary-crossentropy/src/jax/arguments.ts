// What a caller passed, as arrays of jax-js. Nothing is consumed here, so that refused arguments
// are still the caller's.

import { numpy as np } from "@jax-js/jax";
import { refuse, show } from "../errors.js";
import { type Arguments, isNone } from "../task/operands.js";
import type { Value } from "./term.js";

/** What goes in: an array of jax-js, or a number that holds everywhere. */
export type ArrayInput = np.ArrayLike;

/** The class of arrays and of all tracers, which jax-js does not export. */
const Tracer = Object.getPrototypeOf(np.Array) as new () => Value;

/** The arguments of one call; those that were not passed are no keys, as trees of jax-js want it. */
export type ArrayOperands = { yTrue: Value; yPred: Value; sampleWeight?: Value; mask?: Value };

/** @throws ValueError for what is no array of jax-js, and for a mask that is not of dtype bool. */
export function readArguments(owner: string, args: Arguments): ArrayOperands {
  const { yTrue, yPred, sampleWeight, mask } = args;
  const operands: ArrayOperands = {
    yTrue: toValue(owner, "yTrue", yTrue),
    yPred: toValue(owner, "yPred", yPred),
  };
  if (!isNone(sampleWeight)) operands.sampleWeight = toValue(owner, "sampleWeight", sampleWeight);
  if (!isNone(mask)) {
    operands.mask = toValue(owner, "mask", mask);
    const { dtype } = operands.mask;
    if (dtype !== "bool")
      refuse(owner, "mask", "be of dtype bool", dtype, "Pass mask.notEqual(0).");
  }
  return operands;
}

export function isArray(value: unknown): value is Value {
  return value instanceof Tracer;
}

function toValue(owner: string, argument: string, value: unknown): Value {
  if (isArray(value)) return value;
  if (typeof value === "number" || typeof value === "boolean") return np.array(value);
  refuse(owner, argument, "be a number or an array of @jax-js/jax", show(value));
}
