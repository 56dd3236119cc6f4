// Which elements are kept: a byte for each, 0 or 1.

import { splat } from "./lanes";

/** Elements before the last eight of so many, or before what is left of eight. */
// @ts-ignore: decorator
@inline
export function beforeLast(elements: i32): i32 {
  return (elements - 1) & ~7;
}

/** The bits of the first bytes of eight that count, of those that {@link beforeLast} leaves. */
// @ts-ignore: decorator
@inline
export function bitsOfLast(elements: i32): u64 {
  return (0x0101010101010101 as u64) >> (8 * ((-elements) & 7));
}

/** Number of elements kept, `before` and in `last`. Seven bytes more may be read. */
// @ts-ignore: decorator
@inline
export function keptIn(before: i32, last: u64, kept: usize): i32 {
  // Up to eight elements, which are the most frequent, a loop would cost more than it does.
  if (before == 0) return popcnt(load<u64>(kept) & last) as i32;
  let sum: i64 = 0;
  for (const end = kept + before; kept < end; kept += 8) sum += popcnt(load<u64>(kept));
  return (sum + popcnt(load<u64>(kept) & last)) as i32;
}

/** Number of elements kept, of `count` on from an address. Seven bytes more may be read. */
export function countKept(count: i32, kept: usize): i32 {
  return count == 0 ? 0 : keptIn(beforeLast(count), bitsOfLast(count), kept);
}

/** Number of cells of so many elements of which any is kept. */
export function countCells(cells: i32, elements: i32, kept: usize): i32 {
  const before = beforeLast(elements);
  const last = bitsOfLast(elements);
  let sum = 0;
  // As in keptIn, but asked once.
  if (before == 0) {
    for (let cell = 0; cell < cells; cell++, kept += elements) sum += i32((load<u64>(kept) & last) != 0);
    return sum;
  }
  for (let cell = 0; cell < cells; cell++, kept += elements) sum += i32(keptIn(before, last, kept) != 0);
  return sum;
}

/** Lanes whose label is to be kept: all but `ignored`, or all but NaN. */
// @ts-ignore: decorator
@inline
function keptLanes<T>(at: usize, ignored: v128, isNone: bool): v128 {
  const labels = v128.load(at);
  return isNone ? v128.eq<T>(labels, labels) : v128.ne<T>(labels, ignored);
}

/** The same of four labels, each a lane of 32 bits. */
// @ts-ignore: decorator
@inline
function keptWords<T>(at: usize, ignored: v128, isNone: bool): v128 {
  const first = keptLanes<T>(at, ignored, isNone);
  if (sizeof<T>() == 4) return first;
  const last = keptLanes<T>(at + 16, ignored, isNone);
  return i8x16.shuffle(first, last, 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27);
}

/** Clears `kept` in whole sixteens where the label is to be ignored. */
// @ts-ignore: decorator
@inline
function ignoreSixteens<T>(count: i32, y: usize, ignored: v128, kept: usize, isNone: bool): void {
  for (let i = 0; i < count; i += 16) {
    const at = y + (i as usize) * sizeof<T>();
    const first = i16x8.narrow_i32x4_s(
      keptWords<T>(at, ignored, isNone), keptWords<T>(at + 4 * sizeof<T>(), ignored, isNone),
    );
    const last = i16x8.narrow_i32x4_s(
      keptWords<T>(at + 8 * sizeof<T>(), ignored, isNone), keptWords<T>(at + 12 * sizeof<T>(), ignored, isNone),
    );
    v128.store(kept + i, v128.and(v128.load(kept + i), i8x16.narrow_i16x8_s(first, last)));
  }
}

/** Clears `kept` where the label is the one to be ignored, or NaN if that is. */
// @ts-ignore: decorator
@inline
export function ignoreLabels<T>(count: i32, y: usize, label: f64, kept: usize): void {
  const isNone = label != label;
  const ignored = splat<T>(label);
  const whole = count & ~15;
  if (isNone) ignoreSixteens<T>(whole, y, ignored, kept, true);
  else ignoreSixteens<T>(whole, y, ignored, kept, false);
  for (let i = whole; i < count; i++) {
    const given = load<T>(y + (i as usize) * sizeof<T>());
    if (isNone ? given != given : given == <T>label) store<u8>(kept + i, 0);
  }
}
