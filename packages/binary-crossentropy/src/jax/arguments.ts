// What a caller passed, as arrays of jax-js. Nothing is consumed here, so that refused arguments
// are still the caller's.

import { numpy as np } from "@jax-js/jax";
import { refuse, show } from "../errors.js";
import { type Arguments, isNone, type Operands } from "../task/operands.js";
import type { Value } from "./term.js";

/** What goes in: an array of jax-js, or a number that holds everywhere. */
export type ArrayInput = np.ArrayLike;

/** The class of arrays and of all tracers, which jax-js does not export. */
const Tracer = Object.getPrototypeOf(np.Array) as new () => Value;

/** @throws ValueError for what is no array of jax-js, and for a mask that is not of dtype bool. */
export function readArguments(
  owner: string,
  { yTrue, yPred, sampleWeight, mask }: Arguments,
): Operands<Value> {
  const optional = (argument: string, value: unknown) =>
    isNone(value) ? undefined : toValue(owner, argument, value);
  const kept = optional("mask", mask);
  if (kept && kept.dtype !== "bool") {
    refuse(owner, "mask", "be of dtype bool", kept.dtype, "Pass mask.notEqual(0).");
  }
  return {
    yTrue: toValue(owner, "yTrue", yTrue),
    yPred: toValue(owner, "yPred", yPred),
    sampleWeight: optional("sampleWeight", sampleWeight),
    mask: kept,
  };
}

function toValue(owner: string, argument: string, value: unknown): Value {
  if (value instanceof Tracer) return value;
  if (typeof value === "number" || typeof value === "boolean") return np.array(value);
  refuse(owner, argument, "be a number or an array of @jax-js/jax", show(value));
}
