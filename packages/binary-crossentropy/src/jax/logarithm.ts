// exp and log in the primitives of jax-js, whose own are 60 to 160 ulp off. Nothing here is
// differentiated.
//
// jax-js adds the constants of a sum first, x + 1 − 1 = x, and so takes the digits out of a small
// x. A maximum with what a number is never below keeps it from that: `settled`.

import type { Operand, Term } from "./term.js";

/** ln 2 in two parts, n times the first of which is exact. */
const ln2 = 0.693359375;
const ln2Rest = -0.00021219444005469057;

/** The coefficients of a series in the precision of x, highest degree first. */
const seriesFor = (x: Term, single: number, double: number, coefficient: (i: number) => number) =>
  Array.from({ length: x.isDouble ? double : single }, (_, i) => coefficient(i)).reverse();

const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));

/** A number in two parts, the second of which is what the first one's rounding has left out. */
export type Parts = readonly [high: Term, low: Term];

/**
 * exp(−a) for a ≥ 0.
 *
 * Method: n = round(a / ln 2), r = a − n ln 2; exp(−a) = 2^−n exp(−r), and exp(−r) = 1 − r + r²/2 − …
 * on |r| ≤ ln 2 / 2. With the binary digits of n = b + 2 h the powers are 1 − b / 2 and 2^−h, twice:
 * the last product alone is below the smallest normal number, and rounds once.
 */
export function expOfMinus(a: Term): Term {
  const { n, rough, small } = reductionOf(a);
  return halved(n, expOfRest(rough.minus(small))[0]);
}

/** What e = exp(−a) has lost, in relation to it, to a few digits. */
export function lostOfExpOfMinus(a: Term): Term {
  const { rough, small } = reductionOf(a);
  const r = rough.minus(small);
  const [mantissa, p, bend] = expOfRest(r);
  const lostOfR = rough.minus(r).minus(small);
  const lostOfP = r.minus(p).minus(bend);
  const lost = mantissa.times(-1).plus(1).minus(p).minus(lostOfP);
  return lost.times(inverse(mantissa, 0.7, 1.42, 1)).minus(lostOfR);
}

/** n, and r as a difference of two. */
function reductionOf(a: Term) {
  const near = a.atMost(a.isDouble ? 760 : 110);
  const n = near.times(Math.LOG2E).plus(0.5).floor();
  return { n, rough: near.minus(n.times(ln2)), small: n.times(ln2Rest) };
}

/** exp(−r) as 1 − p, where p is r less the bend. */
function expOfRest(r: Term): readonly [exp: Term, p: Term, bend: Term] {
  const series = seriesFor(r, 6, 12, (i) => (-1) ** i / factorial(i + 2));
  const bend = square(r).times(r.polynomial(series));
  const p = r.minus(bend);
  return [p.times(-1).plus(1), p, bend];
}

/** x 2^−n. */
function halved(n: Term, x: Term): Term {
  const [power, rest] = halvings(n, n.isDouble ? 11 : 8);
  return x.times(power).times(rest).times(rest);
}

/** 2^−b and 2^−h of n = b + 2 h, where n has so many binary digits. */
function halvings(n: Term, digits: number): [power: Term, rest: Term] {
  // All from n, so that none waits for the one before.
  const floors = Array.from({ length: digits }, (_, i) => n.times(2 ** -(i + 1)).floor());
  const [first, ...bits] = floors.map((h, i) => (floors[i - 1] ?? n).minus(h.times(2)));
  // 2^−(bit 2^i), exact up to i = 4.
  const powerOf = (bit: Term, i: number) => n.constant(1).minus(bit.times(1 - 2 ** -(2 ** i)));
  const high = bits
    .slice(5)
    .map((bit) => powerOf(bit, 4))
    .reduceRight((rest, next) => next.times(square(rest)));
  const low = bits.slice(0, 5).map(powerOf);
  return [powerOf(first!, 0), low.reduce((product, next) => product.times(next), square(high))];
}

/**
 * log(b + x), where b is 0 or 1 and x keeps its digits when it is small beside 1; b + x is positive
 * and finite.
 *
 * Method: w = b + x, rounded, names k with w / 2^k in [¾, 3/2]; m = x / 2^k + (b / 2^k − 1), where
 * the bracket is exact.
 */
export function logOfSum(b: 0 | 1, x: Term): Term {
  const [m, count] = splitOf(b, x);
  return log1p(m.written(), count.times(ln2Rest)).plus(count.times(ln2));
}

/** m and k. */
function splitOf(b: 0 | 1, x: Term): readonly [m: Term, k: Term] {
  const [lifted, lift] = b === 0 ? liftedOf(x) : [x.plus(1), 0];
  const k = exponentOf(lifted);
  const scale = powerOfTwo(k.times(-1));
  const m = settled(
    b === 0 ? lifted.times(scale).minus(1) : x.times(scale).plus(k.is(0).select(0, scale.minus(1))),
    -1,
  );
  return [m, k.minus(lift)];
}

/**
 * x^g for 0 < g < 1 and x in (0, 1].
 *
 * Method: x = 2^k (1 + m); n = −round(g log2 x), exp(−r) 2^−n, r = −((g k + n) ln 2 + g log(1 + m)). Of
 * the first 12 binary digits of g the bracket is exact.
 */
export function partOfPower(x: Term, g: number): Term {
  const [m, k] = splitOf(0, x);
  const log = log1p(m.written()).times(g);
  const high = Math.floor(g * 2 ** 12) / 2 ** 12;
  const n = log.times(Math.LOG2E).plus(k.times(g)).times(-1).plus(0.5).floor();
  const whole = k
    .times(high)
    .plus(n)
    .plus(k.times(g - high));
  return halved(n, expOfRest(whole.times(-Math.LN2).minus(log))[0]);
}

/**
 * log(1 + m) + more for m in [−¼, 1].
 *
 * Method: with u = m / (2 + m), log(1 + m) = 2 (u + u³/3 + u⁵/5 + …) = m − u (m − 2 (u²/3 + u⁴/5 +
 * …)), which loses nothing where m is small.
 */
export function log1p(m: Term, more: Operand = 0): Term {
  const u = m.times(inverse(m.plus(2), 1.75, 3));
  const v = square(u);
  const series = seriesFor(m, 7, 16, (i) => 2 / (2 * i + 3));
  const bend = u.times(m.minus(v.times(v.polynomial(series))));
  return m.minus(more === 0 ? bend : bend.minus(more));
}

/** e / (1 + e) for e in [0, 1]; the second step adds what the first one's rounding left out. */
export function logistic(e: Term): Term {
  const y = inverse(e.plus(1), 1, 2);
  const s = e.times(y);
  return s.plus(y.times(e.minus(s).minus(s.times(e))));
}

/**
 * The same in two parts, of an e that lost so much in relation to it.
 *
 * Method: S, half of the digits of s, leaves ρ = e − S − S e, exactly, and s = S + (1 − S) ρ / (1 + ρ).
 */
export function partsOfLogistic(e: Term, lost: Term): Parts {
  const half = partOf(e.times(inverse(e.plus(1), 1, 2)), 1 / 2).written();
  const first = partOf(e, 1 / 2);
  const rest = e
    .minus(half)
    .minus(half.times(first))
    .minus(half.times(e.minus(first)));
  const more = rest.minus(square(rest)).times(half.times(-1).plus(1));
  const s = half.plus(more).fixed().written();
  return [
    s,
    half
      .minus(s)
      .plus(more)
      .plus(s.minus(square(s)).times(lost)),
  ];
}

/** The first digits of x, this part of all that it may have. */
export function partOf(x: Term, part: number): Term {
  const digits = x.isDouble ? 53 : 24;
  const far = x.times(2 ** Math.ceil(digits * (1 - part)) + 1);
  return far.minus(far.minus(x));
}

/**
 * 1 / x for x in [from, to], of products and sums: a kernel with a division in it is not compiled
 * into vector instructions.
 *
 * Method: Newton's, from the straight line whose relative error is least.
 */
export function inverse(x: Term, from: number, to: number, steps = x.isDouble ? 4 : 3): Term {
  const scale = 8 / (from * from + 6 * from * to + to * to);
  const line = x.times(-scale).plus(scale * (from + to));
  return Array.from({ length: steps }).reduce<Term>(
    (y) => y.times(x.constant(2).minus(x.times(y))),
    line,
  );
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
  for (const step of x.isDouble ? [512, 256, 128, 96] : [96]) {
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
