// Small numbers as multiples of a power of two, two at a time.

/** 1.5 · 2^52 · 2^e: added to a small number and taken away again, it leaves multiples of 2^e. */
// @ts-ignore: decorator
@inline
export function rounder(e: i32): f64 {
  return reinterpret<f64>((<u64>(1023 + 52 + e) << 52) | (<u64>1 << 51));
}

/** The nearest multiples of 2^e. */
// @ts-ignore: decorator
@inline
export function roundTo(x: v128, e: i32): v128 {
  const r = f64x2.splat(rounder(e));
  return f64x2.sub(f64x2.add(x, r), r);
}

/** How many times 2^e these are, as integers. */
// @ts-ignore: decorator
@inline
export function wordOf(x: v128, e: i32): v128 {
  const r = f64x2.splat(rounder(e));
  return i64x2.sub(f64x2.add(x, r), r);
}
