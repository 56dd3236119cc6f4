// What ranks are about to call, as the numbers that they compare.

import { failure } from "@binary-crossentropy/test/failure";
import { describe, expect, test } from "vitest";
import {
  decodeCall,
  describeCall,
  describeCalls,
  encodeAllReduce,
  encodeCall,
} from "../../dist/mpi/call-code.js";

describe("the code of a call", () => {
  test("differs for all that may differ, and is an integer that a double holds", () => {
    const codes = [
      encodeCall("allReduce", new Float32Array(31)),
      encodeCall("allReduce", new Float64Array(31)),
      encodeCall("allReduce", new Float32Array(32)),
      encodeCall("broadcast", new Float32Array(31)),
      encodeCall("broadcast", new Float32Array(31), 1),
      encodeCall("broadcast", new Uint8Array(31), 1),
      encodeCall("gather"),
      encodeCall("barrier"),
      encodeCall("end"),
    ];
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes.every(Number.isSafeInteger)).toBe(true);
    expect(codes.map(describeCall)).toEqual([
      "allReduce of 31 float32 numbers",
      "allReduce of 31 float64 numbers",
      "allReduce of 32 float32 numbers",
      "broadcast of 31 float32 numbers from replica 0",
      "broadcast of 31 float32 numbers from replica 1",
      "broadcast of 31 bytes from replica 1",
      "gather",
      "barrier",
      "the end of the program",
    ]);
  });

  test("tells sums from means, and refuses what would have the number of another call", () => {
    const array = new Float32Array(31);
    const codes = [
      encodeAllReduce(array, "sum"),
      encodeAllReduce(array, "mean"),
      encodeCall("barrier"),
    ];
    expect(codes[0]).toBe(encodeCall("allReduce", array));
    expect(describeCalls(codes)).toEqual([
      "allReduce of 31 float32 numbers (sum)",
      "allReduce of 31 float32 numbers (mean)",
      "barrier",
    ]);
    expect(failure(() => encodeCall("broadcast", { length: 2 ** 32 } as Float32Array))).toBe(
      "ValueError: MpiStrategy: an array must have fewer than 4294967296 elements, got 4294967296.",
    );
    expect(failure(() => encodeCall("broadcast", array, 65_536))).toBe(
      "ValueError: MpiStrategy: root must be less than 65536, got 65536.",
    );
  });

  test("keeps large lengths and roots", () => {
    const large = { length: 2 ** 32 - 1 } as Float32Array;
    expect(decodeCall(encodeCall("broadcast", large, 65_535))).toEqual({
      name: "broadcast",
      dtype: "float32",
      root: 65_535,
      length: 2 ** 32 - 1,
    });
  });
});
