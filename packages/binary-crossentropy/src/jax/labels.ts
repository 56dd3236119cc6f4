// What the loss of an element is made of its label and its weight; which labels count.

import type { Settings } from "../options/read-options.js";
import type { Mixture } from "./formula.js";
import type { Term } from "./term.js";

/**
 * A = w (1 − t), B = w posWeight t and A + B, of labels y before smoothing: t = y (1 − s) + s / 2.
 */
export function mixtureOf(
  y: Term,
  weight: Term | undefined,
  { labelSmoothing: s, posWeight = 1 }: Settings,
): Mixture {
  const smooth = (label: Term) => (s === 0 ? label : label.times(1 - s).plus(s / 2));
  const weighted = (term: Term) => (weight ? term.times(weight) : term);
  // Of 1 − y smoothing makes 1 − t, with digits that t itself has lost.
  const negative = weighted(smooth(y.times(-1).plus(1)));
  const positive = weighted(smooth(y));
  if (posWeight === 1) return { negative, positive, sum: weight ?? 1 };
  const multiplied = positive.times(y.constant(posWeight));
  return { negative, positive: multiplied, sum: negative.plus(multiplied) };
}

/** Which labels differ from this one, which may be NaN. */
export function differsFrom(labels: Term, label: number): Term {
  const numbers = labels.value.dtype === "float64" ? labels : labels.as("float32");
  if (Number.isNaN(label)) return numbers.isNumber();
  return numbers.isNot(labels.value.dtype === "float64" ? label : Math.fround(label));
}
