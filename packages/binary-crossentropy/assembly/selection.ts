// Which elements are kept: a byte for each, 0 or 1.

import { lanes, splat } from "./lanes";

/** Number of elements kept, of `count` on from an address. Seven bytes more may be read. */
// @ts-ignore: decorator
@inline
export function keptAmong(count: i32, kept: usize): i32 {
  let sum: i64 = 0;
  let i = 0;
  for (; i + 8 <= count; i += 8) sum += popcnt(load<u64>(kept + i));
  if (i < count) sum += popcnt(load<u64>(kept + i) & ((1 << (8 * (count - i)) as u64) - 1));
  return sum as i32;
}

export function countKept(count: i32, kept: usize): i32 {
  return keptAmong(count, kept);
}

/** Number of cells of so many elements of which any is kept. */
export function countCells(cells: i32, elements: i32, kept: usize): i32 {
  let sum = 0;
  for (let cell = 0; cell < cells; cell++, kept += elements) sum += i32(keptAmong(elements, kept) != 0);
  return sum;
}

/** Clears `kept` where the label is the one to be ignored, or NaN if that is. */
// @ts-ignore: decorator
@inline
export function ignoreLabels<T>(count: i32, y: usize, label: f64, kept: usize): void {
  const isNone = label != label;
  const ignored = splat<T>(label);
  const whole = count & ~3;
  for (let i = 0; i < whole; i += 4) {
    const at = y + (i as usize) * sizeof<T>();
    let words: v128;
    const first = v128.load(at);
    if (sizeof<T>() == 4) words = isNone ? f32x4.eq(first, first) : f32x4.ne(first, ignored);
    else {
      const last = v128.load(at, 16);
      const a = isNone ? f64x2.eq(first, first) : f64x2.ne(first, ignored);
      const b = isNone ? f64x2.eq(last, last) : f64x2.ne(last, ignored);
      words = i8x16.shuffle(a, b, 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27);
    }
    const shorts = i16x8.narrow_i32x4_s(words, words);
    const bytes = i32x4.extract_lane(i8x16.narrow_i16x8_s(shorts, shorts), 0);
    store<i32>(kept + i, load<i32>(kept + i) & bytes);
  }
  for (let i = whole; i < count; i++) {
    const given = load<T>(y + (i as usize) * sizeof<T>());
    if (isNone ? given != given : given == <T>label) store<u8>(kept + i, 0);
  }
}
