// exp and log in the primitives of jax-js, whose own are 60 to 160 ulp off. Nothing here is
// differentiated.
//
// jax-js adds the constants of a sum first, x + 1 − 1 = x, and so takes the digits out of a small
// x. A maximum with what a number is never below keeps it from that: `settled`.

import type { Operand, Term } from "./term.js";

/** ln 2 in two parts, n times the first of which is exact. */
const ln2 = 0.693359375;
const ln2Rest = -0.00021219444005469057;

/** How many terms of a series are worth adding in the precision of x. */
const termsFor = (x: Term, single: number, double: number) =>
  Array.from({ length: isDouble(x) ? double : single }, (_, i) => i).reverse();

const isDouble = (x: Term) => x.value.dtype === "float64";

const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));

/**
 * exp(−a) for a ≥ 0.
 *
 * Method: n = round(a / ln 2), r = a − n ln 2; exp(−a) = 2^−n exp(−r), and exp(−r) = 1 − r + r²/2 − …
 * on |r| ≤ ln 2 / 2. With n = 16 h + k the power of two is 2^−k (2^−8h)²: the last product alone is
 * below the smallest normal number, and rounds once.
 */
export function expOfMinus(a: Term): Term {
  const near = a.atMost(760);
  const n = near.times(Math.LOG2E).plus(0.5).floor();
  const r = near.minus(n.times(ln2)).minus(n.times(ln2Rest));
  const series = termsFor(a, 6, 12).map((i) => (-1) ** i / factorial(i + 2));
  const mantissa = r.times(r).times(r.polynomial(series)).minus(r).plus(1);
  const h = n.times(1 / 16).floor();
  const power = square(square(square(powerOfTwo(h.times(-1)))));
  return mantissa
    .times(powerOfTwo(h.times(16).minus(n)))
    .times(power)
    .times(power);
}

/**
 * log(b + x), where b is 0 or 1 and x keeps its digits when it is small beside 1; b + x is positive
 * and finite.
 *
 * Method: w = b + x, rounded, names k with w / 2^k in [¾, 3/2]; m = x / 2^k + (b / 2^k − 1), where
 * the bracket is exact. With s = m / (2 + m), log(1 + m) = 2 (s + s³/3 + s⁵/5 + …) = m − (m²/2 −
 * s (m²/2 + 2 s²/3 + 2 s⁴/5 + …)), which loses nothing where m is small.
 */
export function logOfSum(b: 0 | 1, x: Term): Term {
  const [lifted, lift] = b === 0 ? liftedOf(x) : [x.plus(1), 0];
  const k = exponentOf(lifted);
  const scale = powerOfTwo(k.times(-1));
  const m = settled(
    b === 0 ? lifted.times(scale).minus(1) : x.times(scale).plus(k.is(0).select(0, scale.minus(1))),
    -1,
  );
  const s = m.over(m.plus(2));
  const v = square(s);
  const half = square(m).times(0.5);
  const series = termsFor(x, 5, 12).map((i) => 2 / (2 * i + 3));
  const count = k.minus(lift);
  const small = s.times(v.times(v.polynomial(series)).plus(half)).plus(count.times(ln2Rest));
  return m.plus(small.minus(half)).plus(count.times(ln2));
}

export function square(x: Term): Term {
  return x.times(x);
}

/** The same number, which is at least so large. */
export function settled(x: Term, least: number): Term {
  return x.atLeast(least);
}

/** Multiplies a tiny number by 2^k, and says k. */
function liftedOf(x: Term): readonly [lifted: Term, k: Operand] {
  let lifted = x;
  let k: Operand = 0;
  for (const step of isDouble(x) ? [512, 256, 128, 96] : [96]) {
    const isTiny = lifted.isBelow(2 ** -step);
    lifted = isTiny.select(lifted.times(2 ** step), lifted);
    k = isTiny.select(x.constant(step), 0).plus(k);
  }
  return [lifted, k];
}

/** The k by which w / 2^k lies between ¾ and 3/2. */
function exponentOf(w: Term): Term {
  const above = w.as("float32").bitsAs("int32").minus(0x3f400000);
  return above
    .as("float32")
    .times(2 ** -23)
    .floor()
    .as(w.value.dtype);
}

/** 2^k of an integer k in [−126, 127]. */
function powerOfTwo(k: Term): Term {
  return k
    .plus(127)
    .as("int32")
    .times(2 ** 23)
    .bitsAs("float32")
    .as(k.value.dtype);
}
