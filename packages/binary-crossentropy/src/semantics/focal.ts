// What focal loss is, for one element, in plain double precision: a factor of the loss that a
// formula of element.ts gives.
//
// The letters are those of element.ts, γ and α as in the literature.

import {
  expOfMinus,
  type Formula,
  isTiny,
  mix,
  product,
  type Quantity,
  sigmoidOfMinus,
  type Wide,
} from "./element.js";
import { type ElementLoss, isOrdinary, multiplied, plus, timesPower } from "./products.js";
import { lostOfProduct } from "./rounding-errors.js";

/** What focal loss is told beside the options of binary cross-entropy. */
export interface Focus {
  readonly gamma: number;
  /** The share of a label of 1 in the loss; undefined where the classes are not balanced. */
  readonly alpha: number | undefined;
}

/**
 * How far a prediction is from its label: m = 1 − p_t = (1 − t) p + t (1 − p). Here it is m^g, or
 * one of its derivatives by x, as {@link multiplied} gives it.
 */
export type Miss = (quantity: Quantity, g: number, A: number, t: number, x: number) => Wide;

/**
 * Focal loss, FL = α_t m^γ L, α_t = t α + (1 − t) (1 − α), of the L of the formula. The product
 * rule makes its derivatives of those of m^γ and L. Source: Lin et al., "Focal Loss for Dense Object
 * Detection", section 3, and keras/src/losses/losses.py (binary_focal_crossentropy).
 */
export function focalOf(formula: Formula, miss: Miss, { gamma, alpha }: Focus): ElementLoss {
  const of =
    (quantity: Quantity): ElementLoss[Quantity] =>
    (A, t, x, w) => {
      let sum = 0;
      for (const [binomial, ofMiss, ofLoss] of productRule[quantity]) {
        const [m, k] = miss(ofMiss, gamma, A, t, x);
        const ofLabel = mix(formula[ofLoss], A, w * t, x);
        // Where a power of two is kept apart, m or the loss may be out of range.
        const term =
          k === 0
            ? product(binomial * m, ofLabel)
            : timesPower(...multiplied(k, [binomial, m, ofLabel]));
        // Of infinite terms the first one is the largest.
        if (!Number.isFinite(term)) return product(balance(alpha, A, t), term);
        sum += term;
      }
      return balance(alpha, A, t) * sum;
    };
  return {
    loss: of("loss"),
    gradient: of("gradient"),
    hessian: of("hessian"),

    weighted(quantity, A, t, x, { scale, weight, posWeight }) {
      let sum: Wide = [0, 0];
      for (const [binomial, ofMiss, ofLoss] of productRule[quantity]) {
        const [m, k] = miss(ofMiss, gamma, A, t, x);
        const [m0, k0] = formula.wide(ofLoss, 0, x);
        const [m1, k1] = formula.wide(ofLoss, 1, x);
        const shared = [binomial, m, balance(alpha, A, t), scale, weight];
        const term = plus(
          multiplied(k + k0, [...shared, m0, A]),
          multiplied(k + k1, [...shared, m1, t, posWeight]),
        );
        if (!Number.isFinite(term[0])) return term[0];
        sum = plus(sum, term);
      }
      return timesPower(...sum);
    },
  };
}

/** α_t. */
export function balance(alpha: number | undefined, A: number, t: number): number {
  return alpha === undefined ? 1 : t * alpha + A * (1 - alpha);
}

/** The terms of a derivative of m^γ L: a number, and which derivatives of the two. */
export const productRule: Readonly<
  Record<Quantity, readonly (readonly [binomial: number, ofMiss: Quantity, ofLoss: Quantity])[]>
> = {
  loss: [[1, "loss", "loss"]],
  gradient: [
    [1, "loss", "gradient"],
    [1, "gradient", "loss"],
  ],
  hessian: [
    [1, "loss", "hessian"],
    [2, "gradient", "gradient"],
    [1, "hessian", "loss"],
  ],
};

/**
 * Of a logit: with e = exp(−|z|), W the share of the label that z points away from and R that of the
 * other, m = (W + R e) / (1 + e). Where W is 0, m = R σ(−|z|), and its power is exp(−g |z|) times
 * what is near 1: in logarithms nothing is lost in the tail. m' / m = (W − R) σ(|z|) e / (W + R e) by
 * |z|, and m'' / m' = −tanh(z / 2).
 */
export const missOfLogit: Miss = (quantity, g, A, t, z) => {
  const a = Math.abs(z);
  const [W, R] = z < 0 ? [t, A] : [A, t];
  const e = Math.exp(-a);
  const one = 1 + e;
  const v = W === 0 ? R : W + R * e;
  const [n, i] = raised(v, g, 0);
  const [d, j] = raised(one, -g, e - (one - 1));
  const far = W === 0 ? product(g, a) : 0;
  // What the product has lost, unless it is too large for that to count.
  const [f, k] = expOfMinus(far, far !== 0 && far < 10_000 ? lostOfProduct(g, a) : 0);
  if (quantity === "loss") return multiplied(i + j + k, [n, d, f]);
  const s = sigmoidOfMinus(a);
  // Far out the difference of the shares would leave it too few digits.
  const [tail, l] = W === 0 ? [1 - s, 0] : a > 600 ? expOfMinus(a) : [s, 0];
  const lift = isTiny(v) ? 600 : 0;
  // By z, not by |z|.
  const slope = ((z < 0 ? R - W : W - R) * tail) / (v * 2 ** lift);
  const exponent = i + j + k + l + lift;
  if (quantity === "gradient") return multiplied(exponent, [n, d, f, g, slope]);
  const bend = (g - 1) * timesPower(slope, l + lift) - Math.tanh(z / 2);
  return multiplied(exponent, [n, d, f, g, slope, bend]);
};

/** Of a probability m = A p + t (1 − p), and m' = A − t. */
export const missOfProbability: Miss = (quantity, g, A, t, p) => {
  const r = 1 - p;
  const m = A * (p + 0) + t * r;
  const [power, k] = raised(m, g, t * (1 - r - p));
  if (quantity === "loss") return [power, k];
  const slope = A - t;
  // m^(g − 1), times a power of two if m is tiny, of a g that has lost no digits to a subtraction. At
  // 0 it may be infinite, or 1.
  const lift = isTiny(m) ? 600 : 0;
  const divisor = m * 2 ** lift;
  const first = m === 0 ? m ** (g - 1) : power / divisor;
  if (quantity === "gradient") return multiplied(k + lift, [g, slope, first]);
  const second = m === 0 ? m ** (g - 2) : first / divisor;
  return multiplied(k + 2 * lift, [g, slope, g - 1, slope, second]);
};

/** (b + lost)^g, where `lost` is what b has lost by rounding. */
function raised(b: number, g: number, lost: number): Wide {
  const power = b ** g;
  const mended = lost === 0 || b === 0 ? 1 : 1 + (g * lost) / b;
  if (isOrdinary(power)) return [power * mended, 0];
  const isNormal = power >= 2 ** -1022 && power < Infinity;
  if (isNormal || !(b > 0 && b < Infinity)) return multiplied(0, [power, mended]);
  const log = g * Math.log2(b);
  // Nothing brings it back but what is infinite, or the power of another number. Of two such
  // exponents the larger must be seen in their sum.
  if (Math.abs(log) > 15_000) return [1, Math.max(-1e307, Math.min(1e307, Math.round(log)))];
  // Out of the range of a double, it is the square of what may be within.
  const [root, k] = raised(b, g / 2, 0);
  return multiplied(2 * k, [root, root, mended]);
}
