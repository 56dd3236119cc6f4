// Focal loss in 30 digits: m^γ L, m = 1 − p_t, of the truths of L.
//
// t label after smoothing, u = 1 − t, z logit, p probability.

import type { Truth, Truths } from "./element.js";
import { exp, log, sigmoid } from "./functions.js";
import {
  absolute,
  add,
  divide,
  isFiniteReal,
  isZero,
  multiply,
  negate,
  one,
  type Real,
  real,
  shift,
  subtract,
  zero,
} from "./real.js";

export interface Focus {
  readonly gamma: number;
  /** undefined where classes are not balanced. */
  readonly alpha: number | undefined;
}

/** A number, and the sum of the sizes of the terms that it is made of. */
interface Sized {
  readonly value: Real;
  readonly size: Real;
}

const sized = (value: Real): Sized => ({ value, size: absolute(value) });
const times = (a: Sized, b: Sized): Sized => ({
  value: multiply(a.value, b.value),
  size: multiply(a.size, b.size),
});

/** a − b of two labels. */
const between = (a: Real, b: Real): Sized => ({
  value: subtract(a, b),
  size: add(absolute(a), absolute(b)),
});

/** Of terms that are infinite the first one is the largest. */
function sum(...terms: readonly Sized[]): Sized {
  const endless = terms.find(({ value }) => !isFiniteReal(value));
  if (endless) return endless;
  return terms.reduce((a, b) => ({ value: add(a.value, b.value), size: add(a.size, b.size) }));
}

/** m^g, where 0^0 is 1. */
function power(m: Real, g: Real): Real {
  if (isZero(g)) return one;
  if (isZero(m)) return g.hi > 0 ? zero : real(Infinity);
  return exp(multiply(g, log(m)));
}

/** m^γ and its derivatives by x. */
type Powers = readonly [value: Sized, first: Sized, second: Sized];

/** m = u σ(z) + t σ(−z). */
function ofLogit(t: Real, u: Real, z: number, gamma: number): Powers {
  const x = real(z);
  const [rising, falling] = [sigmoid(x), sigmoid(negate(x))];
  const m = add(multiply(u, rising), multiply(t, falling));
  const g = real(gamma);
  // m' / m is that of one logarithm where the other term is not there.
  const slope = isZero(t)
    ? sized(falling)
    : isZero(u)
      ? sized(negate(rising))
      : times(between(u, t), sized(divide(multiply(rising, falling), m)));
  const bend = subtract(falling, rising);
  const value = sized(power(m, g));
  const first = times(value, times(sized(g), slope));
  const inner = sum(times(sized(subtract(g, one)), slope), sized(bend));
  return [value, first, times(first, inner)];
}

/** m = u p + t (1 − p). */
function ofProbability(t: Real, u: Real, p: number, gamma: number): Powers {
  const m = add(multiply(u, real(p)), multiply(t, subtract(one, real(p))));
  const g = real(gamma);
  const slope = between(u, t);
  const first = times(slope, sized(multiply(g, power(m, subtract(g, one)))));
  const factor = multiply(multiply(g, subtract(g, one)), power(m, subtract(g, real(2))));
  return [sized(power(m, g)), first, times(times(slope, slope), sized(factor))];
}

/**
 * Focal loss and its derivatives, of those of L.
 *
 * @param t The label after smoothing, and `u` what it is from 1.
 */
export function focus(
  { loss, gradient, hessian }: Truths,
  { gamma, alpha }: Focus,
  t: Real,
  u: Real,
  x: number,
  fromLogits: boolean,
): Truths {
  const [m, m1, m2] = fromLogits ? ofLogit(t, u, x, gamma) : ofProbability(t, u, x, gamma);
  const balance =
    alpha === undefined
      ? one
      : add(multiply(t, real(alpha)), multiply(u, subtract(one, real(alpha))));
  const truth = (of: Sized): Truth => ({ ...times(sized(balance), of), isOpen: false });
  const two = times(m1, gradient);
  return {
    loss: truth(times(m, loss)),
    gradient: truth(sum(times(m, gradient), times(m1, loss))),
    hessian: truth(
      sum(
        times(m, hessian),
        { value: shift(two.value, 1), size: shift(two.size, 1) },
        times(m2, loss),
      ),
    ),
  };
}
