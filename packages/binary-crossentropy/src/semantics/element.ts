// What binary cross-entropy is, for one element, in plain double precision. Every kernel translates
// this page, or runs it, and is tested against it. Not here: shapes, weights, reductions; focal loss
// is in focal.ts, numbers that leave the range of a double on the way are in products.ts, what
// rounding takes from sums and products in rounding-errors.ts.
//
// y label, s label smoothing, t label after smoothing, A = 1 − t, z logit, p probability, x either of
// the two, L loss in nats, w posWeight, eps epsilon.

import type { Dialect, Dtype } from "../types.js";
import { lostOf, lostOfProduct } from "./rounding-errors.js";

/**
 * What an element costs whose label is 1, or 0, with its derivatives by x. Every other label mixes
 * the two: L = A L₀ + B L₁, B = w t. Written as a sum of two terms of one sign it cancels nowhere:
 * for a hard label one term is left, and the tail keeps every digit.
 */
export interface Formula extends Readonly<Record<Quantity, OfElement>> {
  /** Whether the loss does not change with x there, whatever the label. */
  isFlat?(x: number): boolean;
  /** One of them as m 2^k, so that it keeps its digits where a double has none left for it. */
  wide(quantity: Quantity, label: number, x: number): Wide;
}

export type Quantity = "loss" | "gradient" | "hessian";

type OfElement = (label: number, x: number) => number;

/** The number m 2^k. */
export type Wide = readonly [m: number, k: number];

export interface FormulaOptions {
  readonly fromLogits: boolean;
  readonly dialect: Dialect;
  readonly epsilon: number;
  readonly dtype: Dtype;
}

/**
 * Moves the label towards ½: t = y (1 − s) + s / 2. Of 1 − y it makes 1 − t, with digits that t
 * itself has lost.
 */
export function smooth(y: number, s: number): number {
  return y * (1 - s) + s / 2;
}

/** The product a · b under the convention 0 · ∞ = 0; NaN stays NaN. */
export function product(a: number, b: number): number {
  const ab = a * b;
  // Only 0 · ∞ makes a NaN of two numbers.
  return ab === ab || a !== a || b !== b ? ab : 0;
}

/**
 * A f(0) + B f(1). Where one of the two is all there is, the other one is not worth its logarithm;
 * that is asked without a branch on the label itself, which would be mispredicted every other time.
 */
export function mix(f: OfElement, A: number, B: number, x: number): number {
  if (A * B === 0 && A + B === 1) return f(B, x);
  // What A has lost of 1 − B by rounding; below ½ it is another number.
  const lost = 1 - A - B;
  const rest = A >= 0.5 && Math.abs(lost) < 2 ** -52 ? lost : 0;
  // The two losses of a logit have all but |z| in common: mixed so, it is rounded less often.
  if (f === logits.loss)
    return product(A + B, softplusOfMinus(Math.abs(x))) + product(x < 0 ? B : A, Math.abs(x));
  const zero = f(0, x);
  const one = f(1, x);
  if (zero === one) return product(A + B, zero);
  return product(A, zero) + (product(B, one) + (Number.isFinite(zero) ? rest * zero : 0));
}

/** The formula that the options name. */
export function formulaFor(options: FormulaOptions): Formula {
  return options.fromLogits ? logits : formulas[options.dialect](options);
}

/** The formulas of probabilities. */
const formulas: Readonly<Record<Dialect, (options: ClipOptions) => Formula>> = {
  keras2: clipped,
  keras3: clipped,
  torch: () => torch,
  exact: () => exact,
};

/**
 * L₀ = softplus(z) = max(z, 0) + log1p(exp(−|z|)), L₁ = softplus(−z); their derivatives are σ(z)
 * and −σ(−z).
 */
export const logits: Formula = {
  loss(label, z) {
    return Math.max(label === 1 ? -z : z, 0) + softplusOfMinus(Math.abs(z));
  },
  // At a label of 1 this is −σ(−z), not σ(z) − 1, which rounds to 0 in the tail.
  gradient(label, z) {
    const s = sigmoidOfMinus(Math.abs(z));
    const isWrong = label === 1 ? z < 0 : z >= 0;
    return (1 - 2 * label) * (isWrong ? 1 - s : s);
  },
  // σ(z) σ(−z).
  hessian(_, z) {
    const s = sigmoidOfMinus(Math.abs(z));
    return s - s * s;
  },
  wide(quantity, label, z) {
    const isRight = label === 1 ? z > 0 : z < 0;
    const isSmall = Math.abs(z) > 700 && (isRight || quantity === "hessian");
    if (!isSmall) return [logits[quantity](label, z), 0];
    // So far out all three are exp(−|z|).
    const [e, k] = expOfMinus(Math.abs(z));
    return [quantity === "gradient" && label === 1 ? -e : e, k];
  },
};

function softplusOfMinus(a: number): number {
  return Math.log1p(Math.exp(-a));
}

/**
 * e / (1 + e) of e = exp(−a), and once more as e − e s, which forgets the rounding of 1 + e where e
 * is small.
 */
export function sigmoidOfMinus(a: number): number {
  const e = Math.exp(-a);
  return e - e * (e / (1 + e));
}

/**
 * exp(−a − b) = 2^k exp(−r), r = a + b + k ln 2, where b is small, with ln 2 in two parts, of which
 * k times the first is exact.
 */
export function expOfMinus(a: number, b = 0): Wide {
  // So far out no factors bring it back.
  if (Math.abs(a) > 10_000) return [a > 0 ? 0 : Infinity, 0];
  const k = -Math.round(a / Math.LN2);
  return [Math.exp(-(a + k * 0.6931471803691238) - (b + k * 1.9082149292705877e-10)), k];
}

/** −log v, where `other` is 1 − v; NaN outside [0, 1]. */
function minusLog(v: number, other: number): number {
  if (v <= 0.5) return -Math.log(v);
  return other < 0 ? NaN : -Math.log1p(-other);
}

/** L₀ = −log(1 − p), L₁ = −log p, with 0 log 0 = 0. Below p + 0 makes 0 of −0. */
export const exact: Formula = {
  loss: (label, p) => (label === 1 ? minusLog(p + 0, 1 - p) : minusLog(1 - p, p + 0)),
  gradient(label, p) {
    if (label === 1) return -1 / (p + 0);
    const r = 1 - p;
    const inverse = 1 / r;
    // What 1 − p has lost by rounding; at the ends of the range there is nothing to mend.
    const lost = 1 - r - p;
    return lost ? inverse - lost * inverse * inverse : inverse;
  },
  hessian(label, p) {
    if (label === 1) return 1 / p / p;
    // Of 1 − p, rounded, the second one has twice the digits that the first one has lost.
    const r = 1 - p;
    return 1 / r / (r + 2 * (1 - r - p));
  },
  wide(quantity, label, p) {
    const power = label === 1 && isTiny(p) ? powerOf[quantity] : 0;
    return power === 0
      ? [exact[quantity](label, p), 0]
      : [exact[quantity](1, p * 2 ** 600), 600 * power];
  },
};

/** Which power of 1 / p the loss and its derivatives are, where p is tiny. */
const powerOf: Readonly<Record<Quantity, number>> = { loss: 0, gradient: 1, hessian: 2 };

/** Whether the square of its reciprocal might leave the range of a double. */
export function isTiny(p: number): boolean {
  return p > 0 && p < 2 ** -400;
}

/**
 * PyTorch's BCELoss: logarithms no smaller than −100, and a gradient (p − t) / max(p (1 − p),
 * 1e−12); the second derivative is ((1 − t) p² + t (1 − p)²) / ((p + 1e−12)² (1 − p + 1e−12)²).
 * Source: aten/src/ATen/native/Loss.cpp (binary_cross_entropy, _backward), and for the second
 * derivative torch/csrc/autograd/FunctionsManual.cpp (binary_cross_entropy_double_backward).
 */
export const torch: Formula = {
  loss: (label, p) => Math.min(exact.loss(label, p), 100),
  gradient: (label, p) => (label === 1 ? p - 1 : p) / Math.max(p * (1 - p), 1e-12),
  hessian(label, p) {
    // A square in the end alone: that of the numerator might be below the range of a double.
    const r = 1 - p;
    const rest = 1 - r - p;
    const [q, s] = [p + 1e-12, r + 1e-12];
    const v = label === 1 ? r : p;
    if (v === 0) return 0;
    const both = q * s;
    const root = v / both;
    // What each of them has lost by rounding, in relation to it: all of that would be twice as much
    // in the square.
    const lost =
      lostOf(p, 1e-12, q) / q +
      (lostOf(r, 1e-12, s) + rest) / s +
      lostOfProduct(q, s) / both -
      (label === 1 ? rest / r : 0) -
      (v - root * both - lostOfProduct(root, both)) / v;
    const square = root * root;
    return square - 2 * lost * square;
  },
  wide(quantity, label, p) {
    const power = label === 0 && isTiny(p) ? powerOf[quantity] : 0;
    if (power === 0) return [torch[quantity](label, p), 0];
    const large = p * 2 ** 600;
    // The number is that of 1 / (1e−12 (1 + 1e−12))².
    return power === 1 ? [large / 1e-12, -600] : [large * large * 9.99999999998e23, -1200];
  },
};

export type ClipOptions = Pick<FormulaOptions, "dialect" | "epsilon" | "dtype">;

function rounding(dtype: Dtype): (x: number) => number {
  return dtype === "float32" ? Math.fround : (x) => x;
}

/** Probabilities are clipped to [lowest, highest], then `added` is added to each term. */
export interface Clip {
  readonly lowest: number;
  readonly highest: number;
  readonly added: number;
}

/** Whether epsilon is added to a clipped probability; null where none is clipped. */
const addsEpsilon: Readonly<Record<Dialect, boolean | null>> = {
  keras2: true,
  keras3: false,
  torch: null,
  exact: null,
};

/** The clip of a Keras dialect; null for the dialects that do not clip. */
export function clipOf({ dialect, epsilon, dtype }: ClipOptions): Clip | null {
  const adds = addsEpsilon[dialect];
  if (adds === null) return null;
  // Each step rounds to the compute dtype, as it does in Keras: in float32 1 − 1e−7 is 0.99999988,
  // and the loss of a confident mistake depends on it in its second digit.
  const round = rounding(dtype);
  if (epsilon === 0) return { lowest: 0, highest: 1, added: 0 };
  // One that rounds to nothing, by itself or beside 1, still keeps probabilities from 0 and 1.
  const isSingle = dtype === "float32";
  const eps = Math.max(round(epsilon), isSingle ? 2 ** -149 : 0);
  const highest = Math.min(round(1 - eps), 1 - (isSingle ? 2 ** -24 : 2 ** -53));
  return { lowest: eps, highest, added: adds ? eps : 0 };
}

/**
 * Keras: c = clip(p, eps, 1 − eps), L₀ = −log r and L₁ = −log q, where q = c + eps, r = 1 − c + eps
 * in tf.keras 2 and q = c, r = 1 − c in Keras 3. A clipped p has no gradient. Source:
 * tensorflow/python/keras/backend.py and keras/src/backend/tensorflow/nn.py (binary_crossentropy).
 */
export function clipped(options: ClipOptions): Formula {
  const { lowest, highest, added } = clipOf(options)!;
  const round = rounding(options.dtype);
  const clip = (p: number) => Math.min(Math.max(p, lowest), highest);
  const q = (p: number) => round(clip(p) + added);
  const r = (p: number) => round(round(1 - clip(p)) + added);
  const isClipped = (p: number) => p < lowest || p > highest;
  const formula: Formula = {
    loss: (label, p) => -Math.log(label === 1 ? q(p) : r(p)),
    isFlat: isClipped,
    gradient: (label, p) => (isClipped(p) ? 0 : label === 1 ? -1 / q(p) : 1 / r(p)),
    hessian: (label, p) => (isClipped(p) ? 0 : exact.hessian(1, label === 1 ? q(p) : r(p))),
    wide(quantity, label, p) {
      const isPower = powerOf[quantity] > 0 && label === 1 && !isClipped(p);
      return isPower ? exact.wide(quantity, 1, q(p)) : [formula[quantity](label, p), 0];
    },
  };
  return formula;
}
