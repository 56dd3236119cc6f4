// semantics/focal.ts in primitives of jax-js: what a loss is multiplied by, with its derivatives.
//
// t label after smoothing, A = 1 − t, z logit, p probability, m = 1 − p_t, W the share of the label
// that a logit points away from, R that of the other, s = σ(−|z|).

import type { Focus } from "../semantics/focal.js";
import { difference, expand } from "./expansion.js";
import type { Mixture } from "./formula.js";
import { expOfMinus, logistic, logOfSum } from "./logarithm.js";
import type { Term } from "./term.js";

/**
 * Focal loss of what binary cross-entropy is: FL = α_t m^γ L.
 *
 * @param shares A and t, without a weight.
 */
export function focal(
  loss: Term,
  { negative, positive }: Mixture,
  x: Term,
  fromLogits: boolean,
  { gamma, alpha }: Focus,
): Term {
  const miss = fromLogits
    ? relativePower(missOfLogit(negative, positive, x), gamma)
    : absolutePower(missOfProbability(negative, positive, x), gamma);
  const product = productOf(miss, loss);
  if (alpha === undefined) return product;
  return product.times(positive.times(alpha).plus(negative.times(1 - alpha)));
}

/** What is beyond is infinite, or as good as that. */
const largest = 3.4e38;

/** The product. At an infinite loss the miss has no derivative: 0 · ∞ would be NaN there. */
function productOf(miss: Term, loss: Term): Term {
  const isInRange = loss.fixed().isBelow(largest);
  return isInRange.select(miss.times(isInRange.select(loss, 0)), miss.fixed().times(loss));
}

/** m = W (1 − s) + R s: of a hard label one of the two is all there is. */
function missOfLogit(negative: Term, positive: Term, z: Term): Term {
  const isDown = () => z.fixed().isBelow(0);
  const size = isDown().select(z.fixed().times(-1), z.fixed());
  const s = logistic(expOfMinus(size).fixed().written()).fixed();
  const slope = () => s.times(s.minus(1));
  const sign = isDown().select(z.constant(-1), 1);
  const bend = slope().times(s.times(2).minus(1));
  const low = expand(difference(z), [s, slope().times(sign), bend]);
  const high = expand(difference(z), [
    s.times(-1).plus(1),
    slope().times(sign).times(-1),
    bend.times(-1),
  ]);
  const far = isDown().select(positive, negative);
  const near = isDown().select(negative, positive);
  return far.times(high).plus(near.times(low));
}

function missOfProbability(negative: Term, positive: Term, p: Term): Term {
  return negative.times(p).plus(positive.times(p.times(-1).plus(1)));
}

const smallest = (x: Term) => (x.value.dtype === "float64" ? 2 ** -1022 : 2 ** -126);

/**
 * m^γ and its derivatives by u = δ / m, which stay in range where m and its derivative are both
 * tiny: 1 + γ u + γ (γ − 1) u² / 2.
 */
function relativePower(m: Term, gamma: number): Term {
  const at = m.fixed().atLeast(smallest(m));
  const lift = at.isBelow(2 ** -80).select(at.constant(2 ** 80), 1);
  const inverse = at.constant(1).over(at.times(lift)).fixed();
  const u = difference(m).times(lift).times(inverse);
  const change = u.times(u.times((gamma - 1) / 2).plus(1)).times(gamma);
  const value = power(m.fixed(), gamma).fixed();
  return value.times(change).plus(value);
}

/** The same of derivatives as they are; where m is 0 that of the smallest number stands for it. */
function absolutePower(m: Term, gamma: number): Term {
  const at = m.fixed().atLeast(smallest(m));
  const derivative = (factor: number, g: number) =>
    (factor === 0 ? at.constant(0).times(at) : power(at, g).times(factor)).fixed();
  return expand(difference(m), [
    power(m.fixed(), gamma).fixed(),
    derivative(gamma, gamma - 1),
    derivative(gamma * (gamma - 1), gamma - 2),
  ]);
}

/** base^g for a base ≥ 0, its whole part by squares. */
function power(base: Term, g: number): Term {
  if (g < 0) return base.constant(1).over(power(base, -g)).atMost(largest);
  const whole = Math.min(Math.floor(g), 2 ** 31);
  const rest = g - Math.floor(g);
  const factors = [
    ...(whole > 0 ? [wholePower(base, whole)] : []),
    ...(rest > 0 ? [partialPower(base, rest)] : []),
  ];
  const [first = base.times(0).plus(1), second] = factors;
  return second ? first.times(second) : first;
}

function wholePower(base: Term, n: number): Term {
  if (n === 1) return base;
  const half = wholePower(base, Math.floor(n / 2));
  const even = half.times(half);
  return n % 2 === 0 ? even : even.times(base);
}

/** For 0 < g < 1. */
function partialPower(base: Term, g: number): Term {
  const at = base.atLeast(smallest(base));
  const result = expOfMinus(logOfSum(0, at.written()).times(-g).atLeast(0));
  return base.is(0).select(0, result);
}
