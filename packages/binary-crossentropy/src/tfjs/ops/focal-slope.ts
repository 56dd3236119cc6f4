// The derivative of focal loss by the label, and those of its derivatives by the prediction. It is
// made of ops that are differentiated themselves, on every backend: what is asked for by the label
// is asked for seldom.
//
// y label, s label smoothing, t label after smoothing, A = 1 − t, p probability, r = 1 − p, x logit or
// probability, m = 1 − p_t.

import {
  add,
  cast,
  clone,
  mul,
  neg,
  ones,
  sigmoid,
  sub,
  type Tensor,
  tidy,
  zeros,
} from "@tensorflow/tfjs-core";
import type { Settings } from "../../options/read-options.js";
import type { Quantity } from "../../semantics/element.js";
import { type Focus, productRule } from "../../semantics/focal.js";
import { balanceOf } from "./focal.js";
import { runOp } from "./op.js";
import { power } from "./power.js";
import { product } from "./product.js";

/** Something with its derivatives by x. */
type Jet = Readonly<Record<Quantity, () => Tensor>>;

/**
 * By the label before smoothing, of FL = α_t m^γ L with the product rule.
 *
 * @param lossOf Binary cross-entropy, with its derivatives by the prediction.
 * @param slopeOf Those by the label before smoothing.
 */
export function focalSlope(
  quantity: Quantity,
  y: Tensor,
  x: Tensor,
  { labelSmoothing: s, fromLogits }: Settings,
  { gamma, alpha }: Focus,
  lossOf: (quantity: Quantity) => Tensor,
  slopeOf: (quantity: Quantity) => Tensor,
): Tensor {
  const t = add(mul(cast(y, "float32"), 1 - s), s / 2);
  const negative = sub(1, t);
  const p = probability(x, fromLogits);
  const loss = jet(lossOf);
  const lossByLabel = jet(slopeOf);
  const m: Jet = {
    loss: () => add(product(negative, p.loss()), product(t, p.rest())),
    gradient: () => product(sub(negative, t), p.gradient()),
    hessian: () => product(sub(negative, t), p.hessian()),
  };
  const byLabel: Jet = {
    loss: () => mul(sub(p.rest(), p.loss()), gamma * (1 - s)),
    gradient: () => mul(p.gradient(), -2 * gamma * (1 - s)),
    hessian: () => mul(p.hessian(), -2 * gamma * (1 - s)),
  };
  const miss = powerOf(m, gamma);
  const missByLabel = times(powerOf(m, gamma - 1), byLabel);
  const balanced = add(times(missByLabel, loss)[quantity](), times(miss, lossByLabel)[quantity]());
  if (alpha === undefined) return balanced;
  const byBalance = mul(times(miss, loss)[quantity](), (2 * alpha - 1) * (1 - s));
  return add(product(balanceOf({ t, negative }, alpha), balanced), byBalance);
}

const jet = (of: (quantity: Quantity) => Tensor): Jet => ({
  loss: () => of("loss"),
  gradient: () => of("gradient"),
  hessian: () => of("hessian"),
});

/** p with its derivatives by x, and 1 − p. */
function probability(x: Tensor, fromLogits: boolean): Jet & { readonly rest: () => Tensor } {
  if (!fromLogits)
    return {
      loss: () => x,
      rest: () => sub(1, x),
      gradient: () => ones(x.shape),
      hessian: () => zeros(x.shape),
    };
  const [p, r] = [() => sigmoid(x), () => sigmoid(neg(x))];
  const gradient = () => mul(p(), r());
  return { loss: p, rest: r, gradient, hessian: () => mul(gradient(), sub(r(), p())) };
}

/** The product of two. */
function times(a: Jet, b: Jet): Jet {
  return jet((quantity) =>
    productRule[quantity]
      .map(([binomial, ofA, ofB]) => product(mul(a[ofA](), binomial), b[ofB]()))
      .reduce((sum, term) => add(sum, term)),
  );
}

/** m^g. */
function powerOf(m: Jet, g: number): Jet {
  const scaled = (factor: number, exponent: number) =>
    factor === 0 ? zeros(m.loss().shape) : mul(raised(m.loss(), exponent), factor);
  return {
    loss: () => raised(m.loss(), g),
    gradient: () => product(scaled(g, g - 1), m.gradient()),
    hessian: () =>
      add(
        product(scaled(g * (g - 1), g - 2), product(m.gradient(), m.gradient())),
        product(scaled(g, g - 1), m.hessian()),
      ),
  };
}

/** base^g as a differentiable op. */
function raised(base: Tensor, g: number): Tensor {
  return runOp("BinaryCrossentropyPower", [base], {
    // An op whose output is its input would be counted twice.
    compute: ([input]) => tidy(() => clone(power(input!, g))),
    gradients: (dy, [input]) => [
      () => (g === 0 ? zeros(input!.shape) : product(dy, mul(raised(input!, g - 1), g))),
    ],
  });
}
