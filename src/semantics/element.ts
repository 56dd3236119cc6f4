// What binary cross-entropy is, for one element, in plain double precision. Every kernel translates this page,
// or runs it, and is tested against it. Not here: shapes, weights, reductions.
//
// y label, s label smoothing, t label after smoothing, z logit, p probability, L loss in nats, w posWeight, eps epsilon.

import type { Dialect, Dtype } from "../types.js";

/** Loss, gradient and second derivative of one element with respect to x, a logit or a probability. */
export interface Formula {
  loss(t: number, x: number, w: number): number;
  gradient(t: number, x: number, w: number): number;
  hessian(t: number, x: number, w: number): number;
}

export interface FormulaOptions {
  readonly fromLogits: boolean;
  readonly dialect: Dialect;
  readonly epsilon: number;
  readonly dtype: Dtype;
}

/** Moves the label towards ½: t = y (1 − s) + s / 2. */
export function smooth(y: number, s: number): number {
  return y * (1 - s) + s / 2;
}

/** The product a · b under the convention 0 · ∞ = 0; NaN stays NaN. */
export function product(a: number, b: number): number {
  const ab = a * b;
  // Only 0 · ∞ makes a NaN of two numbers.
  return ab === ab || a !== a || b !== b ? ab : 0;
}

/** The quotient a / b under the convention 0 / 0 = 0; NaN stays NaN. */
export function quotient(a: number, b: number): number {
  return a === 0 && b === 0 ? 0 : a / b;
}

/**
 * Whether the label is 0 or 1 and w is 1: then one of the two terms of L is left, and the other one is not worth its
 * logarithm. Written without a branch on the label itself, which would be mispredicted every other time.
 */
function isHard(t: number, w: number): boolean {
  return t * (1 - t) === 0 && w === 1;
}

function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

/** The formula that the options name. */
export function formulaFor({ fromLogits, dialect, epsilon, dtype }: FormulaOptions): Formula {
  if (fromLogits) return logits;
  if (dialect === "torch") return torch;
  if (dialect === "exact") return exact;
  return clipped({ dialect, epsilon, dtype });
}

/**
 * L = (1 − t) softplus(z) + w t softplus(−z), which is max(z, 0) − z t + log1p(exp(−|z|)) at w = 1. Written as a sum
 * of two terms of one sign it cancels nowhere: for a hard label one term is left, and the tail keeps every digit.
 */
export const logits: Formula = {
  loss: (t, z, w) => (isHard(t, w) ? softplus((1 - 2 * t) * z) : product(1 - t, softplus(z)) + product(w * t, softplus(-z))),
  // σ(z) − t, regrouped as (1 − t) σ(z) − t σ(−z): at t = 1 this is −σ(−z), which does not round to 0 in the tail.
  gradient(t, z, w) {
    const e = Math.exp(-Math.abs(z));
    return ((1 - t) * (z >= 0 ? 1 : e) - w * t * (z >= 0 ? e : 1)) / (1 + e);
  },
  // σ(z) σ(−z) = e / (1 + e)², expanded: squaring a rounded 1 + e would double its error.
  hessian(t, z, w) {
    const e = Math.exp(-Math.abs(z));
    return (1 + (w - 1) * t) * (e / (1 + e * (2 + e)));
  },
};

/** dL/dx of L = −(w t log q + (1 − t) log r), where q rises and r falls as x does, both at the rate 1. */
function slope(t: number, q: number, r: number, w: number): number {
  if (isHard(t, w)) return t === 1 ? -1 / q : 1 / r;
  return quotient(1 - t, r) - quotient(w * t, q);
}

/** d²L/dx² of the same. */
function curvature(t: number, q: number, r: number, w: number): number {
  return quotient(quotient(1 - t, r), r) + quotient(quotient(w * t, q), q);
}

/** L = −(w t log p + (1 − t) log(1 − p)), with 0 log 0 = 0. */
export const exact: Formula = {
  loss: (t, p, w) => product(w * t, -Math.log(p)) + product(1 - t, -Math.log1p(-p)),
  gradient: (t, p, w) => slope(t, p, 1 - p, w),
  hessian: (t, p, w) => curvature(t, p, 1 - p, w),
};

/**
 * PyTorch's BCELoss: logarithms no smaller than −100, and a gradient whose denominator is no smaller than 1e−12.
 * Source: aten/src/ATen/native/Loss.cpp (binary_cross_entropy, _backward), and for the second derivative
 * torch/csrc/autograd/FunctionsManual.cpp (binary_cross_entropy_double_backward).
 */
export const torch: Formula = {
  loss(t, p, w) {
    return -(w * t * Math.max(Math.log(p), -100) + (1 - t) * Math.max(Math.log1p(-p), -100));
  },
  gradient(t, p, w) {
    return ((1 - t) * p - w * t * (1 - p)) / Math.max(p * (1 - p), 1e-12);
  },
  hessian(t, p, w) {
    return ((1 - t) * p ** 2 + w * t * (1 - p) ** 2) / ((p + 1e-12) ** 2 * (1 - p + 1e-12) ** 2);
  },
};

type ClipOptions = Pick<FormulaOptions, "dialect" | "epsilon" | "dtype">;

function rounding(dtype: Dtype): (x: number) => number {
  return dtype === "float32" ? Math.fround : (x) => x;
}

/** The numbers of a Keras dialect: probabilities are clipped to [lowest, highest], then `added` is added to each term. */
export function clipOf({ dialect, epsilon, dtype }: ClipOptions): { lowest: number; highest: number; added: number } {
  // Each step rounds to the compute dtype, as it does in Keras: in float32 1 − 1e−7 is 0.99999988, and the loss of
  // a confident mistake depends on it in its second digit.
  const round = rounding(dtype);
  if (epsilon === 0) return { lowest: 0, highest: 1, added: 0 };
  // One that rounds to nothing, by itself or beside 1, still keeps probabilities from 0 and 1.
  const isSingle = dtype === "float32";
  const eps = Math.max(round(epsilon), isSingle ? 2 ** -149 : 0);
  const highest = Math.min(round(1 - eps), 1 - (isSingle ? 2 ** -24 : 2 ** -53));
  return { lowest: eps, highest, added: dialect === "keras2" ? eps : 0 };
}

/**
 * Keras: c = clip(p, eps, 1 − eps), L = −(w t log q + (1 − t) log r), where q = c + eps, r = 1 − c + eps in tf.keras 2
 * and q = c, r = 1 − c in Keras 3. A clipped p has no gradient.
 * Source: tensorflow/python/keras/backend.py and keras/src/backend/tensorflow/nn.py (binary_crossentropy).
 */
export function clipped(options: ClipOptions): Formula {
  const { lowest, highest, added } = clipOf(options);
  const round = rounding(options.dtype);
  const clip = (p: number) => Math.min(Math.max(p, lowest), highest);
  const qOf = (p: number) => round(clip(p) + added);
  const rOf = (p: number) => round(round(1 - clip(p)) + added);
  const isClipped = (p: number) => p < lowest || p > highest;
  return {
    loss(t, p, w) {
      const q = qOf(p);
      const r = rOf(p);
      return -(isHard(t, w) ? Math.log(t * q + (1 - t) * r) : product(w * t, Math.log(q)) + product(1 - t, Math.log(r)));
    },
    gradient: (t, p, w) => (isClipped(p) ? 0 : slope(t, qOf(p), rOf(p), w)),
    hessian: (t, p, w) => (isClipped(p) ? 0 : curvature(t, qOf(p), rOf(p), w)),
  };
}
