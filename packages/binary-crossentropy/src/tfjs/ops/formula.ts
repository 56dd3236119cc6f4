// semantics/element.ts in ops of TensorFlow.js, for backends that run neither kernels nor shaders of
// this package.
// Nothing here is differentiated: what it computes, it computes inside one op of our own.
//
// t label after smoothing, z logit, p probability, L loss in nats, w posWeight, eps epsilon, s
// label smoothing.

import {
  abs,
  add,
  cast,
  clipByValue,
  div,
  env,
  exp,
  getBackend,
  greaterEqual,
  isNaN as isNotANumber,
  lessEqual,
  log,
  logicalAnd,
  maximum,
  mul,
  neg,
  square,
  sub,
  type Tensor,
  tensor1d,
  where,
} from "@tensorflow/tfjs-core";
import type { Settings } from "../../options/read-options.js";
import { clipOf, type Quantity } from "../../semantics/element.js";
import type { Configured } from "../../task/configured.js";
import type { Dialect } from "../../types.js";
import { focal } from "./focal.js";
import { log1p } from "./log1p.js";
import { logOfRest, logOfSmall, smallestNormal } from "./logarithm.js";
import { productOf as product, quotient } from "./product-of.js";

/**
 * The loss of each element, or a derivative of it by its prediction.
 *
 * @param y Labels before smoothing.
 */
export function formula(
  quantity: Quantity,
  y: Tensor,
  x: Tensor,
  { settings, focus }: Pick<Configured, "settings" | "focus">,
): Tensor {
  const s = settings.labelSmoothing;
  const t = s === 0 ? cast(y, "float32") : add(mul(y, 1 - s), s / 2);
  const given = settings.posWeight ?? 1;
  const w = typeof given === "number" ? given : tensor1d([...given]);
  const positive = typeof w === "number" && w === 1 ? t : mul(t, w);
  const negative = sub(1, t);
  const loss = (of: Quantity) => formulaFor(settings)[of](negative, positive, x);
  const shares = { negative, t, x, fromLogits: settings.fromLogits };
  // A device may take NaN for any number: WebGPU's logarithm of it is finite, and its sigmoid 0.
  return where(isNotANumber(x), x, focus ? focal(quantity, loss, shares, focus) : loss(quantity));
}

/** What is computed of 1 − t, w t and the prediction. */
type Element = (negative: Tensor, positive: Tensor, x: Tensor) => Tensor;
type Formula = Readonly<Record<Quantity, Element>>;

// With e = exp(−|z|), which never overflows, σ(|z|) = 1 / (1 + e) and σ(−|z|) = e / (1 + e).
const logits: Formula = {
  // (1 − t) softplus(z) + w t softplus(−z), where softplus(±z) = max(±z, 0) + log1p(e): one of the
  // two maxima is 0.
  loss: (negative, positive, z) => {
    const size = abs(z);
    const linear = product(where(greaterEqual(z, 0), negative, positive), size);
    return add(linear, mul(add(negative, positive), log1p(exp(neg(size)))));
  },
  // (1 − t) σ(z) − w t σ(−z).
  gradient: (negative, positive, z) => {
    const e = exp(neg(abs(z)));
    const [isUp, down] = [greaterEqual(z, 0), neg(positive)];
    const [large, small] = [where(isUp, negative, down), where(isUp, down, negative)];
    return div(add(large, mul(small, e)), add(e, 1));
  },
  hessian: (negative, positive, z) => {
    const e = exp(neg(abs(z)));
    return mul(add(negative, positive), div(e, square(add(e, 1))));
  },
};

const exact: Formula = {
  loss: (negative, positive, p) =>
    neg(add(product(positive, logOfSmall(p)), product(negative, logOfRest(p)))),
  gradient: (negative, positive, p) => sub(quotient(negative, sub(1, p)), quotient(positive, p)),
  hessian: (negative, positive, p) => {
    const rest = sub(1, p);
    return add(quotient(quotient(negative, rest), rest), quotient(quotient(positive, p), p));
  },
};

const torch: Formula = {
  loss: (negative, positive, p) => {
    const atLeast = (logarithm: Tensor) => maximum(logarithm, -100);
    return neg(add(mul(positive, atLeast(logOfSmall(p))), mul(negative, atLeast(logOfRest(p)))));
  },
  gradient: (negative, positive, p) => {
    const rest = sub(1, p);
    return div(sub(mul(negative, p), mul(positive, rest)), maximum(mul(p, rest), 1e-12));
  },
  hessian: (negative, positive, p) => {
    const rest = sub(1, p);
    // Squared in the end alone: the squares of what is divided may be below float32.
    const below = mul(add(p, 1e-12), add(rest, 1e-12));
    return add(mul(negative, square(div(p, below))), mul(positive, square(div(rest, below))));
  },
};

/**
 * The smallest epsilon that floats of so many bits hold: below 1 the numbers of float16 are 2⁻¹¹
 * apart, and a smaller epsilon would make 1 − epsilon 1, and its logarithm infinite. With 32 bits a
 * device takes what is below 2⁻¹²⁶ for 0.
 */
export function epsilonFor(epsilon: number, bits: number): number {
  if (bits === 16) return Math.max(epsilon, 2 ** -11);
  return epsilon === 0 ? 0 : Math.max(epsilon, smallestNormal);
}

/** A WebGL backend always reports 16 bits; what it renders to is what counts. */
function bitsOfFloats(): 16 | 32 {
  return getBackend() === "webgl" && !env().getBool("WEBGL_RENDER_FLOAT32_ENABLED") ? 16 : 32;
}

function clipped({ dialect, epsilon }: Settings): Formula {
  const eps = epsilonFor(epsilon, bitsOfFloats());
  const { lowest, highest, added } = clipOf({ dialect, epsilon: eps, dtype: "float32" })!;
  const numbers = (p: Tensor) => {
    const c = clipByValue(p, lowest, highest);
    return { q: add(c, added), r: add(sub(1, c), added) };
  };
  /** 0 where p was clipped. */
  const within = (p: Tensor, derivative: Tensor) =>
    where(logicalAnd(greaterEqual(p, lowest), lessEqual(p, highest)), derivative, 0);
  // Clipped numbers are neither 0 nor 1, unless the clip lets them through.
  const isOpen = lowest <= 0 || Math.fround(highest) >= 1;
  const [times, over, logOfClipped] = isOpen ? [product, quotient, logOfSmall] : [mul, div, log];
  return {
    loss: (negative, positive, p) => {
      const { q, r } = numbers(p);
      return neg(add(times(positive, logOfClipped(q)), times(negative, logOfClipped(r))));
    },
    gradient: (negative, positive, p) => {
      const { q, r } = numbers(p);
      return within(p, sub(over(negative, r), over(positive, q)));
    },
    hessian: (negative, positive, p) => {
      const { q, r } = numbers(p);
      return within(p, add(over(over(negative, r), r), over(over(positive, q), q)));
    },
  };
}

/** The formulas of probabilities. */
const formulas: Readonly<Record<Dialect, (settings: Settings) => Formula>> = {
  keras2: clipped,
  keras3: clipped,
  torch: () => torch,
  exact: () => exact,
};

function formulaFor(settings: Settings): Formula {
  return settings.fromLogits ? logits : formulas[settings.dialect](settings);
}
