// One number against the truth.

import type { ElementTruth, Truth } from "../oracle/element.js";
import type { Problem } from "../oracle/loss.js";
import { type Dtype, distance } from "../oracle/precision.js";
import { absolute, isFiniteReal, larger, one, type Real, toNumber } from "../oracle/real.js";
import type { Call } from "./call.js";

export interface Failure {
  /** What disagrees, in a few words that are the same for calls of one kind. */
  readonly quantity: string;
  readonly message: string;
}

/** A call while it is judged. */
export interface Context {
  readonly call: Call;
  readonly problem: Problem;
  readonly truths: readonly ElementTruth[];
  readonly note: (quantity: string, ulp: number) => void;
}

/**
 * Where one term is left a gradient is accurate in relation to itself, else to 1 or the sum of its
 * terms.
 */
export const gradientUnit = ({ value, size }: Truth, isHard: boolean) =>
  isHard ? absolute(value) : larger(one, size);

export function judge(
  quantity: string,
  of: () => string,
  actual: number,
  { value, isOpen }: Truth,
  unit: Real,
  allowed: number,
  dtype: Dtype,
  note: Context["note"],
): Failure | undefined {
  if (isOpen) return undefined;
  const apart = distance(actual, value, unit, dtype);
  if (apart <= allowed) {
    note(quantity, apart);
    return undefined;
  }
  return {
    quantity,
    message: `${quantity} ${of()} is ${actual}, must be ${shown(value)}: ${apart.toPrecision(4)} ulp, allowed ${allowed}`,
  };
}

export function shown(value: Real): string {
  return String(isFiniteReal(value) ? toNumber(value) : value.hi);
}
