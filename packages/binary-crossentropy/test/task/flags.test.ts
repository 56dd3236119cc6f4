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

test("arrays of other kinds are none of bytes", () => {
  expect(isBytes(new Float64Array(1))).toBe(false);
  expect(isBytes(new Int8Array(1))).toBe(false);
  expect(isBytes(new Uint8Array(1))).toBe(true);
});
