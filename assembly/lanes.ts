// The lanes of a vector, whatever their type: T is f32 or f64 everywhere in this folder, and is known when compiled.

import { Bits, bits } from "./constants";

/** Lanes of a vector. */
// @ts-ignore: decorator
@inline
export function lanes<T>(): i32 {
  return 16 / sizeof<T>();
}

/** a · b + c, rounded once in the relaxed build (where the machine has FMA) and twice in the plain one. */
// @ts-ignore: decorator
@inline
export function madd<T>(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return v128.relaxed_madd<T>(a, b, c);
  return v128.add<T>(v128.mul<T>(a, b), c);
}

/** c − a · b, rounded as {@link madd} is. */
// @ts-ignore: decorator
@inline
export function nmadd<T>(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return v128.relaxed_nmadd<T>(a, b, c);
  return v128.sub<T>(c, v128.mul<T>(a, b));
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

/** Where the mask is set a, else b. */
// @ts-ignore: decorator
@inline
export function select(a: v128, b: v128, mask: v128): v128 {
  return v128.bitselect(a, b, mask);
}

/** a where the mask is clear, and +0 where it is set. */
// @ts-ignore: decorator
@inline
export function unless(a: v128, mask: v128): v128 {
  return v128.andnot(a, mask);
}

/** Integer addition, lane by lane: what scales by powers of two. */
// @ts-ignore: decorator
@inline
export function addBits<T>(a: v128, b: v128): v128 {
  return sizeof<T>() == 4 ? i32x4.add(a, b) : i64x2.add(a, b);
}

// @ts-ignore: decorator
@inline
export function subBits<T>(a: v128, b: v128): v128 {
  return sizeof<T>() == 4 ? i32x4.sub(a, b) : i64x2.sub(a, b);
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

/** Multiplies four vectors in memory by these and the scale, which come together first: each result may be tiny. */
export function scaleFour<T>(at: usize, scale: v128, a: v128, b: v128, c: v128, d: v128): void {
  v128.store(at, v128.mul<T>(v128.mul<T>(scale, a), v128.load(at)));
  v128.store(at, v128.mul<T>(v128.mul<T>(scale, b), v128.load(at, 16)), 16);
  v128.store(at, v128.mul<T>(v128.mul<T>(scale, c), v128.load(at, 32)), 32);
  v128.store(at, v128.mul<T>(v128.mul<T>(scale, d), v128.load(at, 48)), 48);
}

/** The products, in double precision, added up into two. */
// @ts-ignore: decorator
@inline
export function sumOfProducts<T>(a: v128, b: v128): v128 {
  const first = f64x2.mul(low<T>(a), low<T>(b));
  return sizeof<T>() == 4 ? f64x2.add(first, f64x2.mul(high(a), high(b))) : first;
}

/** Whether one of two vectors has numbers so small, and not 0, that a product of them may be subnormal. */
// @ts-ignore: decorator
@inline
export function isAnyFaint<T>(a: v128, b: v128): bool {
  const limit = splat<T>(sizeof<T>() == 4 ? 7.888609052210118e-31 : 1.1830521861667747e-271);
  const zero = splat<T>(0);
  const first = v128.and(v128.lt<T>(magnitude<T>(a), limit), v128.ne<T>(a, zero));
  return v128.any_true(v128.or(first, v128.and(v128.lt<T>(magnitude<T>(b), limit), v128.ne<T>(b, zero))));
}

/** Not where it is 0, or so that a product with a scale from 2^−60 to 2^60 is a normal number. */
// @ts-ignore: decorator
@inline
function isWild<T>(w: v128): v128 {
  const limit = sizeof<T>() == 4 ? 1152921504606846976.0 : 8.452712498170644e270;
  const size = magnitude<T>(w);
  const isWithin = v128.and(v128.ge<T>(size, splat<T>(1 / limit)), v128.le<T>(size, splat<T>(limit)));
  return v128.not(v128.or(isWithin, v128.eq<T>(size, splat<T>(0))));
}

/** Whether none of them is wild. */
// @ts-ignore: decorator
@inline
export function areTame<T>(w: v128): bool {
  return !v128.any_true(isWild<T>(w));
}

/** The same of whole vectors in memory. */
export function areAllTame<T>(count: i32, w: usize): bool {
  let wild = v128.splat<T>(0);
  for (let i = 0; i < count; i += lanes<T>()) wild = v128.or(wild, isWild<T>(v128.load(w + (i as usize) * sizeof<T>())));
  return !v128.any_true(wild);
}

/** Whether one of four vectors of weights is infinite or NaN. */
// @ts-ignore: decorator
@inline
export function anyInfinite<T>(w: usize): bool {
  const last = splat<T>(sizeof<T>() == 4 ? 3.4028234663852886e38 : 1.7976931348623157e308);
  return anyBeyond<T>(
    magnitude<T>(v128.load(w)), magnitude<T>(v128.load(w, 16)), magnitude<T>(v128.load(w, 32)), magnitude<T>(v128.load(w, 48)), last,
  );
}
