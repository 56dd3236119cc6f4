// semantics/focal.ts in ops of TensorFlow.js, as formula.ts is element.ts: nothing here is
// differentiated.
//
// t label after smoothing, A = 1 − t, z logit, p probability, m = 1 − p_t, W the share of the label
// that a logit points away from, R that of the other.

import {
  abs,
  add,
  div,
  equal,
  exp,
  greaterEqual,
  less,
  mul,
  neg,
  sub,
  type Tensor,
  where,
  zeros,
} from "@tensorflow/tfjs-core";
import type { Quantity } from "../../semantics/element.js";
import { type Focus, productRule } from "../../semantics/focal.js";
import { power } from "./power.js";
import { productOf as product } from "./product-of.js";

/** What the miss is computed of. */
export interface Shares {
  /** A. */
  readonly negative: Tensor;
  readonly t: Tensor;
  /** A logit or a probability. */
  readonly x: Tensor;
  readonly fromLogits: boolean;
}

/**
 * Focal loss of an element, or a derivative of it by its prediction.
 *
 * @param loss What binary cross-entropy is there, with its derivatives.
 */
export function focal(
  quantity: Quantity,
  loss: (of: Quantity) => Tensor,
  shares: Shares,
  { gamma, alpha }: Focus,
): Tensor {
  const miss = (shares.fromLogits ? missOfLogit : missOfProbability)(shares, gamma);
  const terms = productRule[quantity].map(([binomial, ofMiss, ofLoss]) =>
    product(mul(miss[ofMiss](), binomial), loss(ofLoss)),
  );
  // Of infinite terms the first one is the largest.
  const sum = terms.reduceRight((rest, term) =>
    where(less(abs(term), Infinity), add(term, rest), term),
  );
  return alpha === undefined ? sum : product(balanceOf(shares, alpha), sum);
}

/** α_t. */
export function balanceOf({ t, negative }: Pick<Shares, "t" | "negative">, alpha: number): Tensor {
  return add(mul(t, alpha), mul(negative, 1 - alpha));
}

type Miss = Readonly<Record<Quantity, () => Tensor>>;

/** With e = exp(−|z|), m = (W + R e) / (1 + e); m' / m by |z| is (W − R) e / ((1 + e) (W + R e)). */
function missOfLogit({ negative, t, x: z }: Shares, gamma: number): Miss {
  const isUp = greaterEqual(z, 0);
  const [W, R] = [where(isUp, negative, t), where(isUp, t, negative)];
  const e = exp(neg(abs(z)));
  const one = add(e, 1);
  const v = add(W, mul(R, e));
  const isRight = equal(W, 0);
  /** m' / m. */
  const slope = () => {
    // Of a right label e would divide itself, and so 0 by 0 in the tail.
    const size = div(where(isRight, -1, mul(sub(W, R), div(e, where(isRight, 1, v)))), one);
    return where(isUp, size, neg(size));
  };
  /** m'' / m' = −tanh(z / 2). */
  const bend = () => {
    const size = div(sub(e, 1), one);
    return where(isUp, size, neg(size));
  };
  const loss = () => power(div(v, one), gamma);
  const gradient = () => mul(mul(loss(), gamma), slope());
  const hessian = () => mul(gradient(), add(mul(slope(), gamma - 1), bend()));
  return { loss, gradient, hessian };
}

/** m = A p + t (1 − p), and m' = A − t. */
function missOfProbability({ negative, t, x: p }: Shares, gamma: number): Miss {
  const m = add(mul(negative, p), mul(t, sub(1, p)));
  const slope = sub(negative, t);
  /** A number times a power of m, which may be infinite. */
  const derivative = (factor: number, g: number) =>
    factor === 0 ? zeros(m.shape) : mul(power(m, g), factor);
  return {
    loss: () => power(m, gamma),
    gradient: () => mul(derivative(gamma, gamma - 1), slope),
    hessian: () => mul(derivative(gamma * (gamma - 1), gamma - 2), mul(slope, slope)),
  };
}
