// Nested arrays are read as their items are, whatever kinds of items lie beside one another, and
// each item is asked for once.

import { anything, failure } from "@binary-crossentropy/test/failure";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openTensor, readTensor, type Tensor } from "../../src/tensor/read-tensor.js";

const read = (value: unknown) => readTensor("test", "a", value);
const numbersOf = ({ data }: Pick<Tensor, "data">) => Array.from(data as Float64Array);

const items = {
  bytes: fc.integer({ min: 0, max: 255 }),
  labels: fc.constantFrom(0, 1),
  booleans: fc.boolean(),
  doubles: fc.double(),
  edges: fc.constantFrom(-0, -1, 255, 256, 0.5, NaN, Infinity, 1e300),
  any: fc.oneof(fc.integer({ min: 0, max: 255 }), fc.boolean(), fc.double()),
};

/** Rows of one length, each of items of one kind or of several. */
const rows = fc.integer({ min: 0, max: 20 }).chain((width) => {
  const rowsOf = Object.values(items).map((item) =>
    fc.array<number | boolean>(item, { minLength: width, maxLength: width }),
  );
  const alike = rowsOf.map((row) => fc.array(row, { minLength: 1, maxLength: 9 }));
  return fc.oneof(...alike, fc.array(fc.oneof(...rowsOf), { minLength: 1, maxLength: 9 }));
});

describe("items", () => {
  test("of every kind, in every order, are read as they are", () => {
    fc.assert(
      fc.property(rows, (nested) => {
        const flat = nested.flat();
        const numbers = flat.map(Number);
        expect(numbersOf(read(flat))).toEqual(numbers);
        expect(numbersOf(read(nested))).toEqual(numbers);
        expect(numbersOf(read([nested, nested]))).toEqual([...numbers, ...numbers]);
        expect(read(nested).shape).toEqual(
          nested[0]!.length ? [nested.length, nested[0]!.length] : [nested.length, 0],
        );
        const rounded = openTensor("test", "a", nested, "float32")();
        expect(numbersOf(rounded)).toEqual(numbers.map(Math.fround));
      }),
    );
  });

  test("that no byte holds may come after any number of bytes", () => {
    for (const odd of [-0, 256, 0.5, NaN, -1])
      for (const at of [0, 1, 7, 8, 9, 30]) {
        const flat = Array.from({ length: 31 }, (_, i) => (i === at ? odd : i % 2));
        expect(numbersOf(read(flat))).toEqual(flat);
        expect(numbersOf(read(flat.map((x) => [x])))).toEqual(flat);
      }
  });

  test("of typed rows lie beside those of plain rows", () => {
    const nested = [
      [0, 1],
      Uint8Array.of(1, 0),
      Float32Array.of(0.1, 1),
      Float32Array.of(1, 0.1),
      [true, 0.1],
    ];
    const { data, storedAs } = read(nested);
    expect(numbersOf({ data })).toEqual([
      0,
      1,
      1,
      0,
      Math.fround(0.1),
      1,
      1,
      Math.fround(0.1),
      1,
      0.1,
    ]);
    expect(storedAs).toEqual([
      { from: 2, to: 4, as: "Uint8Array" },
      { from: 4, to: 8, as: "Float32Array" },
    ]);
  });

  test("of any other kind are refused where they are", () => {
    for (const at of [0, 1, 7, 8, 9, 30])
      for (const good of [0, 0.5, true]) {
        const flat: unknown[] = Array.from({ length: 31 }, () => good);
        flat[at] = "1";
        expect(failure(() => read(flat))).toBe(
          `ValueError: test: a must hold numbers or booleans, got "1" at [${at}].`,
        );
        expect(failure(() => read(flat.map((x) => [good, x])))).toBe(
          `ValueError: test: a must hold numbers or booleans, got "1" at [${at}, 1].`,
        );
        if (at === 0) continue;
        flat[at] = [1];
        expect(failure(() => read([flat, flat]))).toBe(
          `ShapeError: test: a must have rows of equal length, got a row of length 1 at [0, ${at}] beside numbers.`,
        );
      }
  });
});

describe("the caller's code", () => {
  test("a getter is asked for an item once", () => {
    for (const at of [1, 5, 12]) {
      let asked = 0;
      const row = Object.defineProperty([...Array(16).keys()], at, {
        get: () => (++asked === 1 ? 0.5 : "again"),
      });
      expect(read(row).data[at]).toBe(0.5);
      asked = 0;
      expect(read([row]).data[at]).toBe(0.5);
    }
  });

  test("an array that becomes shorter while it is read has holes", () => {
    for (const first of [0, 0.5, true]) {
      const row: unknown[] = Array.from({ length: 16 }, () => first);
      const get = () => {
        row.length = 12;
        return first;
      };
      Object.defineProperty(row, 10, { get, configurable: true });
      expect(failure(() => read([row, row]))).toBe(
        "ValueError: test: a must hold numbers or booleans, got undefined at [0, 12].",
      );
    }
  });

  test("an iterator, a species or a method of an array's own class does not run", () => {
    class Odd extends Array<number> {
      static override get [Symbol.species](): never {
        throw new Error("species");
      }
      override [Symbol.iterator](): never {
        throw new Error("iterator");
      }
      override slice(): never {
        throw new Error("slice");
      }
    }
    const odd = new Odd(0, 1, 0.5);
    expect(numbersOf(read(odd))).toEqual([0, 1, 0.5]);
    expect(numbersOf(read([odd, odd]))).toEqual([0, 1, 0.5, 0, 1, 0.5]);
  });

  test("a hole is none of the numbers on a polluted prototype", () => {
    // biome-ignore lint/suspicious/noSparseArray: a hole is what is tested.
    expect(failure(() => read([0.5, , 1]))).toMatch(/got undefined at \[1\]/);
    expect(failure(() => read(anything(new Array(40))))).toMatch(/got undefined at \[0\]/);
  });
});
