// An exact sum that terms are added to one by one, faster than to an `Exact`.

import { type Exact, scale, toNumber, zero } from "./exact.js";

const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);

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

export class RunningSum {
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
  merge(other: RunningSum): void {
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
