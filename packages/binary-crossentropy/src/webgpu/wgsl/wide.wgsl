// Numbers m 2^k, beyond the range of a float: src/semantics/products.ts has them too.
//
// WGSL may assume that no float is infinite or NaN, may give anything where one overflows, and may
// flush subnormal ones to 0. So floats are taken apart as bits, and only m, which is near 1 or is 0,
// is computed with. Infinity is 1 · 2^infinite and NaN is 1 · 2^none: products, quotients and sums
// of exponents then give what they should without being asked.

struct Wide {
  m: f32,
  k: i32,
}

const infinite = 0x10000;
const none = 0x1000000;
const signBit = 0x80000000u;
const infinityBits = 0x7f800000u;
const nanBits = 0x7fc00000u;
const oneBits = 0x3f800000u;

fn isNone(a: Wide) -> bool {
  return a.k >= none / 2;
}

fn isInfinite(a: Wide) -> bool {
  return a.k >= infinite / 2;
}

fn isZero(a: Wide) -> bool {
  return a.m == 0.0 && !isNone(a);
}

fn wideOf(bits: u32) -> Wide {
  let sign = bits & signBit;
  let size = bits & 0x7fffffffu;
  if (size == 0u) { return Wide(0.0, 0); }
  if (size > infinityBits) { return Wide(1.0, none); }
  let one = sign | oneBits;
  if (size == infinityBits) { return Wide(bitcast<f32>(one), infinite); }
  // A subnormal number has zeros where others have the leading 1.
  let shift = select(0u, countLeadingZeros(size) - 8u, size < 0x00800000u);
  let k = select(i32(size >> 23u), 1 - i32(shift), shift > 0u) - 127;
  return Wide(bitcast<f32>(one | ((size << shift) & 0x007fffffu)), k);
}

/** Of a float that is 0 or normal. */
fn wide(x: f32) -> Wide {
  return Wide(x, 0);
}

/** The nearest float, as bits, subnormal where it is one. */
fn bitsOf(a: Wide) -> u32 {
  if (isNone(a)) { return nanBits; }
  let bits = bitcast<u32>(a.m);
  let sign = bits & signBit;
  if (a.m == 0.0) { return sign; }
  let exponent = a.k + i32((bits >> 23u) & 0xffu);
  if (exponent > 254) { return sign | infinityBits; }
  let mantissa = bits & 0x007fffffu;
  if (exponent > 0) { return sign | (u32(exponent) << 23u) | mantissa; }
  if (exponent < -24) { return sign; }
  // Integers round here, to even at ties: a float might be flushed.
  let whole = mantissa | 0x00800000u;
  let shift = u32(1 - exponent);
  let half = (1u << (shift - 1u)) - 1u + ((whole >> shift) & 1u);
  return sign | ((whole + half) >> shift);
}

/** 2^k for k in [−126, 127]. */
fn powerOfTwo(k: i32) -> f32 {
  return bitcast<f32>(u32(k + 127) << 23u);
}

/** a b, where 0 · ∞ is 0. */
fn times(a: Wide, b: Wide) -> Wide {
  return Wide(a.m * b.m, a.k + b.k);
}

fn minus(a: Wide) -> Wide {
  return Wide(-a.m, a.k);
}

fn plus(a: Wide, b: Wide) -> Wide {
  if (isZero(a)) { return b; }
  if (isZero(b)) { return a; }
  let isLarger = a.k >= b.k;
  let distance = select(b.k - a.k, a.k - b.k, isLarger);
  let large = select(b.m, a.m, isLarger);
  let k = select(b.k, a.k, isLarger);
  // So far apart the smaller one is nothing beside the larger.
  if (distance > 100) { return Wide(large, k); }
  let small = select(a.m, b.m, isLarger);
  return Wide(large + small * powerOfTwo(-distance), k);
}

/** 1 − p, rounded once: nothing that is added to it later comes in before. */
fn restOf(p: Wide) -> Wide {
  let r = plus(wide(1.0), minus(p));
  return Wide(fixed(r.m), r.k);
}

/** (1 − p)² of p and r = 1 − p, rounded: r (r + 2 ((1 − r) − p)), which has the digits that r lost. */
fn restSquared(p: Wide, r: Wide) -> Wide {
  let lost = plus(restOf(r), minus(p));
  return times(r, plus(r, times(wide(2.0), lost)));
}

/** The first 12 bits. */
fn highOf(x: f32) -> f32 {
  return bitcast<f32>(bitcast<u32>(x) & 0xfffff000u);
}

/** v − q d of numbers near 1 where it is small: the products of halves are exact. */
fn remainder(v: f32, q: f32, d: f32) -> f32 {
  let qHigh = highOf(q);
  let qLow = fixed(q - qHigh);
  let dHigh = highOf(d);
  let dLow = fixed(d - dHigh);
  let first = fixed(v - fixed(qHigh * dHigh));
  let second = fixed(first - fixed(qHigh * dLow));
  return fixed(second - fixed(qLow * dHigh)) - qLow * dLow;
}

/** a / b; ∞ for b = 0, whatever its sign. */
fn ratio(a: Wide, b: Wide) -> Wide {
  if (isNone(b)) { return b; }
  if (b.m == 0.0) { return Wide(1.0, infinite); }
  // A quotient may be 2.5 ulp off, and this is not.
  let n = fixed(a.m);
  let d = fixed(b.m);
  let q = fixed(n / d);
  return Wide(q + remainder(n, q, d) / d, a.k - b.k);
}

fn inverse(a: Wide) -> Wide {
  return ratio(wide(1.0), a);
}
