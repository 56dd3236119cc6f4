// Numbers of about 32 digits whose exponent never runs out: (hi + lo) · 2^e, where hi is the
// nearest double to the sum. NaN and the infinities are numbers here too, with the one convention
// of the loss, 0 · ∞ = 0.

/** A number; made by {@link real} and by the operations below. */
export class Real {
  constructor(
    readonly hi: number,
    readonly lo: number,
    readonly e: number,
  ) {}
}

const powers = new Float64Array(2 * 1074 + 1);
for (let k = 0, power = 1; k <= 1074; k++, power /= 2) powers[1074 - k] = power;
for (let k = 1, power = 2; k < 1024; k++, power *= 2) powers[1074 + k] = power;

/** 2^k as a double, for k from −1074 to 1023. */
export function powerOfTwo(k: number): number {
  return powers[k + 1074]!;
}

const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);

/** The exponent of a double's leading bit: |x| is in [2^k, 2^(k + 1)). */
export function exponentOf(x: number): number {
  double[0] = x;
  const biased = (words[1]! >>> 20) & 0x7ff;
  return biased === 0 ? exponentOf(x * 2 ** 60) - 60 : biased - 1023;
}

/** x · 2^k, rounded once where it leaves the range of doubles. */
export function scaled(x: number, k: number): number {
  if (x === 0) return x;
  if (k > 1023) return scaled(x * powerOfTwo(1023), k - 1023);
  // Down to the subnormal numbers only the last step may round.
  if (k < -1022) return exponentOf(x) + k < -1200 ? 0 * x : scaled(x * powerOfTwo(-512), k + 512);
  return x * powerOfTwo(k);
}

const most = 2 ** 64;
const least = 2 ** -64;

/**
 * hi and lo with hi the nearest double to their sum; hi is kept in [2^−64, 2^64), so that no
 * product of two runs out.
 */
function normal(hi: number, lo: number, e: number): Real {
  const size = Math.abs(hi);
  if (size < most && size >= least) return new Real(hi, lo, e);
  if (size === 0) return zero;
  const k = exponentOf(hi);
  return new Real(scaled(hi, -k), scaled(lo, -k), e + k);
}

function sumOf(a: number, b: number, e: number): Real {
  const hi = a + b;
  return normal(hi, b - (hi - a), e);
}

/** The double, exactly. */
export function real(x: number): Real {
  if (x !== x) return nan;
  if (x === Infinity || x === -Infinity) return new Real(x, 0, 0);
  return normal(x, 0, 0);
}

export const zero = new Real(0, 0, 0);
export const one = new Real(1, 0, 0);
export const nan = new Real(NaN, 0, 0);
export const infinity = new Real(Infinity, 0, 0);

export const isFiniteReal = ({ hi }: Real) => hi - hi === 0;
export const isZero = ({ hi }: Real) => hi === 0;

export function negate({ hi, lo, e }: Real): Real {
  return new Real(-hi, -lo, e);
}

export function absolute(a: Real): Real {
  return a.hi < 0 ? negate(a) : a;
}

export function add(a: Real, b: Real): Real {
  if (!isFiniteReal(a) || !isFiniteReal(b)) return real(a.hi + b.hi);
  if (a.hi === 0) return b;
  if (b.hi === 0) return a;
  if (a.e < b.e) return add(b, a);
  const apart = a.e - b.e;
  // Beyond any digit of a.
  if (apart > 400) return a;
  const shift = powerOfTwo(-apart);
  const bHi = b.hi * shift;
  const bLo = b.lo * shift;
  const hi = a.hi + bHi;
  const hiPart = hi - a.hi;
  const hiLost = a.hi - (hi - hiPart) + (bHi - hiPart);
  const lo = a.lo + bLo;
  const loPart = lo - a.lo;
  const loLost = a.lo - (lo - loPart) + (bLo - loPart);
  const middle = hiLost + lo;
  const sum = hi + middle;
  return sumOf(sum, middle - (sum - hi) + loLost, a.e);
}

export function subtract(a: Real, b: Real): Real {
  return add(a, negate(b));
}

/** What the rounding of the product of two doubles lost, by Dekker's splitting. */
function lostInProduct(a: number, b: number, ab: number): number {
  const aBig = a * 134217729;
  const bBig = b * 134217729;
  const aHigh = aBig - (aBig - a);
  const bHigh = bBig - (bBig - b);
  const aLow = a - aHigh;
  const bLow = b - bHigh;
  return aHigh * bHigh - ab + aHigh * bLow + aLow * bHigh + aLow * bLow;
}

/** The product, with 0 · ∞ = 0. */
export function multiply(a: Real, b: Real): Real {
  if (!isFiniteReal(a) || !isFiniteReal(b)) {
    const isUnknown = a.hi !== a.hi || b.hi !== b.hi;
    return !isUnknown && (a.hi === 0 || b.hi === 0) ? zero : real(a.hi * b.hi);
  }
  const hi = a.hi * b.hi;
  if (hi === 0) return zero;
  return sumOf(hi, lostInProduct(a.hi, b.hi, hi) + (a.hi * b.lo + a.lo * b.hi), a.e + b.e);
}

/** The quotient; x / 0 is infinite, 0 / 0 and ∞ / ∞ are NaN. */
export function divide(a: Real, b: Real): Real {
  if (!isFiniteReal(a) || !isFiniteReal(b) || b.hi === 0) return real(a.hi / b.hi);
  const first = real(a.hi / b.hi);
  const exponents = new Real(first.hi, first.lo, first.e + a.e - b.e);
  const rest = subtract(a, multiply(exponents, b));
  const second = real(rest.hi / b.hi);
  const correction = new Real(second.hi, second.lo, second.e + rest.e - b.e);
  const left = subtract(rest, multiply(correction, b));
  const third = real(left.hi / b.hi);
  return add(add(exponents, correction), new Real(third.hi, third.lo, third.e + left.e - b.e));
}

/** a · 2^k. */
export function shift(a: Real, k: number): Real {
  return isFiniteReal(a) && a.hi !== 0 ? new Real(a.hi, a.lo, a.e + k) : a;
}

/** Below 0, 0 or above 0, as a is less than, equal to or greater than b. */
export function compare(a: Real, b: Real): number {
  if (!isFiniteReal(a) || !isFiniteReal(b)) return a.hi === b.hi ? 0 : a.hi - b.hi;
  return subtract(a, b).hi;
}

export function larger(a: Real, b: Real): Real {
  return compare(a, b) < 0 ? b : a;
}

/** The exponent of the leading bit of a finite number that is not 0. */
export function exponent({ hi, lo, e }: Real): number {
  const k = exponentOf(hi);
  // Just below a power of two, where hi rounds up to it.
  return Math.abs(hi) === powerOfTwo(k) && hi > 0 !== lo > 0 && lo !== 0 ? k - 1 + e : k + e;
}

/** The nearest double. */
export function toNumber({ hi, e }: Real): number {
  return e === 0 ? hi : scaled(hi, e);
}
