// Values as bytes: everything that JSON carries, infinities and NaN come back as they were.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  bytesOf,
  decodeText,
  encodeText,
  fromBytes,
  fromText,
  toBytes,
  toText,
} from "../../dist/bytes.js";

describe("a value as text", () => {
  test("is JSON, in which numbers without a JSON form are named", () => {
    expect(toText({ a: [1, "é", null, true] })).toBe('{"a":[1,"é",null,true]}');
    expect(toText([NaN, Infinity, -Infinity, null])).toBe(
      '[{"number":"NaN"},{"number":"Infinity"},{"number":"-Infinity"},null]',
    );
  });

  test("comes back as it was, named numbers of the caller's own too", () => {
    const lookalikes = [
      { number: "NaN" },
      { number: ["Infinity"] },
      { number: [["NaN"]] },
      { number: "12" },
      { number: ["NaN", 1] },
      { number: "NaN", more: 1 },
      { number: NaN },
      { number: { number: "NaN" } },
    ];
    expect(fromText(toText(lookalikes))).toEqual(lookalikes);
    expect(fromBytes(toBytes(lookalikes))).toEqual(lookalikes);
  });

  test("comes back as it was, whatever JSON carries", () => {
    const key = fc.oneof(fc.constant("number"), fc.string());
    const leaf = fc.oneof(
      fc.constantFrom("NaN", "Infinity", "-Infinity", null, NaN, Infinity, -Infinity),
      fc.boolean(),
      fc.string(),
      fc.integer(),
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 5 },
        leaf,
        fc.array(tie("value"), { maxLength: 3 }),
        fc.dictionary(key, tie("value"), { maxKeys: 3, noNullPrototype: true }),
      ),
    }));
    fc.assert(
      fc.property(value, (given) => {
        expect(fromBytes(toBytes(given))).toEqual(given);
      }),
      { numRuns: 2000 },
    );
  });

  test("is refused where JSON cannot carry it", () => {
    const cyclic: { self?: unknown } = {};
    cyclic.self = cyclic;
    for (const value of [undefined, () => 1, 1n, cyclic])
      expect(() => toText(value)).toThrow(TypeError);
  });
});

test("text is UTF-8, and the bytes of a typed array are its own", () => {
  expect(decodeText(encodeText("é€"))).toBe("é€");
  const array = Float32Array.of(1, 2, 3).subarray(1);
  expect(bytesOf(array)).toEqual(new Uint8Array(array.buffer, 4, 8));
});
