// Quick checks never miss a value that is not sound, wherever it stands, and pass what most data
// holds.

import { describe, expect, test } from "vitest";
import {
  areFlags,
  areNumbers,
  areProbabilities,
  bitsOfBytes,
  bitsOfFloat32,
  type IsSound,
} from "../../src/task/sound-bits.js";

const justAbove1 = 1 + 2 ** -23;
const smallest = 2 ** -149;
const largest = 3.4028234663852886e38;

/** The answer with the value at each place of an array of each length, among sound ones. */
function everywhere(isSound: IsSound, bitsOf: typeof bitsOfFloat32, values: Float32Array) {
  const answers = new Set<boolean>();
  for (let length = 1; length < 11; length++)
    for (let at = 0; at < length; at++) {
      const data = new Float32Array(length + 2).fill(NaN);
      data.fill(1, 1, length + 1);
      data.set(values, at + 1);
      answers.add(isSound(bitsOf(data)!, 1, length + 1));
    }
  return [...answers];
}

describe("probabilities", () => {
  test.each([0, 1, 0.5, smallest, 1 - 2 ** -24])("%s is one", (x) => {
    expect(everywhere(areProbabilities, bitsOfFloat32, Float32Array.of(x))).toEqual([true]);
  });

  test.each([justAbove1, 2, largest, Infinity, -smallest, -1, -Infinity, NaN])(
    "%s is none",
    (x) => {
      expect(everywhere(areProbabilities, bitsOfFloat32, Float32Array.of(x))).toEqual([false]);
    },
  );
});

describe("logits", () => {
  test.each([0, -0, largest, -largest, Infinity, -Infinity, smallest])("%s is one", (x) => {
    expect(everywhere(areNumbers, bitsOfFloat32, Float32Array.of(x))).toEqual([true]);
  });

  test.each([
    ["NaN", Int32Array.of(0x7fc00000)],
    ["NaN with a sign", Int32Array.of(-1)],
    ["the smallest NaN", Int32Array.of(0x7f800001)],
  ])("%s is none", (_, bits) => {
    const values = new Float32Array(bits.buffer);
    expect(everywhere(areNumbers, bitsOfFloat32, values)).toEqual([false]);
    expect(everywhere(areProbabilities, bitsOfFloat32, values)).toEqual([false]);
  });
});

test("of bytes, 0 and 1 are flags, and no other", () => {
  for (let value = 0; value < 256; value++)
    for (let at = 0; at < 9; at++) {
      const bytes = Uint8Array.of(1, 0, 1, 1, 0, 0, 1, 0, 1);
      bytes[at] = value;
      expect(areFlags(bitsOfBytes(bytes)!, 0, 9)).toBe(value < 2);
    }
});

test("arrays of other kinds have no such bits", () => {
  expect(bitsOfFloat32(new Float64Array(1))).toBeUndefined();
  expect(bitsOfBytes(new Int8Array(1))).toBeUndefined();
});
