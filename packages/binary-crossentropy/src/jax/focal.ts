// semantics/focal.ts in primitives of jax-js: what a loss is multiplied by, with its derivatives.
//
// t label after smoothing, A = 1 − t, z logit, p probability, m = 1 − p_t, W the share of the label
// that a logit points away from, R that of the other, s = σ(−|z|), r = 1 − s.

import type { Focus } from "../semantics/focal.js";
import { difference, expand } from "./expansion.js";
import { type Mixture, sizeOf } from "./formula.js";
import {
  lostOfExpOfMinus,
  type Parts,
  partOf,
  partOfPower,
  partsOfLogistic,
  square,
} from "./logarithm.js";
import type { Term } from "./term.js";

/**
 * What makes a loss focal. The names of focal loss pass it in, so that a program without them does
 * not contain it.
 */
export interface Focal extends Focus {
  readonly of: typeof focal;
}

export const focalOf = (focus: Focus | undefined): Focal | undefined =>
  focus && { ...focus, of: focal };

/**
 * Focal loss of what binary cross-entropy is: FL = α_t m^γ L.
 *
 * @param shares A and t, without a weight.
 */
function focal(
  loss: Term,
  { negative, positive }: Mixture,
  x: Term,
  e: Term | undefined,
  { gamma, alpha }: Focus,
): Term {
  const miss = e
    ? powerOfLogit(negative, positive, x, e, gamma)
    : absolutePower(missOfProbability(negative, positive, x), gamma);
  const product = productOf(miss, loss);
  if (alpha === undefined) return product;
  return product.times(positive.times(alpha).plus(negative.times(1 - alpha)));
}

/** What is beyond is infinite, or as good as that. */
const largest = (x: Term) => (x.isDouble ? 1.7e308 : 3.4e38);

/** The smallest normal number, whose inverse is a number, and the smallest of all. */
const normal = (x: Term) => (x.isDouble ? 2 ** -1022 : 2 ** -126);
const smallest = (x: Term) => (x.isDouble ? 2 ** -1074 : 2 ** -149);

/** The product. At an infinite loss the miss has no derivative: 0 · ∞ would be NaN there. */
function productOf(miss: Term, loss: Term): Term {
  const isInRange = loss.fixed().isBelow(largest(loss));
  return isInRange.select(miss.times(isInRange.select(loss, 0)), miss.fixed().times(loss));
}

/** m, and the digits that it has lost: a power counts them γ times. */
interface Miss {
  readonly m: Term;
  readonly lost: Term;
}

/**
 * m^γ of m = W (1 − s) + R s: of a hard label one of the two is all there is. Derivatives are by
 * u = δ / m, which stays in range where m and its derivative are both tiny:
 * 1 + γ u + γ (γ − 1) u² / 2.
 */
function powerOfLogit(negative: Term, positive: Term, z: Term, e: Term, gamma: number): Term {
  const isDown = () => z.fixed().isBelow(0);
  const [s, lostOfS] = partsOfLogistic(e, lostOfExpOfMinus(sizeOf(z)));
  const r = s.times(-1).plus(1).fixed();
  const lostOfR = r.times(-1).plus(1).minus(s).minus(lostOfS);
  const far = isDown().select(positive, negative);
  const near = isDown().select(negative, positive);
  const [W, R] = [far.fixed(), near.fixed()];
  const m = W.times(r).plus(R.times(s));
  const value = power([m, W.times(lostOfR).plus(R.times(lostOfS)).fixed()], gamma).fixed();
  const inverse = s
    .constant(1)
    .over(m.atLeast(normal(m)))
    .fixed();
  const [sign, turn] = [isDown().select(s.constant(1), -1), r.minus(s)];
  const [roughS, roughR] = [s.times(inverse), r.times(inverse)];
  // What rounding has left to 1: of a hard label one of the two is 1.
  const left = W.times(roughR).plus(R.times(roughS)).times(-1).plus(1);
  const relative = (rough: Term, other: Term) => {
    const at = rough.plus(rough.times(left));
    const slope = at.times(other);
    return expand(difference(z), [at, slope.times(sign), slope.times(turn)]);
  };
  const low = relative(roughS, r);
  const high = relative(roughR, s.times(-1));
  const u = difference(far.times(high).plus(near.times(low)));
  const change = u.times(u.times((gamma - 1) / 2).plus(1)).times(gamma);
  return value.times(change).plus(value);
}

function missOfProbability(negative: Term, positive: Term, p: Term): Miss {
  const q = p.times(-1).plus(1);
  return {
    m: negative.times(p).plus(positive.times(q)),
    lost: positive.times(q.times(-1).plus(1).minus(p)).fixed(),
  };
}

/** The same of derivatives as they are; where m is 0 that of the smallest number stands for it. */
function absolutePower({ m, lost }: Miss, gamma: number): Term {
  const at = m.fixed().atLeast(smallest(m));
  const derivative = (factor: number, g: number) =>
    (factor === 0 ? at.constant(0).times(at) : power([at, lost], g).times(factor)).fixed();
  return expand(difference(m), [
    power([m.fixed(), lost], gamma).fixed(),
    derivative(gamma, gamma - 1),
    derivative(gamma * (gamma - 1), gamma - 2),
  ]);
}

/** base^g for a base ≥ 0, its whole part by squares. */
function power(base: Parts, g: number): Term {
  if (g < 0) return base[0].constant(1).over(power(base, -g)).atMost(largest(base[0]));
  const whole = Math.min(Math.floor(g), 2 ** 31);
  const rest = g - Math.floor(g);
  const factors = [
    ...(whole > 0 ? [wholePower(base, whole)] : []),
    ...(rest > 0 ? [partialPower(base, rest)] : []),
  ];
  const [first = base[0].times(0).plus(1), second] = factors;
  return second ? first.times(second) : first;
}

/**
 * m^n of m = M + d, where M is the first third of its digits, so that M³ is exact: M^(n−3) times the
 * first four terms of the binomial series; those behind them are nothing up to n = 8.
 */
function wholePower([m, low]: Parts, n: number): Term {
  if (n === 1) return m.plus(low);
  if (n > 8) {
    const half = square(wholePower([m, low], Math.floor(n / 2)));
    return n % 2 === 0 ? half : half.times(m);
  }
  const M = partOf(m, 1 / 3);
  const d = m.minus(M).plus(low);
  const exact = [M, square(M), square(M).times(M)] as const;
  const k = Math.min(n, 3);
  const chosen = [1, n, (n * (n - 1)) / 2, (n * (n - 1) * (n - 2)) / 6] as const;
  let result = d.times(chosen[k]!);
  for (let i = k - 1; i > 0; i--)
    result = exact[k - i - 1]!.times(chosen[i]!).plus(result).times(d);
  result = result.plus(exact[k - 1]!);
  for (let rest = n - k; rest > 0; rest -= 3) result = result.times(exact[Math.min(rest, 3) - 1]!);
  return result;
}

/** For 0 < g < 1. */
function partialPower([m, low]: Parts, g: number): Term {
  const at = m.plus(low).atLeast(smallest(m)).written();
  return m.is(0).select(0, partOfPower(at, g));
}
