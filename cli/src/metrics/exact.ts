// What a sum is in this program: an exact one. Every term is a double times a power of two, as its
// row alone gives it; terms add up without rounding, whatever their sizes, and a sum is rounded
// once, where a double is made of it. So no result depends on the order of the rows, on how they
// are cut into blocks, threads, processes and files, or on a common power of two in the weights.
// cli/assembly/limbs.ts, narrow.ts and pairs.ts add the same way, for most rows and faster.

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

/**
 * Limbs of 32 bits from 2^lowest on: the square of the product of any two doubles has its place.
 */
const lowest = -4544;
const limbCount = 288;

/**
 * So many terms may be added until limbs have to be carried over: each is below 2^32 and has 53
 * bits.
 */
const mostTerms = 2 ** 20;

/** The first half of a number's bits, as Dekker has it. */
function upperHalf(x: number): number {
  const c = (2 ** 27 + 1) * x;
  return c - (c - x);
}

/** A sum that terms are added to, faster than to an `Exact`. */
export class ExactSum {
  readonly #limbs = new Float64Array(limbCount);
  #terms = 0;
  /** The limbs that are in use. */
  #low = limbCount;
  #high = 0;

  /** Adds a finite double times 2^exponent. */
  add(x: number, exponent = 0): void {
    if (x === 0) return;
    double[0] = x;
    const [low, top] = [words[0]!, words[1]!];
    const biased = (top >>> 20) & 0x7ff;
    const high = (top & 0xfffff) | (biased === 0 ? 0 : 0x100000);
    const place = (biased || 1) - 1075 + exponent - lowest;
    const [at, shift] = [place >> 5, place & 31];
    const sign = top >>> 31 ? -1 : 1;
    const limbs = this.#limbs;
    if (shift === 0) {
      limbs[at]! += sign * low;
      limbs[at + 1]! += sign * high;
    } else {
      limbs[at]! += sign * ((low << shift) >>> 0);
      limbs[at + 1]! += sign * (((low >>> (32 - shift)) | (high << shift)) >>> 0);
      limbs[at + 2]! += sign * (high >>> (32 - shift));
    }
    if (at < this.#low) this.#low = at;
    if (at + 2 > this.#high) this.#high = at + 2;
    this.#terms += 1;
    if (this.#terms === mostTerms) this.#carry();
  }

  /**
   * Adds the product of two numbers, times 2^exponent: no bit is lost of numbers whose size is 0 or
   * between 2^−400 and 2^400.
   */
  addProduct(a: number, b: number, exponent: number): void {
    const rounded = a * b;
    const [a0, b0] = [upperHalf(a), upperHalf(b)];
    const [a1, b1] = [a - a0, b - b0];
    this.add(rounded, exponent);
    this.add(a1 * b1 - (rounded - a0 * b0 - a1 * b0 - a0 * b1), exponent);
  }

  /** Adds what another one has. */
  merge(other: ExactSum): void {
    other.#carry();
    this.#carry();
    for (let i = other.#low; i <= other.#high; i++) this.#limbs[i]! += other.#limbs[i]!;
    this.#low = Math.min(this.#low, other.#low);
    this.#high = Math.max(this.#high, other.#high);
    this.#carry();
  }

  clear(): void {
    if (this.#high > 0) this.#limbs.fill(0, this.#low, this.#high + 1);
    [this.#terms, this.#low, this.#high] = [0, limbCount, 0];
  }

  /** Leaves less than 2^32 in each limb but the last. */
  #carry(): void {
    this.#terms = 0;
    if (this.#high === 0) return;
    const limbs = this.#limbs;
    for (let i = this.#low; i < this.#high; i++) {
      const over = Math.floor(limbs[i]! / 2 ** 32);
      limbs[i]! -= over * 2 ** 32;
      limbs[i + 1]! += over;
    }
    const last = limbs[this.#high]!;
    if (Math.abs(last) < 2 ** 32) return;
    limbs[this.#high + 1] = Math.floor(last / 2 ** 32);
    limbs[this.#high]! -= limbs[this.#high + 1]! * 2 ** 32;
    this.#high += 1;
  }

  /** The sum times 2^−exponent, rounded once. */
  round(exponent = 0): number {
    this.#carry();
    let top = this.#high;
    const limbs = this.#limbs;
    while (top > this.#low && limbs[top] === 0) top -= 1;
    // Below 0 the first limb says so, and the others are from 0 on.
    if (top - 2 < this.#low || limbs[top]! < 0) return toNumber(this.value, exponent);
    let rest = limbs[top - 2]!;
    for (let i = top - 3; i >= this.#low; i--) if (limbs[i] !== 0) rest = (rest | 1) >>> 0;
    // Two exact numbers, in the last of whose bits what lies below has left its trace: one
    // rounding.
    const [upper, lower] = [limbs[top - 1]! >>> 16, limbs[top - 1]! & 0xffff];
    return scale(
      limbs[top]! * 2 ** 64 + upper * 2 ** 48 + (lower * 2 ** 32 + rest),
      lowest + 32 * (top - 2) - exponent,
    );
  }

  get value(): Exact {
    if (this.#high === 0) return zero;
    let m = 0n;
    for (let i = this.#high; i >= this.#low; i--) m = (m << 32n) + BigInt(this.#limbs[i]!);
    return m === 0n ? zero : { m, e: lowest + 32 * this.#low };
  }
}
