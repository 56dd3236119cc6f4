// Products whose factors, multiplied in any order, might leave the range of a double before they
// come back into it. Weights, a scale and posWeight multiply what an element costs; each alone, or
// all but one together, may be too small or too large.

import { type Formula, mix, product, type Quantity, type Wide } from "./element.js";

/** Whether a few such numbers can be multiplied in any order. */
export function isOrdinary(x: number): boolean {
  const size = Math.abs(x);
  return size > 2 ** -200 && size < 2 ** 200;
}

/** What an element of any label costs, with its derivatives by x, as kernels compute it. */
export interface ElementLoss extends Readonly<Record<Quantity, OfShares>> {
  /** Whether the loss does not change with x there, whatever the label. */
  isFlat?(x: number): boolean;
  /** scale · weight · the quantity, where some number on the way may not be ordinary. */
  weighted(quantity: Quantity, A: number, t: number, x: number, factors: Factors): number;
}

type OfShares = (A: number, t: number, x: number, w: number) => number;

/** Binary cross-entropy of the formula. */
export function crossentropyOf(formula: Formula): ElementLoss {
  const { isFlat } = formula;
  const of =
    (quantity: Quantity): OfShares =>
    (A, t, x, w) =>
      mix(formula[quantity], A, w * t, x);
  return {
    loss: of("loss"),
    gradient: of("gradient"),
    hessian: of("hessian"),
    ...(isFlat && { isFlat }),
    weighted: (quantity, A, t, x, factors) => weighted(formula, quantity, A, t, x, factors),
  };
}

/** Factors, each known alone, of the loss of one element and its derivatives. */
export interface Factors {
  readonly scale: number;
  readonly weight: number;
  readonly posWeight: number;
}

/**
 * scale · weight · (A L₀ + w t L₁), or that of derivatives, where some number on the way may not be
 * ordinary.
 */
export function weighted(
  formula: Formula,
  quantity: Quantity,
  A: number,
  t: number,
  x: number,
  factors: Factors,
): number {
  const { scale, weight, posWeight } = factors;
  const [m0, k0] = formula.wide(quantity, 0, x);
  const [m1, k1] = formula.wide(quantity, 1, x);
  return scaled(k0, [m0, scale, weight, A]) + scaled(k1, [m1, scale, weight, t, posWeight]);
}

/** 2^k times the product of the factors, under the convention 0 · ∞ = 0; NaN stays NaN. */
function scaled(k: number, factors: readonly number[]): number {
  return timesPower(...multiplied(k, factors));
}

/** The same with the exponent apart, of a number that is ordinary, 0, infinite or NaN. */
export function multiplied(k: number, factors: readonly number[]): Wide {
  let m = 1;
  let exponent = k;
  for (const factor of factors) {
    const e = excessOf(factor);
    const ordinary = product(m, timesPower(factor, -e));
    const f = excessOf(ordinary);
    m = timesPower(ordinary, -f);
    exponent += e + f;
  }
  return [m, exponent];
}

/** The power of two without which a number is ordinary. */
function excessOf(x: number): number {
  return isOrdinary(x) || x === 0 || !Number.isFinite(x) ? 0 : Math.round(Math.log2(Math.abs(x)));
}

/** The sum, under the exponent of the larger one. */
export function plus(a: Wide, b: Wide): Wide {
  if (a[0] === 0) return b;
  if (b[0] === 0) return a;
  const k = Math.max(a[1], b[1]);
  return [timesPower(a[0], a[1] - k) + timesPower(b[0], b[1] - k), k];
}

/**
 * x 2^k, for an x that is ordinary or a k near 0. In two steps, since 2^k itself may be out of
 * range; only the second one rounds.
 */
export function timesPower(x: number, k: number): number {
  // A power may be too small for a double, and is not 0.
  if (k === 0 || !Number.isFinite(x)) return x;
  const half = Math.max(-1000, Math.min(1000, Math.trunc(k / 2)));
  return product(product(x, 2 ** half), 2 ** (k - half));
}
