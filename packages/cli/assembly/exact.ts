// Sums without rounding, as src/metrics/exact.ts defines them, for terms of ordinary size.
//
// A limbs' sum takes every finite double: words of 64 bits, 32 bits apart, the first one from
// 2^−1074 on, to which a term adds less than 2^32 each. A narrow sum takes what lies between 2^−24
// and 2^16 and is a multiple of 2^−76, in two words. A pair takes multiples of 2^−72 below 64, in
// two words that one vector adds to, multiples of 2^−30 and the rest.

/** Words of a limbs' sum. */
export const limbCount: i32 = 66;

/** The exponents of a double that a narrow sum takes, as their bits have them. */
export const leastExponent: u32 = 1023 - 24;
export const exponents: u32 = 40;

/** 2^−76, the unit of a narrow sum, and 2^64 of them. */
const unit: f64 = reinterpret<f64>(<u64>(1023 - 76) << 52);
const secondUnit: f64 = reinterpret<f64>(<u64>(1023 - 12) << 52);

/** 1.5 · 2^52 · 2^e: added to a small number and taken away again, it leaves multiples of 2^e. */
// @ts-ignore: decorator
@inline
function rounder(e: i32): f64 {
  return reinterpret<f64>((<u64>(1023 + 52 + e) << 52) | (<u64>1 << 51));
}

/** The units of the two words of a pair, and how much larger the first one's is. */
const pairUnit: i32 = -30;
const pairRest: i32 = -72;
const pairShift: i64 = 42;

/** Below this a number's first word has 36 bits. */
export const mostPaired: f64 = 64;

// @ts-ignore: decorator
@inline
function roundTo(x: v128, e: i32): v128 {
  const r = f64x2.splat(rounder(e));
  return f64x2.sub(f64x2.add(x, r), r);
}

/** The same multiples as integers. */
// @ts-ignore: decorator
@inline
function wordOf(x: v128, e: i32): v128 {
  const r = f64x2.splat(rounder(e));
  return i64x2.sub(f64x2.add(x, r), r);
}

/**
 * Writes the two words of each of two numbers, and tells in which lanes these are not all of it:
 * below 64 none may be lost.
 */
// @ts-ignore: decorator
@inline
export function storePairs(at: usize, x: v128): v128 {
  const first = wordOf(x, pairUnit);
  const rest = f64x2.sub(x, roundTo(x, pairUnit));
  const second = wordOf(rest, pairRest);
  v128.store(at, i64x2.shuffle(first, second, 0, 2));
  v128.store(at, i64x2.shuffle(first, second, 1, 3), 16);
  return v128.or(f64x2.ne(rest, roundTo(rest, pairRest)), f64x2.ge(x, f64x2.splat(mostPaired)));
}

// @ts-ignore: decorator
@inline
export function addToPair(at: usize, words: v128): void {
  v128.store(at, i64x2.add(v128.load(at), words));
}

/** Adds what a pair holds, from 0 on, to a narrow sum. */
export function addPairToNarrow(narrow: usize, pair: usize): void {
  const first = load<i64>(pair);
  const second = load<i64>(pair, 8);
  // A narrow sum counts 2^−76.
  addWords(narrow, first << (pairShift + 4), first >> (60 - pairShift));
  addWords(narrow, second << 4, second >> 60);
}

// @ts-ignore: decorator
@inline
function addWords(narrow: usize, low: i64, high: i64): void {
  const sum = load<u64>(narrow) + <u64>low;
  store<u64>(narrow, sum);
  addWord(narrow + 8, high + <i64>(sum < <u64>low));
}

/**
 * A sum over a block, of terms below 2^(e + 51), in vectors of integers: multiples of 2^e and of
 * 2^(e − 51). What `rounder` adds to each term is taken off at the end.
 */
// @ts-ignore: decorator
@inline
export function blockFirst(x: v128, e: i32): v128 {
  return f64x2.add(x, f64x2.splat(rounder(e)));
}

// @ts-ignore: decorator
@inline
export function blockRest(x: v128, first: v128, e: i32): v128 {
  return f64x2.sub(x, f64x2.sub(first, f64x2.splat(rounder(e))));
}

/** Adds the sum of `terms` terms in each lane, multiples of 2^e, to limbs. */
export function addBlock(limbs: usize, sum: v128, terms: i64, e: i32): void {
  addMultiple(limbs, i64x2.extract_lane(sum, 0) - terms * reinterpret<i64>(rounder(e)), e);
  addMultiple(limbs, i64x2.extract_lane(sum, 1) - terms * reinterpret<i64>(rounder(e)), e);
}

function addMultiple(limbs: usize, m: i64, e: i32): void {
  // Two doubles, each of which takes its half of the bits.
  const unit = reinterpret<f64>(<u64>(1023 + e) << 52);
  addToLimbs(limbs, <f64>(m >> 32) * 4294967296 * unit);
  addToLimbs(limbs, <f64>(m & 0xffffffff) * unit);
}

const mantissaMask: u64 = (1 << 52) - 1;
const limbMask: u64 = 0xffffffff;

// @ts-ignore: decorator
@inline
export function exponentOf(bits: u64): u32 {
  return <u32>(bits >> 52) & 0x7ff;
}

/** Whether a narrow sum takes it; not for 0. */
// @ts-ignore: decorator
@inline
export function isNarrow(x: f64): bool {
  return exponentOf(reinterpret<u64>(x)) - leastExponent < exponents;
}

// @ts-ignore: decorator
@inline
function addWord(at: usize, word: i64): void {
  store<i64>(at, load<i64>(at) + word);
}

/** Adds a finite double of either sign. */
// @ts-ignore: decorator
@inline
export function addToLimbs(at: usize, x: f64): void {
  const bits = reinterpret<u64>(x);
  const exponent = exponentOf(bits);
  const isNormal = exponent != 0;
  const m = (bits & mantissaMask) | (<u64>isNormal << 52);
  const place = exponent - <u32>isNormal;
  const shift = <u64>(place & 31);
  const word = at + (<usize>(place >> 5) << 3);
  // All bits set below 0: there −a is ~a + 1.
  const sign = <i64>bits >> 63;
  addWord(word, (<i64>((m << shift) & limbMask) ^ sign) - sign);
  addWord(word + 8, (<i64>((m >> (32 - shift)) & limbMask) ^ sign) - sign);
  addWord(word + 16, (<i64>((m >> 32) >> (32 - shift)) ^ sign) - sign);
}

/** Adds what a narrow sum takes, of which no bit lies below 2^−76, or 0. */
// @ts-ignore: decorator
@inline
export function addToNarrow(at: usize, x: f64): void {
  const bits = reinterpret<u64>(x);
  const m = (bits & mantissaMask) | (<u64>(x != 0) << 52);
  const shift = <u64>(exponentOf(bits) - leastExponent);
  const low = m << shift;
  const sum = load<u64>(at) + low;
  store<u64>(at, sum);
  addWord(at + 8, <i64>((m >> 1) >> (63 - shift)) + <i64>(sum < low));
}

/** What a narrow sum holds, from 0 on, rounded once. */
export function narrowValue(at: usize): f64 {
  const low = load<u64>(at);
  const high = load<u64>(at, 8);
  if (high == 0) return <f64>low * unit;
  // The first 64 bits; what is cut off leaves its trace in the last of them, which rounding sees.
  const shift = clz<u64>(high);
  const first = shift == 0 ? high : (high << shift) | (low >> (64 - shift));
  const trace = low << shift != 0;
  return <f64>(first | <u64>trace) * secondUnit * reinterpret<f64>((1023 - shift) << 52);
}

/** Carries over what words hold beyond 32 bits, so that 2^30 terms more have room. */
export function carryLimbs(at: usize): void {
  for (let i: i32 = 0; i < limbCount - 1; i++, at += 8) {
    const word = load<i64>(at);
    addWord(at + 8, word >> 32);
    store<u64>(at, <u64>word & limbMask);
  }
}
