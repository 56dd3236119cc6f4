// Odd rows, whose numbers the kernel's sums do not take: their weights or terms are far from all
// others. They are added up here one by one, by the same definitions.

import { type Exact, exact, split } from "./exact.js";

export interface OddRow {
  readonly y: number;
  readonly p: number;
  readonly w: number;
  readonly loss: number;
}

/** x 2^exponent, with the size of x in [½, 1), or x that is 0 or not finite. */
export interface Scaled {
  readonly x: number;
  readonly exponent: number;
}

/** A product that is rounded after each factor like doubles, but never overflows or underflows. */
export function scaledProduct(...factors: readonly number[]): Scaled {
  let [x, exponent] = [1, 0];
  for (const factor of factors) {
    if (factor === 0) return { x: 0, exponent: 0 };
    if (!Number.isFinite(factor)) return { x: factor, exponent: 0 };
    const own = split(factor);
    const { mantissa, exponent: more } = split(x * own.mantissa);
    x = mantissa;
    exponent += own.exponent + more;
  }
  return { x, exponent };
}

export function product(...factors: readonly number[]): Exact {
  const { x, exponent } = scaledProduct(...factors);
  return exact(x, exponent);
}

/** Below 0 where a is less than b. */
export function compareScaled(a: Scaled, b: Scaled): number {
  const isPlain =
    a.x === 0 || b.x === 0 || a.x > 0 !== b.x > 0 || !Number.isFinite(a.x) || !Number.isFinite(b.x);
  if (isPlain || a.exponent === b.exponent) return a.x < b.x ? -1 : a.x > b.x ? 1 : 0;
  return a.x > 0 ? a.exponent - b.exponent : b.exponent - a.exponent;
}

/** The weight of a row in both classes, w y and w − w y. */
export function shares(w: number, y: number): { positive: Exact; negative: Exact } {
  const { mantissa, exponent } = split(w);
  return { positive: product(w, y), negative: exact(mantissa - mantissa * y, exponent) };
}
