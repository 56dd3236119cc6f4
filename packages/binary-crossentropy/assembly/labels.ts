// Labels that come as bytes, turned into floats a block at a time: an element then moves 5 bytes
// from memory, not 8.

import { lanes } from "./lanes";

/**
 * Four bytes, or two, as floats. At the end of the labels bytes beyond them are read, and written
 * beyond the end of `to`.
 */
// @ts-ignore: decorator
@inline
export function floatsOfBytes<T>(count: i32, from: usize, to: usize): void {
  let i = 0;
  if (sizeof<T>() == 4) {
    for (; i + 8 <= count; i += 8) {
      const shorts = v128.load8x8_u(from + i);
      const at = to + ((i as usize) << 2);
      v128.store(at, f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(shorts)));
      v128.store(at, f32x4.convert_i32x4_u(i32x4.extend_high_i16x8_u(shorts)), 16);
    }
  }
  for (; i < count; i += lanes<T>()) {
    const words = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(from + i)));
    const at = to + (i as usize) * sizeof<T>();
    v128.store(at, sizeof<T>() == 4 ? f32x4.convert_i32x4_u(words) : f64x2.convert_low_i32x4_u(words));
  }
}
