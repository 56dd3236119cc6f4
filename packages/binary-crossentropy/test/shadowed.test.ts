// What a caller can shadow is not trusted: own properties and subclasses that answer for an array,
// code of the caller's that runs in the middle of a call, and what is written to the buffer that
// arrays of a kernel memory show. For each kernel.

import { anything, failure } from "@binary-crossentropy/test/failure";
import {
  BinaryCrossentropy,
  BinaryFocalCrossentropy,
  KernelMemory,
  Loss,
  type NdArray,
  type NumericArray,
  ValueError,
} from "binary-crossentropy";
import { describe, expect, test } from "vitest";
import { SharedKernelMemory } from "../src/threads/shared-kernel-memory.js";

const bce = new BinaryCrossentropy({ fromLogits: true });
const n = 16;
const y = Float32Array.from({ length: n }, (_, i) => i & 1);
const z = Float32Array.from({ length: n }, (_, i) => 4 * Math.sin(i));
const w = Float32Array.from({ length: n }, (_, i) => 1 + (i % 3));
const honest = bce.valueAndGrad(y, z, w);

/**
 * Answers to everything that could be asked of an array, all of them wrong, some of them as code.
 */
const lies: { readonly [property: string]: PropertyDescriptor } = {
  length: { value: 4 * n },
  byteLength: { value: 16 * n },
  byteOffset: { value: 1024 },
  buffer: { value: new ArrayBuffer(16 * n) },
  BYTES_PER_ELEMENT: { value: 8 },
  constructor: { value: Float64Array },
  [Symbol.toStringTag]: { value: "Float64Array" },
  [Symbol.iterator]: { value: () => [].values() },
  ...Object.fromEntries(
    ["slice", "subarray", "set", "fill", "at", "keys", "every", "map"].map((name) => [
      name,
      {
        value: () => {
          throw new Error(`${name} was called`);
        },
      },
    ]),
  ),
};

function lying<A extends object>(array: A, properties = Reflect.ownKeys(lies)): A {
  for (const name of properties) Object.defineProperty(array, name, lies[name as string]!);
  return array;
}

const memories = {
  "plain arrays": () => (length: number) => new Float32Array(length),
  KernelMemory: () => {
    const memory = new KernelMemory({ byteLength: 2 ** 16 });
    return (length: number) => memory.float32(length);
  },
  SharedKernelMemory: () => {
    const memory = new SharedKernelMemory({ byteLength: 2 ** 16 });
    return (length: number) => memory.float32(length);
  },
};

function filled(allocate: (length: number) => Float32Array, values: Float32Array): Float32Array {
  const array = allocate(values.length);
  array.set(values);
  return array;
}

describe.each(Object.entries(memories))("own properties of arrays: %s", (_, memory) => {
  test.each(Reflect.ownKeys(lies).map((name) => ({ name, title: String(name) })))(
    "$title",
    ({ name }) => {
      const allocate = memory();
      const arrays = [y, z, w].map((values) => filled(allocate, values));
      const out = allocate(n);
      const [before, behind] = [
        filled(allocate, new Float32Array(64).fill(7)),
        filled(allocate, new Float32Array(64).fill(7)),
      ];
      const [labels, logits, weights] = arrays.map((array) => lying(array, [name]));
      lying(out, [name]);
      for (const wrap of [
        (data: Float32Array) => data,
        (data: Float32Array) => ({ data, shape: [n, 1] }),
      ]) {
        const { value, grad } = bce.valueAndGrad(wrap(labels!), wrap(logits!), wrap(weights!), {
          out: wrap(out) as NdArray,
        });
        expect(value).toBe(honest.value);
        expect(grad.data).toBe(out);
        for (let i = 0; i < n; i++) expect(out[i]).toBe(honest.grad.data[i]);
        expect(bce(wrap(labels!), wrap(logits!), wrap(weights!))).toBe(honest.value);
      }
      expect(bce([labels!], [logits!])).toBe(bce(y, z));
      for (const array of [before, behind]) expect([...array]).toEqual(new Array(64).fill(7));
    },
  );
});

describe.each(Object.entries(memories))("methods, on every road: %s", (_, memory) => {
  const shape = [n / 4, 4];
  const bytes = Uint8Array.from({ length: n }, (_, i) => Number(i % 3 > 0));
  const losses = [BinaryCrossentropy, BinaryFocalCrossentropy].flatMap((Kind) =>
    (["mean", "sum", "none"] as const).map(
      (reduction) => new Kind({ fromLogits: true, reduction }),
    ),
  );

  test("masks, weights and derivatives over the predictions", () => {
    for (const loss of losses)
      for (const isMasked of [false, true])
        for (const isWeighted of [false, true])
          for (const what of ["valueAndGrad", "hessian"] as const) {
            const allocate = memory();
            const call = (wrap: <A extends object>(array: A) => A) => {
              const logits = wrap(filled(allocate, z));
              const of = <A extends NumericArray>(data: A) => ({ data, shape });
              const result = loss[what](
                of(wrap(filled(allocate, y))),
                of(logits),
                isWeighted ? of(wrap(filled(allocate, w))) : null,
                { mask: isMasked ? of(wrap(bytes.slice())) : null, out: logits },
              );
              const { grad, value } = "grad" in result ? result : { grad: result, value: 0 };
              expect(grad.data).toBe(logits);
              const elements = Array.from({ length: n }, (_, i) => logits[i]);
              return [elements, typeof value === "number" ? value : value.data];
            };
            expect(call(lying)).toEqual(call((array) => array));
          }
  });
});

describe("subclasses", () => {
  class Evil extends Float32Array {
    static get [Symbol.species](): never {
      throw new Error("the species was asked for");
    }
    override subarray(): never {
      throw new Error("subarray was called");
    }
    override slice(): never {
      throw new Error("slice was called");
    }
    override set(): never {
      throw new Error("set was called");
    }
  }

  test("and their species are never asked", () => {
    for (const length of [n, 5000]) {
      const [labels, logits] = [y, z].map((values) =>
        Float32Array.from({ length }, (_, i) => values[i % n]!),
      );
      const expected = bce.valueAndGrad(labels!, logits!);
      const memory = new Evil(length + 1);
      const own = new Evil(memory.buffer, 4, length);
      for (let i = 0; i < length; i++) own[i] = logits![i]!;
      const out = new Evil(memory.buffer, 0, length);
      expect(bce.valueAndGrad(labels!, own, null, { out }).value).toBe(expected.value);
      for (let i = 0; i < length; i++)
        if (out[i] !== expected.grad.data[i]) expect(out[i]).toBe(expected.grad.data[i]);
    }
  });

  test("of another prototype are what the engine holds", () => {
    const labels = Object.setPrototypeOf(y.slice(), Uint8Array.prototype);
    const logits = Object.setPrototypeOf(z.slice(), Float64Array.prototype);
    expect(bce(labels, logits)).toBe(bce(y, z));
    const memory = new KernelMemory({ byteLength: 4096 });
    const inMemory = Object.setPrototypeOf(
      filled(memory.float32.bind(memory), y),
      Uint8Array.prototype,
    );
    expect(bce(inMemory, filled(memory.float32.bind(memory), z))).toBe(bce(y, z));
  });
});

describe("code of the caller's that runs in a call", () => {
  const loud = Float32Array.from({ length: 2000 }, () => 50);
  const interrupt = () => bce.valueAndGrad(new Float32Array(2000), loud, loud).value;

  test("may call the same loss: no scratch is filled by then", () => {
    class Interrupting extends Float32Array {
      override get length(): number {
        interrupt();
        return n;
      }
      override get buffer(): ArrayBuffer {
        interrupt();
        return new ArrayBuffer(4 * n);
      }
    }
    const interrupting = (values: Float32Array) => {
      const array = new Interrupting(n);
      for (let i = 0; i < n; i++) array[i] = values[i]!;
      return array;
    };
    const shaped = (data: Float32Array) => ({
      get data() {
        interrupt();
        return data;
      },
      get shape() {
        interrupt();
        return [n, 1];
      },
    });
    const proxied = (values: Float32Array) =>
      new Proxy([...values], {
        get(target, key) {
          interrupt();
          return Reflect.get(target, key);
        },
      });
    const out = interrupting(new Float32Array(n));
    expect(bce.valueAndGrad(interrupting(y), interrupting(z), interrupting(w), { out }).value).toBe(
      honest.value,
    );
    for (let i = 0; i < n; i++) expect(out[i]).toBe(honest.grad.data[i]);
    const options = {
      get out() {
        interrupt();
        return shaped(new Float32Array(n)) as NdArray;
      },
    };
    const { value, grad } = bce.valueAndGrad(shaped(y), shaped(z), shaped(w), options);
    expect(value).toBe(honest.value);
    expect([...grad.data]).toEqual([...honest.grad.data]);
    expect(bce(proxied(y), proxied(z), proxied(w))).toBe(honest.value);
  });

  test("may transfer a memory, and is told so", () => {
    for (const later of ["yPred", "sampleWeight", "mask", "out"]) {
      const labels = y.slice();
      const detaching = (data: Float32Array) => ({
        get shape() {
          structuredClone(labels.buffer, { transfer: [labels.buffer] });
          return [n];
        },
        data,
      });
      const plain = (data: Float32Array) => data;
      const of = (name: string, data: Float32Array) =>
        name === later ? detaching(data) : plain(data);
      const out = new Float32Array(n).fill(7);
      const call = () =>
        bce.valueAndGrad(labels, of("yPred", z), of("sampleWeight", w), {
          mask: of("mask", new Float32Array(n).fill(1)),
          out: of("out", out) as Float32Array,
        });
      expect(failure(call), later).toBe(
        "ValueError: BinaryCrossentropy: yTrue must hold its data, got an array whose buffer was transferred.",
      );
      expect([...out]).toEqual(new Array(n).fill(7));
    }
  });

  test("may shrink a resizable buffer, and is told so", () => {
    const Resizable = ArrayBuffer as unknown as new (
      length: number,
      options: object,
    ) => ArrayBuffer & { resize(length: number): void };
    for (const [left, tracks] of [
      [4, false],
      [4, true],
      [0, true],
    ] as const) {
      const buffer = new Resizable(4 * n, { maxByteLength: 4 * n });
      const labels = tracks ? new Float32Array(buffer) : new Float32Array(buffer, 0, n);
      labels.set(y);
      const weight = {
        shape: [n],
        get data() {
          buffer.resize(left);
          return w;
        },
      };
      // Something large comes before, whose remains would be read in place of what is gone.
      interrupt();
      expect(failure(() => bce(labels, z, weight))).toMatch(
        tracks
          ? /^ShapeError: BinaryCrossentropy: yTrue and yPred must have the same shape, got \[\d\] and \[16\]\.$/
          : /^ValueError: BinaryCrossentropy: yTrue must hold its data, got an array whose buffer was shrunk\.$/,
      );
    }
  });

  test("may be the loss of one's own: what it does to the weights is seen", () => {
    const weights = new Float32Array([1, 2]);
    class Rude extends Loss {
      call() {
        structuredClone(weights.buffer, { transfer: [weights.buffer] });
        return [1, 1];
      }
    }
    expect(failure(() => new Rude()([[1], [0]], [[1], [0]], weights))).toBe(
      "ValueError: Rude: sampleWeight must hold its data, got an array whose buffer was transferred.",
    );
  });
});

describe.each([
  ["KernelMemory", () => new KernelMemory({ byteLength: 2 ** 17 })],
  ["SharedKernelMemory", () => new SharedKernelMemory({ byteLength: 2 ** 17 })],
] as const)("what is written to the buffer of a %s", (_, make) => {
  test.each([0, 255, 127])("%d everywhere but in the arrays", (byte) => {
    for (const dialect of ["keras2", "torch", "exact"] as const) {
      for (const dtype of ["float32", "float64"] as const) {
        for (const fromLogits of [true, false]) {
          const loss = new BinaryCrossentropy({ fromLogits, dialect, dtype });
          for (const length of [n, 3000]) {
            const values = Array.from({ length }, (_, i) =>
              fromLogits ? 5 * Math.sin(i) : 0.5 + 0.4 * Math.sin(i),
            );
            const Kind = dtype === "float32" ? Float32Array : Float64Array;
            const labels = Kind.from(values.map((_, i) => i & 1));
            const expected = loss.valueAndGrad(labels, Kind.from(values));
            const memory = make();
            const [yTrue, yPred, out] = [
              memory[dtype](length),
              memory[dtype](length),
              memory[dtype](length),
            ];
            const vandalize = () => new Uint8Array(yTrue.buffer, 0, yTrue.byteOffset).fill(byte);
            yTrue.set(labels);
            yPred.set(values);
            vandalize();
            expect(loss(yTrue, yPred)).toBe(expected.value);
            vandalize();
            const { value } = loss.valueAndGrad(yTrue, yPred, null, { out });
            expect(value).toBe(expected.value);
            expect(out.every((x, i) => x === expected.grad.data[i])).toBe(true);
            vandalize();
            expect(loss.hessian(yTrue, yPred).data).toEqual(
              loss.hessian(labels, Kind.from(values)).data,
            );
          }
        }
      }
    }
  });
});

test("what only looks like an array of numbers is none", () => {
  const kinds =
    "must be a number, an array of numbers or booleans, a typed array, or { data, shape }, got";
  const cases: [unknown, RegExp][] = [
    [
      new Proxy(z, {}),
      /^ValueError: BinaryCrossentropy: yPred must be a number.*got an instance of Float32Array\.$/,
    ],
    [Object.create(Float32Array.prototype), /yPred must be a number.* got /],
    [Object.create(z), /yPred must be a number.* got /],
    [
      Object.assign(new DataView(new ArrayBuffer(4 * n)), { length: n }),
      /yPred must be a number.* got /,
    ],
    [
      { data: Object.assign(new DataView(new ArrayBuffer(4)), { length: 1 }), shape: [1] },
      /yPred\.data must be a typed array/,
    ],
    [[new Proxy(z, {})], /yPred must hold numbers or booleans/],
  ];
  expect(kinds).toContain("{ data, shape }");
  for (const [value, message] of cases) {
    expect(failure(() => bce(y, anything(value)))).toMatch(message);
    expect(() => bce.valueAndGrad(y, z, null, { out: anything(value) })).toThrow(ValueError);
    expect(() => bce(anything(value), z)).toThrow(ValueError);
    expect(() => bce(y, z, anything(value))).toThrow(ValueError);
  }
});
