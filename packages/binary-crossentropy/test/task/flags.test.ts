// Masks of bytes: 0 and 1 are flags, wherever they stand, and no other.

import { expect, test } from "vitest";
import { areFlags, isBytes } from "../../src/task/flags.js";

test("of bytes, 0 and 1 are flags, and no other", () => {
  for (let value = 0; value < 256; value++)
    for (let at = 0; at < 9; at++) {
      const bytes = Uint8Array.of(1, 0, 1, 1, 0, 0, 1, 0, 1);
      bytes[at] = value;
      expect(areFlags(bytes, 0, 9)).toBe(value < 2);
    }
});

test("of many bytes each one is looked at, wherever they begin in memory", () => {
  const around = 3;
  for (let offset = 0; offset < 8; offset++)
    for (const count of [128, 129, 130, 131, 141, 200]) {
      // What lies before and behind the bytes in question is no flag.
      const bytes = new Uint8Array(new ArrayBuffer(offset + count + 2 * around), offset).fill(7);
      const [from, to] = [around, around + count];
      bytes.fill(1, from, to);
      expect(areFlags(bytes, from, to)).toBe(true);
      for (let at = from; at < to; at++) {
        bytes[at] = 2 << (at % 7);
        expect(areFlags(bytes, from, to)).toBe(false);
        bytes[at] = at % 2;
      }
    }
});

test("arrays of other kinds are none of bytes", () => {
  expect(isBytes(new Float64Array(1))).toBe(false);
  expect(isBytes(new Int8Array(1))).toBe(false);
  expect(isBytes(new Uint8Array(1))).toBe(true);
});
