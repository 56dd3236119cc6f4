// Tensors with a `type`, as ONNX Runtime has it: what each type reads, and which are refused.

import { anything, failure } from "@binary-crossentropy/test/failure";
import { BinaryCrossentropy, toNested, ValueError } from "binary-crossentropy";
import { describe, expect, test } from "vitest";

const bce = new BinaryCrossentropy();

describe("tensors with a type", () => {
  const half = Uint16Array.of(0x3a00, 0x3400);
  const value = (yPred: unknown) => bce([[1], [0]], anything(yPred));
  const expected = value([[0.75], [0.25]]);

  test("are read as their type says", () => {
    expect(value({ type: "float16", dims: [2, 1], data: half })).toBe(expected);
    expect(value({ type: "bfloat16", dims: [2, 1], data: Uint16Array.of(0x3f40, 0x3e80) })).toBe(
      expected,
    );
    expect(value({ type: "float32", dims: [2, 1], data: Float32Array.of(0.75, 0.25) })).toBe(
      expected,
    );
    expect(value({ type: "float64", dims: [2, 1], data: [0.75, 0.25] })).toBe(
      value({ data: Float64Array.of(0.75, 0.25), shape: [2, 1] }),
    );
    const integers = {
      int8: Int8Array,
      uint8: Uint8Array,
      int16: Int16Array,
      uint16: Uint16Array,
      int32: Int32Array,
      uint32: Uint32Array,
    };
    for (const [type, Kind] of Object.entries({ ...integers, bool: Uint8Array })) {
      expect(bce(anything({ type, dims: [2, 1], data: Kind.of(1, 0) }), [[0.75], [0.25]])).toBe(
        expected,
      );
    }
  });

  test("halves of every kind: subnormal, infinite, NaN, with strides and as weights", () => {
    const read = (type: string, ...bits: number[]) =>
      toNested(anything({ type, dims: [bits.length], data: Uint16Array.from(bits) }));
    expect(
      read(
        "float16",
        0,
        0x8000,
        1,
        0x03ff,
        0x0400,
        0x3c00,
        0x3555,
        0xc000,
        0x7bff,
        0x7c00,
        0xfc00,
        0x7e00,
      ),
    ).toEqual([
      0,
      -0,
      2 ** -24,
      1023 * 2 ** -24,
      2 ** -14,
      1,
      0.333251953125,
      -2,
      65504,
      Infinity,
      -Infinity,
      NaN,
    ]);
    expect(read("bfloat16", 0x3f80, 0x8000, 0x7f80, 0xff80, 0x7fc0, 0x0001)).toEqual([
      1,
      -0,
      Infinity,
      -Infinity,
      NaN,
      2 ** -133,
    ]);
    expect(
      toNested(anything({ type: "float16", shape: [2], strides: [-1], offset: 1, data: half })),
    ).toEqual([0.25, 0.75]);
    expect(
      bce(
        [[1], [0]],
        [[0.75], [0.25]],
        anything({ type: "float16", dims: [2], data: Uint16Array.of(0x3c00, 0) }),
      ),
    ).toBe(bce([[1], [0]], [[0.75], [0.25]], [1, 0]));
  });

  test("that contradicts the array, or is not known, are refused", () => {
    const types =
      "float32, float64, float16, bfloat16, int8, uint8, int16, uint16, int32, uint32, bool";
    const cases: [string, unknown, string][] = [
      [
        "float32",
        half,
        "yPred.data must be a Float32Array for the type float32, got Uint16Array [14848, 13312].",
      ],
      [
        "float16",
        Float32Array.of(1, 0),
        "yPred.data must be a Uint16Array or a Float16Array for the type float16, got Float32Array [1, 0].",
      ],
      [
        "float16",
        [0.75, 0.25],
        "yPred.data must be a Uint16Array or a Float16Array for the type float16, got [0.75, 0.25].",
      ],
      [
        "bool",
        Int8Array.of(1, 0),
        "yPred.data must be a Uint8Array for the type bool, got Int8Array [1, 0].",
      ],
      [
        "int64",
        BigInt64Array.of(1n),
        `yPred.type must be one of ${types}, got "int64". Convert BigInts with Number() first.`,
      ],
      [
        "uint64",
        [1, 0],
        `yPred.type must be one of ${types}, got "uint64". Convert BigInts with Number() first.`,
      ],
      ["string", ["a", "b"], `yPred.type must be one of ${types}, got "string".`],
    ];
    for (const [type, data, message] of cases) {
      expect(failure(() => value({ type, dims: [2, 1], data }))).toBe(
        `ValueError: BinaryCrossentropy: ${message}`,
      );
    }
    expect(() => value({ type: 1, dims: [2, 1], data: [1, 0] })).toThrow(ValueError);
  });
});
