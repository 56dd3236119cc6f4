// How far a float32 result is from the definition, and points to look at.

import type { Dialect } from "binary-crossentropy";
import { formulaFor, type Quantity, smooth } from "../../../src/semantics/element.js";
import { focalOf, missOfLogit, missOfProbability } from "../../../src/semantics/focal.js";
import { crossentropyOf } from "../../../src/semantics/products.js";
import type { FocalArithmetic } from "../../../src/webgpu/focal-arithmetic.js";
import { ulp } from "../../support/compare.js";

export interface Input {
  readonly name: string;
  readonly fromLogits: boolean;
  readonly dialect: Dialect;
  readonly epsilon: number;
  readonly focal?: FocalArithmetic;
}

export const shaderInputs: readonly Input[] = [
  { name: "logits", fromLogits: true, dialect: "exact", epsilon: 1e-7 },
  ...(["exact", "keras2", "keras3", "torch"] as const).map((dialect) => ({
    name: dialect,
    fromLogits: false,
    dialect,
    epsilon: 1e-7,
  })),
];

export const quantities: readonly Quantity[] = ["loss", "gradient", "hessian"];

/** The definition, with the steps that Keras rounds in float32. */
export function truth(input: Input, labelSmoothing = 0, posWeight = 1) {
  const formula = formulaFor({ ...input, dtype: "float32" });
  const { fromLogits, focal } = input;
  const loss = focal
    ? focalOf(formula, fromLogits ? missOfLogit : missOfProbability, focal.focus)
    : crossentropyOf(formula);
  return (quantity: Quantity, y: number, x: number): number =>
    loss[quantity](smooth(1 - y, labelSmoothing), smooth(y, labelSmoothing), x, posWeight);
}

/** In ulp of the expected number; infinite where only one of the two is a number. */
export function ulpsApart(got: number, expected: number): number {
  const rounded = Math.fround(expected);
  if (Object.is(got, rounded) || got === rounded) return 0;
  if (!Number.isFinite(got) || !Number.isFinite(rounded)) return Infinity;
  return Math.abs(got - expected) / ulp(expected, "float32");
}

/** What gives quantities of an element; null where it does not take it. */
export type Way = (quantity: Quantity, y: number, x: number) => number | null;

/**
 * The largest distance in ulp, for hard labels at so many random predictions, of all that the ways
 * give.
 *
 * @param isNearest Whether they round to nearest, as Keras does.
 */
export function farthest(
  input: Input,
  quantity: Quantity,
  ways: readonly Way[],
  points: number,
  isNearest: boolean,
): { ulps: number; at: string } {
  const expected = truth(input);
  const random = randomNumbers(7);
  // Keras itself rounds q and r, and another rounding is another dialect.
  const floor = isClipped(input) && !isNearest && quantity === "loss" ? 2e-7 : 0;
  let [ulps, at] = [0, ""];
  for (let i = 0; i < points; i++) {
    const x = anyPrediction(input.fromLogits, random);
    for (const y of [0, 1])
      for (const way of ways) {
        const want = expected(quantity, y, x);
        const got = way(quantity, y, x);
        if (got === null || Math.abs(got - want) < floor) continue;
        const apart = ulpsApart(got, want);
        if (apart > ulps) [ulps, at] = [apart, `label ${y} at ${x}`];
      }
  }
  return { ulps, at };
}

/** Whether the dialect clips probabilities, as Keras does. */
export const isClipped = ({ fromLogits, dialect }: Input) =>
  !fromLogits && dialect.startsWith("keras");

/** The same numbers in [0, 1) in every run. */
export function randomNumbers(seed = 1): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 8) / 2 ** 24;
  };
}

/** A logit of any size, or a probability near 0, near 1 and between. */
export function anyPrediction(fromLogits: boolean, random: () => number): number {
  if (fromLogits) return Math.fround((random() < 0.5 ? -1 : 1) * 2 ** (37 * random() - 30));
  const kind = random();
  if (kind < 0.4) return Math.fround(2 ** (-149 * random()));
  return Math.fround(kind < 0.7 ? random() : 1 - 2 ** (-24 * random()));
}
