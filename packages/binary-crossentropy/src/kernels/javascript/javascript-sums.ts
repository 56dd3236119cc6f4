// The most common sums in plain JavaScript, with the logarithms taken together: the sum of the
// losses, with or without the gradient, where all weights are 1. A sum of logarithms is the
// logarithm of a product, which double precision holds without loss for as many factors as its
// exponent has room for.

import { type Clip, type Formula, logits, mix, smooth } from "../../semantics/element.js";
import { weighted } from "../../semantics/products.js";
import type { FloatArray } from "../../types.js";
import type { Block } from "../kernel.js";

/** Σ L; where there is an `out` it gets scale · dL/dx from `out[at]` on. */
export type SumOfBlock = (
  block: Block,
  labelSmoothing: number,
  scale: number,
  out: FloatArray | null,
  at: number,
) => number;

/** The size of a product beyond which its logarithm is added to the sum. */
const large = 2 ** 500;

/** The |z| beyond which exp(−|z|) may be subnormal, which a scale would bring back without digits. */
const far = 700;

/**
 * Σ L = Σ A max(z, 0) + t max(−z, 0) + Σ log1p(e), e = exp(−|z|), A = 1 − t. The last is log1p(u)
 * of u = Π (1 + e) − 1, which loses nothing where all e are tiny: u ← u + e + u e.
 */
export const sumOfLogits: SumOfBlock = (
  { count, yTrue, yTrueAt, yPred, yPredAt },
  labelSmoothing,
  scale,
  out,
  at,
) => {
  let total = 0;
  let u = 0;
  for (let i = 0; i < count; i++) {
    const y = yTrue[yTrueAt + i]!;
    const A = smooth(1 - y, labelSmoothing);
    const t = smooth(y, labelSmoothing);
    const z = yPred[yPredAt + i]!;
    const a = Math.abs(z);
    if (!(a <= far)) {
      total += mix(logits.loss, A, t, z);
      if (out !== null)
        out[at + i] = weighted(logits, "gradient", A, t, z, { scale, weight: 1, posWeight: 1 });
      continue;
    }
    const e = Math.exp(-a);
    total += A * Math.max(z, 0) + t * Math.max(-z, 0);
    u += e + u * e;
    if (u > large) {
      total += Math.log1p(u);
      u = 0;
    }
    if (out === null) continue;
    // As in the formula, without a second exponential.
    const s = e - e * (e / (1 + e));
    out[at + i] = scale * (A * (z >= 0 ? 1 - s : s) - t * (z >= 0 ? s : 1 - s));
  }
  return total + Math.log1p(u);
};

/**
 * Σ L = −log Π v for hard labels in the Keras dialects, where v is q for a label of 1 and r for 0.
 * In float32 alone: in float64 the product's error, 2^−53 a factor, would be too much for losses
 * near 0.
 */
export function sumOfProbabilities({ lowest, highest, added }: Clip, formula: Formula): SumOfBlock {
  return ({ count, yTrue, yTrueAt, yPred, yPredAt }, labelSmoothing, scale, out, at) => {
    let total = 0;
    let product = 1;
    for (let i = 0; i < count; i++) {
      const y = yTrue[yTrueAt + i]!;
      const p = yPred[yPredAt + i]!;
      const c = Math.min(Math.max(p, lowest), highest);
      // As q and r are rounded: |1 − c| or |0 − c|, and the addition.
      const v = Math.fround(Math.fround(Math.abs(1 - y - c)) + added);
      if (y * (1 - y) !== 0 || !(v > 0) || labelSmoothing !== 0) {
        const A = smooth(1 - y, labelSmoothing);
        const t = smooth(y, labelSmoothing);
        total += mix(formula.loss, A, t, p);
        if (out !== null)
          out[at + i] = formula.isFlat?.(p) ? 0 : scale * mix(formula.gradient, A, t, p);
        continue;
      }
      product *= v;
      if (product < 1 / large) {
        total -= Math.log(product);
        product = 1;
      }
      if (out !== null) out[at + i] = c === p ? (scale * (1 - 2 * y)) / v : 0;
    }
    return total - Math.log(product);
  };
}
