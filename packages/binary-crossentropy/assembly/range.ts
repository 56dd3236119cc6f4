// Whether numbers are in a range: what `validate` asks of labels and predictions.

import { splat } from "./lanes";

/** Whether all numbers are in [lowest, highest], and so none is NaN. */
// @ts-ignore: decorator
@inline
export function areWithin<T>(count: i32, x: usize, lowest: f64, highest: f64): bool {
  const least = splat<T>(lowest);
  const most = splat<T>(highest);
  const end = x + (count as usize) * sizeof<T>();
  let are = v128.not(splat<T>(0));
  for (; x + 64 <= end; x += 64) {
    const first = v128.and(isWithin<T>(v128.load(x), least, most), isWithin<T>(v128.load(x, 16), least, most));
    const last = v128.and(isWithin<T>(v128.load(x, 32), least, most), isWithin<T>(v128.load(x, 48), least, most));
    are = v128.and(are, v128.and(first, last));
  }
  for (; x + 16 <= end; x += 16) are = v128.and(are, isWithin<T>(v128.load(x), least, most));
  for (; x < end; x += sizeof<T>()) are = v128.and(are, isWithin<T>(v128.load_splat<T>(x), least, most));
  return !v128.any_true(v128.not(are));
}

// @ts-ignore: decorator
@inline
function isWithin<T>(x: v128, least: v128, most: v128): v128 {
  return v128.and(v128.ge<T>(x, least), v128.le<T>(x, most));
}
