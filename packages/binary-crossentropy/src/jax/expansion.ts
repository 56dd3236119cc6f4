// Functions whose derivatives are given. jax-js has no custom derivatives: a function is a value
// that no derivative passes through, plus a polynomial in δ = x − x₀, where x₀ is x with no
// derivative. δ is 0, and its derivative is 1.

import type { Term } from "./term.js";

/** f(x), f′(x) and so on at one x. */
export type Derivatives = readonly [Term, Term, ...Term[]];

/**
 * x − x₀: 0, with a derivative of 1, also where x is infinite. jax-js's compiler takes a remainder by
 * 0 for 0, whatever it is of, and leaves out what is multiplied by that: derivatives that nobody
 * asked for. It must be compiled, since a remainder that is computed would be NaN.
 */
export function difference(x: Term): Term {
  return x.minus(x.fixed()).remainder(0);
}

/**
 * f(x) = f(x₀) + f′(x₀) δ + f″(x₀) δ²/2 + …, with all derivatives that are given. The last one may
 * be a function of x itself: it is differentiated once more if it is taken at x₀ + δ/n.
 */
export function expand(delta: Term, [value, ...derivatives]: Derivatives): Term {
  const rest = derivatives.reduceRight<Term | undefined>(
    (sum, derivative, i) =>
      (sum ? sum.plus(derivative) : derivative).times(delta).times(1 / (i + 1)),
    undefined,
  );
  return value.plus(rest!);
}
