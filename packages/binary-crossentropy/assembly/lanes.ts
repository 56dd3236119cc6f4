// The lanes of a vector, whatever their type: T is f32 or f64 everywhere in this folder, and is
// known when compiled.

import { Bits, bits, Constant, constant } from "./constants";

export { addBits, madd, nmadd, select, subBits } from "./arithmetic";

/** Lanes of a vector. */
// @ts-ignore: decorator
@inline
export function lanes<T>(): i32 {
  return 16 / sizeof<T>();
}

/** |x|. */
// @ts-ignore: decorator
@inline
export function magnitude<T>(x: v128): v128 {
  return v128.and(x, bits<T>(Bits.Magnitude));
}

// @ts-ignore: decorator
@inline
export function splat<T>(x: f64): v128 {
  return v128.splat<T>(<T>x);
}

/** a where the mask is clear, and +0 where it is set. */
// @ts-ignore: decorator
@inline
export function unless(a: v128, mask: v128): v128 {
  return v128.andnot(a, mask);
}

/** The lanes' bits, moved up by the length of the mantissa: an integer becomes an exponent. */
// @ts-ignore: decorator
@inline
export function toExponent<T>(a: v128): v128 {
  return sizeof<T>() == 4 ? i32x4.shl(a, 23) : i64x2.shl(a, 52);
}

/** The first two lanes in double precision. */
// @ts-ignore: decorator
@inline
export function low<T>(a: v128): v128 {
  return sizeof<T>() == 4 ? f64x2.promote_low_f32x4(a) : a;
}

/** The last two lanes of four in double precision. */
// @ts-ignore: decorator
@inline
export function high(a: v128): v128 {
  return f64x2.promote_low_f32x4(i8x16.shuffle(a, a, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15));
}

/** Four lanes of two and two in double precision. */
// @ts-ignore: decorator
@inline
export function narrow(first: v128, last: v128): v128 {
  return i8x16.shuffle(
    f32x4.demote_f64x2_zero(first), f32x4.demote_f64x2_zero(last), 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23,
  );
}

// @ts-ignore: decorator
@inline
export function sumOfLanes(a: v128): f64 {
  return f64x2.extract_lane(a, 0) + f64x2.extract_lane(a, 1);
}

/** The lanes of a vector added up into two. */
// @ts-ignore: decorator
@inline
export function sumOf<T>(a: v128): v128 {
  return sizeof<T>() == 4 ? f64x2.add(low<T>(a), high(a)) : a;
}

/** Whether one of four vectors of magnitudes is beyond the limit, or NaN. */
// @ts-ignore: decorator
@inline
export function anyBeyond<T>(a: v128, b: v128, c: v128, d: v128, limit: v128): bool {
  // As integers magnitudes are in order, with NaN above all.
  if (sizeof<T>() == 4) return v128.any_true(i32x4.gt_s(i32x4.max_s(i32x4.max_s(a, b), i32x4.max_s(c, d)), limit));
  const near = v128.and(v128.and(f64x2.le(a, limit), f64x2.le(b, limit)), v128.and(f64x2.le(c, limit), f64x2.le(d, limit)));
  return v128.any_true(v128.not(near));
}

/** The factor of a vector of derivatives: the scale, times the weights there unless `w` is 0. */
// @ts-ignore: decorator
@inline
export function factorAt<T>(scale: v128, w: usize, at: usize): v128 {
  // Together first, since each derivative may be tiny.
  return w ? v128.mul<T>(scale, v128.load(w + at)) : scale;
}

/** The products, in double precision, added up into two. */
// @ts-ignore: decorator
@inline
export function sumOfProducts<T>(a: v128, b: v128): v128 {
  const first = f64x2.mul(low<T>(a), low<T>(b));
  return sizeof<T>() == 4 ? f64x2.add(first, f64x2.mul(high(a), high(b))) : first;
}

/** Lanes of numbers so small, and not 0, that a product of them may be subnormal. */
// @ts-ignore: decorator
@inline
export function faintLanes<T>(a: v128): v128 {
  const limit = splat<T>(sizeof<T>() == 4 ? 7.888609052210118e-31 : 1.1830521861667747e-271);
  return v128.and(v128.lt<T>(magnitude<T>(a), limit), v128.ne<T>(a, splat<T>(0)));
}

/**
 * Lanes of weights that are neither 0 nor such that a product with a scale from 2^−60 to 2^60 is a
 * normal number.
 */
// @ts-ignore: decorator
@inline
export function wildLanes<T>(w: v128): v128 {
  const size = magnitude<T>(w);
  const isWithin = v128.and(
    v128.ge<T>(size, constant<T>(Constant.SmallestWeight)), v128.le<T>(size, constant<T>(Constant.LargestWeight)),
  );
  return v128.not(v128.or(isWithin, v128.eq<T>(size, splat<T>(0))));
}

/** Whether whole vectors in memory have none of {@link wildLanes}. */
export function areAllTame<T>(count: i32, w: usize): bool {
  const zero = splat<T>(0);
  const largest = constant<T>(Constant.LargestWeight);
  let isWithin = v128.not(zero);
  let smallest = largest;
  for (let i = 0; i < count; i += lanes<T>()) {
    const size = magnitude<T>(v128.load(w + (i as usize) * sizeof<T>()));
    isWithin = v128.and(isWithin, v128.le<T>(size, largest));
    // A number with all bits set is NaN, which is no minimum.
    smallest = v128.pmin<T>(smallest, v128.or(size, v128.eq<T>(size, zero)));
  }
  isWithin = v128.and(isWithin, v128.ge<T>(smallest, constant<T>(Constant.SmallestWeight)));
  return !v128.any_true(v128.not(isWithin));
}

/** All bits of a lane where its byte is not 0. Four bytes are read. */
// @ts-ignore: decorator
@inline
export function keptMask<T>(at: usize): v128 {
  const shorts = i16x8.extend_low_i8x16_u(v128.load32_zero(at));
  const words = i32x4.extend_low_i16x8_u(shorts);
  if (sizeof<T>() == 4) return i32x4.ne(words, i32x4.splat(0));
  return i64x2.ne(i64x2.extend_low_i32x4_u(words), i64x2.splat(0));
}

/**
 * The same of the k-th of four vectors whose elements have their bytes from an address on: what the
 * four share is computed once. Loops ask for the four one by one, since no function returns four
 * vectors.
 */
// @ts-ignore: decorator
@inline
export function maskOfFour<T>(at: usize, k: i32): v128 {
  const bytes = sizeof<T>() == 4 ? v128.load(at) : v128.load64_zero(at);
  const shorts = sizeof<T>() == 4 && k > 1 ? i16x8.extend_high_i8x16_u(bytes) : i16x8.extend_low_i8x16_u(bytes);
  const isHigh = sizeof<T>() == 4 ? (k & 1) == 1 : k > 1;
  const words = isHigh ? i32x4.extend_high_i16x8_u(shorts) : i32x4.extend_low_i16x8_u(shorts);
  if (sizeof<T>() == 4) return i32x4.ne(words, i32x4.splat(0));
  const longs = (k & 1) == 1 ? i64x2.extend_high_i32x4_u(words) : i64x2.extend_low_i32x4_u(words);
  return i64x2.ne(longs, i64x2.splat(0));
}
