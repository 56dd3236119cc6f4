// Exponential and logarithm to about 30 digits, both relative to the result wherever it lies.

import {
  absolute,
  add,
  compare,
  divide,
  exponent,
  isFiniteReal,
  isZero,
  multiply,
  one,
  Real,
  real,
  shift,
  subtract,
  toNumber,
  zero,
} from "./real.js";

// ln 2 in three doubles, each what the ones before leave.
// biome-ignore lint/suspicious/noApproximativeNumericConstant: the first of three parts.
const ln2 = new Real(0.6931471805599453, 2.3190468138462996e-17, 0);
const ln2Rest = 5.707708438416212e-34;

function timesLn2(k: number): Real {
  return add(multiply(real(k), ln2), real(k * ln2Rest));
}

const halvings = 9;
const third = divide(one, real(3));

/** e^r − 1 for |r| ≤ 0.35: the series at r / 2^9, and (1 + s)² − 1 = 2 s + s² nine times. */
function expm1Small(r: Real): Real {
  const s = shift(r, -halvings);
  const x = toNumber(s);
  // Σ s^n / n! by Horner's rule from n = 10 down; what is below 10^−16 of the sum is summed up in
  // doubles.
  const rest = (x / 6) * (1 + (x / 7) * (1 + (x / 8) * (1 + (x / 9) * (1 + x / 10))));
  let sum = add(one, multiply(divide(s, real(5)), real(1 + rest)));
  sum = add(one, multiply(shift(s, -2), sum));
  sum = add(one, multiply(multiply(s, third), sum));
  sum = add(one, multiply(shift(s, -1), sum));
  let result = multiply(s, sum);
  for (let i = 0; i < halvings; i++) result = add(shift(result, 1), multiply(result, result));
  return result;
}

/**
 * e^x. What is below e^−100000 is 0, and above e^100000 infinite: nothing here is multiplied by so
 * much.
 */
export function exp(x: Real): Real {
  const near = toNumber(x);
  if (!(near <= 1e5)) return real(near > 0 ? Infinity : NaN);
  if (near < -1e5) return zero;
  const k = Math.round(near / Math.LN2);
  const r = k === 0 ? x : subtract(x, timesLn2(k));
  return shift(add(one, expm1Small(r)), k);
}

/** log(1 + u) for u > −1, by a step of Newton's from the double. */
export function log1p(u: Real): Real {
  if (isZero(u) || (isFiniteReal(u) && exponent(u) < -120)) return u;
  const near = toNumber(u);
  if (!(near > -0.3 && near < 0.42)) return log(add(one, u));
  const y = real(Math.log1p(near));
  const e = expm1Small(y);
  return add(y, divide(subtract(u, e), add(one, e)));
}

/** log x for x ≥ 0; NaN below. */
export function log(x: Real): Real {
  if (isZero(x)) return real(-Infinity);
  if (!isFiniteReal(x) || x.hi < 0) return real(Math.log(x.hi));
  let k = exponent(x);
  let mantissa = shift(x, -k);
  if (toNumber(mantissa) > Math.SQRT2) {
    mantissa = shift(mantissa, -1);
    k++;
  }
  return add(timesLn2(k), log1p(subtract(mantissa, one)));
}

/** log(1 + e^z). */
export function softplus(z: Real): Real {
  if (z.hi === Infinity) return z;
  const tail = log1p(exp(new Real(-absolute(z).hi, -absolute(z).lo, z.e)));
  return compare(z, zero) > 0 ? add(z, tail) : tail;
}

/** 1 / (1 + e^−z). */
export function sigmoid(z: Real): Real {
  const size = absolute(z);
  const e = size.hi === Infinity ? zero : exp(new Real(-size.hi, -size.lo, size.e));
  return divide(compare(z, zero) >= 0 ? one : e, add(one, e));
}
