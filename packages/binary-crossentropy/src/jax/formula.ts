// semantics/element.ts in primitives of jax-js: the loss of each element, with the derivatives that
// are the formulas of that page.
//
// t label after smoothing, z logit, p probability, L loss in nats, w posWeight and sample weight,
// eps epsilon. L = A L₀ + B L₁, A = w (1 − t), B = w t.

import type { Settings } from "../options/read-options.js";
import { clipOf } from "../semantics/element.js";
import type { Dialect, Dtype } from "../types.js";
import { difference, expand } from "./expansion.js";
import { log1p, logistic, logOfSum, settled, square } from "./logarithm.js";
import type { Term } from "./term.js";

/** What an element's loss is made of its label and weight: A, B and their sum. */
export interface Mixture {
  readonly negative: Term;
  readonly positive: Term;
  readonly sum: Term | 1;
}

/**
 * The loss of elements x. What is read of a mixture is made anew each time: it takes less time than
 * jax-js needs to write it down for two kernels.
 */
export type Formula = (mixture: () => Mixture, x: Term) => Term;

type FormulaSettings = Pick<Settings, "dialect" | "epsilon">;

/** @param e exp(−|x|), where the elements are logits. */
export function formulaFor(settings: FormulaSettings, dtype: Dtype, e: Term | undefined): Formula {
  if (e) return (mixture, z) => logits(mixture, z, e);
  const formula = formulas[settings.dialect](settings, dtype);
  return (mixture, p) => where(p.isNumber(), p, formula(mixture, p));
}

/** The formulas of probabilities. */
const formulas: Readonly<Record<Dialect, (settings: FormulaSettings, dtype: Dtype) => Formula>> = {
  keras2: clipped,
  keras3: clipped,
  torch: () => torch,
  exact: () => exact,
};

/**
 * The loss where this holds, elsewhere NaN, in derivatives too: a device may take NaN for any number.
 * p is replaced before it is multiplied, so that derivatives of other elements stay clear of that.
 */
function where(isValid: Term, p: Term, loss: Term): Term {
  return isValid.select(loss, isValid.select(0, p).times(NaN));
}

/** Whether p is a probability, or NaN. */
const isInside = (p: Term) => p.is(p.atLeast(0).atMost(1));

/** What is beyond is infinite, or as good as that. */
const largest = 3.4e38;

/** |z|, with no derivative. */
export function sizeOf(z: Term): Term {
  return z.fixed().isBelow(0).select(z.fixed().times(-1), z.fixed());
}

/** This number, and NaN where z is NaN. */
const numberOr = (number: Term, z: Term) => z.fixed().isNumber().select(number, NaN);

/**
 * L = |z| P + (A + B) h(|z|), where P is A for z ≥ 0 and else B, and h(a) = log1p(exp(−a)). With
 * s = σ(−|z|), and ± for the sign of z, the derivatives are ± (P − (A + B) s), (A + B) s (1 − s) and
 * ∓ (A + B) s (1 − s) (1 − 2 s).
 */
function logits(mixture: () => Mixture, z: Term, e: Term): Term {
  const isDown = () => z.fixed().isBelow(0);
  const value = () => {
    const { negative, positive, sum } = mixture();
    const coefficient = isDown().select(positive, negative);
    // 0 · ∞ = 0.
    const counted = coefficient.isNot(0).select(sizeOf(z), sizeOf(z).atMost(largest));
    const linear = numberOr(counted, z).fixed().times(coefficient);
    return linear.plus(log1p(e).fixed().times(sum));
  };
  const { negative, positive, sum } = mixture();
  const s = numberOr(logistic(e), z).fixed();
  const sign = () => isDown().select(z.constant(-1), 1);
  const slope = isDown().select(positive, negative).minus(s.times(sum)).times(sign());
  const bend = () => s.minus(square(s)).times(sum);
  const turn = bend().times(s.times(2).minus(1)).times(sign());
  return expand(difference(z), [value(), slope, bend(), turn]);
}

/** −log q, as log q₀ and a polynomial in δ/q: its derivatives are −1/q, 1/q² and −2/q³. */
function minusLog(q: Term, log: Term): Term {
  // Where 1/q is beyond the largest number, δ is made larger first: what it is multiplied by next
  // may bring it back.
  const at = q.fixed();
  const lift = at.isBelow(2 ** -80).select(at.constant(2 ** 80), 1);
  const inverse = at.constant(1).over(at.times(lift)).fixed();
  const u = difference(q).times(lift).times(inverse);
  return u.times(u.times(u.times(-1 / 3).plus(0.5)).minus(1)).minus(log);
}

/** −c log q, with 0 log 0 = 0 and ∞, whose derivative is −∞, at 0 for other c. */
function openTerm(c: Term, q: Term, log: (q: Term) => Term): Term {
  const isZero = q.is(0);
  const inside = isZero.select(q.constant(1), q);
  const loss = c.times(minusLog(inside, log(inside)));
  const isNothing = c.is(0);
  // −(q − 1)³ ∞ at q = 0 is ∞, and so are its derivatives, in turn down and up.
  const less = isNothing.select(0.5, isZero.select(q, 0.5)).minus(1);
  const edge = less.times(square(less)).times(-Infinity);
  return isZero.select(isNothing.select(c.constant(0), edge), loss);
}

const logOf = (q: Term) => logOfSum(0, q.fixed()).fixed();

/** log(1 − p), of the digits of p, which 1 − p has lost. */
const logOfRest = (p: Term) => logOfSum(1, p.times(-1).fixed()).fixed();

function exact(mixture: () => Mixture, p: Term): Term {
  const { negative, positive } = mixture();
  const one = openTerm(positive, p, logOf);
  const zero = openTerm(negative, p.constant(1).minus(p), () => logOfRest(p));
  return where(isInside(p), p, one.plus(zero));
}

/** PyTorch's BCELoss: a loss of at most 100, with a gradient and a second derivative of their own. */
function torch(mixture: () => Mixture, p: Term): Term {
  const { negative, positive } = mixture();
  const one = p.constant(1);
  const delta = difference(p);
  const below = p.times(one.minus(p)).atLeast(1e-12);
  // The second derivative as a function of p: expand says why at a third of δ.
  const near = p.fixed().plus(delta.times(1 / 3));
  const rest = one.minus(near);
  const both = near.plus(1e-12).times(settled(rest, -1).plus(1e-12));
  const term = (c: Term, log: Term, isZero: Term, slope: Term, bend: Term) => {
    const loss = isZero.select(100, log.times(-1).atMost(100)).fixed();
    return c.times(expand(delta, [loss, slope.over(below).fixed(), square(bend.over(both))]));
  };
  const loss = term(positive, logOf(p), p.is(0), p.minus(1), rest);
  return where(isInside(p), p, loss.plus(term(negative, logOfRest(p), p.is(1), p, near)));
}

/** Keras: c = clip(p, eps, 1 − eps), L₀ = −log r and L₁ = −log q; a clipped p has no derivative. */
function clipped(settings: FormulaSettings, dtype: Dtype): Formula {
  const { lowest, highest, added } = clipOf({ ...settings, dtype })!;
  // Clipped numbers are neither 0 nor 1, unless the clip lets them through.
  const isOpen = lowest <= 0 || highest >= 1;
  const term = (c: Term, q: Term) =>
    isOpen ? openTerm(c, q, logOf) : c.times(minusLog(q, logOf(q)));
  return (mixture, p) => {
    const { negative, positive } = mixture();
    const raised = p.isBelow(lowest).select(lowest, p);
    const c = p.constant(highest).isBelow(raised).select(highest, raised);
    // Rounded before eps is added, as in Keras.
    const r = settled(p.constant(1).minus(c), -1).plus(added);
    return term(positive, c.plus(added)).plus(term(negative, r));
  };
}
