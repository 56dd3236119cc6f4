// semantics/element.ts in ops of TensorFlow.js, for backends whose memory cannot be reached. Nothing here is
// differentiated: what it computes, it computes inside one op of our own.
//
// t label after smoothing, z logit, p probability, L loss in nats, w posWeight, eps epsilon, s label smoothing.

import {
  abs,
  add,
  cast,
  clipByValue,
  div,
  env,
  equal,
  exp,
  getBackend,
  greaterEqual,
  isNaN as isNotANumber,
  lessEqual,
  log,
  logicalAnd,
  logicalOr,
  maximum,
  mul,
  neg,
  sigmoid,
  square,
  sub,
  type Tensor,
  tensor1d,
  where,
} from "@tensorflow/tfjs-core";
import type { Settings } from "../../options/read-options.js";
import { clipOf } from "../../semantics/element.js";
import { log1p } from "./log1p.js";
import { productOf as product } from "./product.js";

/** 0 for the loss, 1 for its derivative by the prediction, 2 for the second one. */
export type Order = 0 | 1 | 2;

/** The loss of each element, or a derivative of it by its prediction; labels are those before smoothing. */
export function formula(order: Order, y: Tensor, x: Tensor, settings: Settings): Tensor {
  const s = settings.labelSmoothing;
  const t = s === 0 ? cast(y, "float32") : add(mul(y, 1 - s), s / 2);
  const given = settings.posWeight ?? 1;
  const w = typeof given === "number" ? given : tensor1d([...given]);
  const positive = typeof w === "number" && w === 1 ? t : mul(t, w);
  const negative = sub(1, t);
  if (settings.fromLogits) return logits[order](negative, positive, x);
  if (settings.dialect === "torch") return torch[order](negative, positive, x);
  if (settings.dialect === "exact") return exact[order](negative, positive, x);
  return clipped(settings)[order](negative, positive, x);
}

/** What is computed of 1 − t, w t and the prediction; one entry for each order. */
type Element = (negative: Tensor, positive: Tensor, x: Tensor) => Tensor;
type Orders = readonly [Element, Element, Element];

/** a / b with 0 / 0 = 0; NaN stays NaN. */
function quotient(a: Tensor, b: Tensor): Tensor {
  return where(logicalAnd(equal(a, 0), equal(b, 0)), 0, div(a, b));
}

/** What was computed of x, and NaN where x is: WebGPU's sigmoid of NaN is 0. */
function orNaN(x: Tensor, computed: Tensor): Tensor {
  return where(isNotANumber(x), x, computed);
}

const logits: Orders = [
  // (1 − t) softplus(z) + w t softplus(−z), where softplus(±z) = max(±z, 0) + log1p(exp(−|z|)).
  (negative, positive, z) => {
    const linear = add(product(negative, maximum(z, 0)), product(positive, maximum(neg(z), 0)));
    return add(linear, mul(add(negative, positive), log1p(exp(neg(abs(z))))));
  },
  (negative, positive, z) => orNaN(z, sub(mul(negative, sigmoid(z)), mul(positive, sigmoid(neg(z))))),
  (negative, positive, z) => orNaN(z, mul(add(negative, positive), mul(sigmoid(z), sigmoid(neg(z))))),
];

/** log(1 − p), without loss where p is small. */
function logOfRest(p: Tensor): Tensor {
  return where(lessEqual(p, 0.5), neg(log1p(div(p, sub(1, p)))), log(sub(1, p)));
}

const exact: Orders = [
  (negative, positive, p) => neg(add(product(positive, log(p)), product(negative, logOfRest(p)))),
  (negative, positive, p) => sub(quotient(negative, sub(1, p)), quotient(positive, p)),
  (negative, positive, p) => {
    const rest = sub(1, p);
    return add(quotient(quotient(negative, rest), rest), quotient(quotient(positive, p), p));
  },
];

const torch: Orders = [
  (negative, positive, p) => {
    const atLeast = (logarithm: Tensor) => maximum(logarithm, -100);
    return neg(add(mul(positive, atLeast(log(p))), mul(negative, atLeast(logOfRest(p)))));
  },
  (negative, positive, p) => {
    const rest = sub(1, p);
    return div(sub(mul(negative, p), mul(positive, rest)), maximum(mul(p, rest), 1e-12));
  },
  (negative, positive, p) => {
    const rest = sub(1, p);
    const above = add(mul(negative, square(p)), mul(positive, square(rest)));
    // Divided twice: the square of 1e−12 squared is below float32.
    const below = mul(add(p, 1e-12), add(rest, 1e-12));
    return div(div(above, below), below);
  },
];

/**
 * The smallest epsilon that a float of so many bits can hold beside 1: below 1 the numbers of float16 are 2⁻¹¹ apart, and
 * a smaller epsilon would make 1 − epsilon 1, and its logarithm infinite.
 */
export function epsilonFor(epsilon: number, bits: number): number {
  return bits === 16 ? Math.max(epsilon, 2 ** -11) : epsilon;
}

/** What the backend says of itself is 16 on every WebGL; how it draws is what counts. */
function bitsOfFloats(): 16 | 32 {
  return getBackend() === "webgl" && !env().getBool("WEBGL_RENDER_FLOAT32_ENABLED") ? 16 : 32;
}

function clipped({ dialect, epsilon }: Settings): Orders {
  const eps = epsilonFor(epsilon, bitsOfFloats());
  const { lowest, highest, added } = clipOf({ dialect, epsilon: eps, dtype: "float32" });
  const numbers = (p: Tensor) => {
    const c = clipByValue(p, lowest, highest);
    return { q: add(c, added), r: add(sub(1, c), added) };
  };
  /** 0 where p was clipped; NaN is not. */
  const within = (p: Tensor, derivative: Tensor): Tensor => {
    const isInside = logicalAnd(greaterEqual(p, lowest), lessEqual(p, highest));
    return where(logicalOr(isInside, isNotANumber(p)), derivative, 0);
  };
  const times = eps === 0 ? product : mul;
  return [
    (negative, positive, p) => {
      const { q, r } = numbers(p);
      return neg(add(times(positive, log(q)), times(negative, log(r))));
    },
    (negative, positive, p) => {
      const { q, r } = numbers(p);
      return within(p, sub(quotient(negative, r), quotient(positive, q)));
    },
    (negative, positive, p) => {
      const { q, r } = numbers(p);
      return within(p, add(quotient(quotient(negative, r), r), quotient(quotient(positive, q), q)));
    },
  ];
}
