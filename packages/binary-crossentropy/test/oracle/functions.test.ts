// The arithmetic of 30 digits against one of 100, in integers.

import { describe, expect, test } from "vitest";
import { exp, log, log1p, sigmoid, softplus } from "./functions.js";
import { add, divide, multiply, one, type Real, real, scaled, subtract } from "./real.js";

/** Numbers as integers, in units of 2^−bits. */
const bits = 1400n;
const unit = 1n << bits;

/** A double as such an integer; exact. */
function whole(x: number): bigint {
  const mantissa = new BigInt64Array(Float64Array.of(x).buffer)[0]!;
  const exponent = Number((mantissa >> 52n) & 0x7ffn);
  const digits = (mantissa & 0xfffffffffffffn) | (exponent === 0 ? 0n : 1n << 52n);
  const shifted = digits << (bits + BigInt(Math.max(exponent, 1) - 1075));
  return x < 0 ? -shifted : shifted;
}

function shift(x: bigint, by: number): bigint {
  return by >= 0 ? x << BigInt(by) : x >> BigInt(-by);
}

const wholeOf = ({ hi, lo, e }: Real): bigint => shift(whole(hi) + whole(lo), e);
const times = (a: bigint, b: bigint): bigint => (a * b) >> bits;
const over = (a: bigint, b: bigint): bigint => (a << bits) / b;

/** e^x by its series at x / 2^20, squared twenty times. */
function exponential(x: bigint): bigint {
  const small = x >> 20n;
  let [sum, term] = [unit, unit];
  for (let n = 1n; term !== 0n && n < 120n; n++) {
    term = times(term, small) / n;
    sum += term;
  }
  for (let i = 0; i < 20; i++) sum = times(sum, sum);
  return sum;
}

/** How many binary digits of the result are right. */
function digits(result: Real, truth: bigint): number {
  const apart = wholeOf(result) - truth;
  const size = (x: bigint) => (x < 0n ? -x : x).toString(2).length;
  return apart === 0n ? 1000 : size(truth) - size(apart);
}

let seed = 7;
const random = () => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return seed / 2 ** 32;
};
const points = Array.from({ length: 60 }, () => (2 * random() - 1) * 2 ** (random() * 30 - 22));

const enough = 95;

describe("at least 95 binary digits are right", () => {
  test.each(points)("of functions at %d", (x) => {
    const e = exponential(whole(x));
    expect(digits(exp(real(x)), e)).toBeGreaterThanOrEqual(enough);
    expect(digits(sigmoid(real(x)), over(e, unit + e))).toBeGreaterThanOrEqual(enough);
    // The inverse functions: what e is raised to the result must give.
    const inverse = (result: Real, of: bigint) =>
      expect(digits(add(result, real(0)), correct(result, of))).toBeGreaterThanOrEqual(enough);
    inverse(softplus(real(x)), unit + e);
    inverse(log(real(Math.abs(x))), whole(Math.abs(x)));
    if (x > -1) inverse(log1p(real(x)), unit + whole(x));
  });

  test.each(points)("of arithmetic at %d", (x) => {
    const third = divide(one, real(3));
    expect(digits(third, unit / 3n)).toBeGreaterThanOrEqual(enough);
    const product = multiply(third, real(x));
    expect(digits(product, whole(x) / 3n)).toBeGreaterThanOrEqual(enough);
    expect(digits(divide(product, third), whole(x))).toBeGreaterThanOrEqual(enough);
    // Where all of the first 50 digits cancel, the others are left.
    expect(
      digits(subtract(real(x), multiply(real(x), add(one, real(2 ** -50)))), -(whole(x) >> 50n)),
    ).toBeGreaterThanOrEqual(50);
  });
});

/** The logarithm near the result, by a step of Newton's in integers: y − 1 + x e^−y. */
function correct(result: Real, x: bigint): bigint {
  const y = wholeOf(result);
  return y - unit + over(x, exponential(y));
}

test("powers of two beyond the range of doubles", () => {
  expect(scaled(1, 2000)).toBe(Infinity);
  expect(scaled(3, -1074)).toBe(3 * 2 ** -1074);
  expect(scaled(2 ** 1000, -2074)).toBe(2 ** -1074);
  expect(scaled(1, -1075)).toBe(0);
  expect(scaled(0, -1100)).toBe(0);
  expect(scaled(0, 2000)).toBe(0);
});
