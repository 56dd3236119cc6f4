// What a sum is in this program: an exact one. Every term is a double times a power of two, as its
// row alone gives it; terms add up without rounding, whatever their sizes, and a sum is rounded
// once, where a double is made of it. So no result depends on the order of the rows, on how they
// are cut into blocks, threads, processes and files, or on a common power of two in the weights.
// assembly/limbs.ts, narrow.ts and pairs.ts add the same way, for most rows and faster.

/** m 2^e. */
export interface Exact {
  readonly m: bigint;
  readonly e: number;
}

export const zero: Exact = { m: 0n, e: 0 };

const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);

/** A finite double times 2^exponent. */
export function exact(x: number, exponent = 0): Exact {
  if (x === 0) return zero;
  const { mantissa, exponent: own } = split(x);
  // Whole, since a mantissa has 53 bits.
  return { m: BigInt(mantissa * 2 ** 53), e: own - 53 + exponent };
}

/** x = mantissa 2^exponent, with the mantissa's size in [½, 1); 0 is 0 2^0. */
export function split(x: number): { mantissa: number; exponent: number } {
  if (x === 0) return { mantissa: 0, exponent: 0 };
  const isSmall = Math.abs(x) < 2 ** -1022;
  double[0] = isSmall ? x * 2 ** 54 : x;
  const exponent = ((words[1]! >>> 20) & 0x7ff) - 1022;
  words[1] = (words[1]! & 0x800fffff) | (1022 << 20);
  return { mantissa: double[0]!, exponent: isSmall ? exponent - 54 : exponent };
}

/** x 2^exponent, rounded once; 0 or ∞ where it is beyond doubles. */
export function scale(x: number, exponent: number): number {
  if (exponent >= -1000 && exponent <= 1000) return x * 2 ** exponent;
  const { mantissa, exponent: own } = split(x);
  const all = Math.max(-1100, Math.min(1100, own + exponent));
  return mantissa * 2 ** (all > 0 ? all - 100 : all + 100) * 2 ** (all > 0 ? 100 : -100);
}

export function add(a: Exact, b: Exact): Exact {
  if (a.m === 0n) return b;
  if (b.m === 0n) return a;
  if (a.e === b.e) return { m: a.m + b.m, e: a.e };
  const [high, low] = a.e > b.e ? [a, b] : [b, a];
  return { m: (high.m << BigInt(high.e - low.e)) + low.m, e: low.e };
}

export function subtract(a: Exact, b: Exact): Exact {
  return add(a, { m: -b.m, e: b.e });
}

export function multiply(a: Exact, b: Exact): Exact {
  return { m: a.m * b.m, e: a.e + b.e };
}

/** The e with 2^(e − 1) ≤ |a| < 2^e; 0 for 0. */
export function exponentOf({ m, e }: Exact): number {
  return m === 0n ? 0 : bitLength(m) + e;
}

/** a 2^−exponent as a double, rounded once; ∞ where it is too large for one. */
export function toNumber({ m, e }: Exact, exponent = 0): number {
  const excess = bitLength(m) - 64;
  if (excess <= 0) return scale(Number(m), e - exponent);
  // What is cut off leaves its trace in the last bit, which rounding sees.
  const [size, shift] = [m < 0n ? -m : m, BigInt(excess)];
  const kept = size >> shift;
  const trace = kept << shift === size ? 0n : 1n;
  return scale(Number(m < 0n ? -(kept | trace) : kept | trace), e + excess - exponent);
}

/** a / b as x 2^exponent with an even exponent, to within one rounding; b is not 0. */
export function quotient(a: Exact, b: Exact): { x: number; exponent: number } {
  if (a.m === 0n) return { x: 0, exponent: 0 };
  // 64 bits or more of quotient.
  const shift = Math.max(0, 64 + bitLength(b.m) - bitLength(a.m));
  const m = (a.m << BigInt(shift)) / b.m;
  const e = a.e - shift - b.e;
  const exponent = 2 * Math.floor((bitLength(m) + e) / 2);
  return { x: toNumber({ m, e }, exponent), exponent };
}

function bitLength(m: bigint): number {
  const digits = (m < 0n ? -m : m).toString(16);
  return digits === "0" ? 0 : 4 * digits.length - Math.clz32(Number.parseInt(digits[0]!, 16)) + 28;
}
