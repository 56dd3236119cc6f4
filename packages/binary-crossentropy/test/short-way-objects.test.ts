// What the short way of small calls asks of the caller's objects, and what it leaves to the long one to
// refuse.

import { BinaryCrossentropy, type NdArray } from "binary-crossentropy";
import { expect, test } from "vitest";
import { asLong, attempt } from "./support/short-way.js";

test("lists and objects are asked once, labels first, and what they throw is thrown", () => {
  const bce = new BinaryCrossentropy();
  const batches = [0.5, 0.25, 0.125].map((p) => Float32Array.of(p, p));
  const next = {
    get data() {
      return batches.shift();
    },
    shape: [2],
  };
  expect(bce([1, 1], next as never)).toBe(bce([1, 1], [0.5, 0.5]));
  expect(bce(Float32Array.of(1, 1), next as never)).toBe(bce([1, 1], [0.25, 0.25]));
  // What goes the long way after all has been asked as well.
  expect(bce(Float32Array.of(1, 1), next as never, null, { mask: Int8Array.of(1, 1) })).toBe(
    bce([1, 1], [0.125, 0.125]),
  );

  const left = batches.push(Float32Array.of(0.5, 0.5));
  expect(() => bce(next as never, [0.5, "x"] as never)).toThrow(/^BinaryCrossentropy: yPred must /);
  expect(batches.length).toBe(left - 1);

  const mine = new RangeError("mine");
  let asked = 0;
  const labels = [1, 0];
  Object.defineProperty(labels, 0, {
    get() {
      asked++;
      throw mine;
    },
  });
  expect(() => bce(labels, [0.5, 0.25])).toThrow(mine);
  expect(asked).toBe(1);

  const throwing = {
    get data() {
      throw mine;
    },
    shape: [1],
  };
  expect(() => bce("x" as never, throwing as never)).toThrow(/^BinaryCrossentropy: yTrue must /);

  const predictions = [0.25, 0.25];
  const writing = [1, 1];
  Object.defineProperty(writing, 0, {
    get() {
      predictions[1] = 0.75;
      return 1;
    },
  });
  expect(bce(writing, predictions)).toBe(bce([1, 1], [0.25, 0.75]));
});

test("an item that calls a loss while it is read disturbs nothing", () => {
  const bce = new BinaryCrossentropy({ fromLogits: true });
  const plain = [3, -2, 1, 0.5];
  const wanted = bce([1, 0, 1, 0], plain);
  let calls = 0;
  const z = [...plain];
  Object.defineProperty(z, 1, {
    enumerable: true,
    get() {
      calls++;
      expect(bce([0, 0], [5, 5.5])).toBeCloseTo(5.2556, 3);
      expect(bce(Float32Array.of(0), Float32Array.of(0))).toBeCloseTo(Math.LN2, 6);
      return -2;
    },
  });
  expect(bce([1, 0, 1, 0], z)).toBe(wanted);
  expect(calls).toBeGreaterThan(0);
});

test("what is wrong with values or a mask is said as on the long way", () => {
  const bce = new BinaryCrossentropy({ validate: true });
  const [y, p, length] = [Float32Array.of(0, 1, 1), Float32Array.of(0.5, 0.25, 1), 3];
  const wrong = [
    [Float32Array.of(0, 1, 1.5), p],
    [y, Float32Array.of(0.5, NaN, 1)],
    [y, Float32Array.of(0.5, 0.5, -0.5)],
    [Uint8Array.of(0, 1, 2), p],
    [Float64Array.of(0, 1, 1 + 1e-12), p],
    [y, p, Uint8Array.of(0, 1, 2)],
    [y, p, Uint8Array.of(0, 1)],
  ] as const;
  for (const [labels, predictions, mask] of wrong) {
    const long = attempt(() =>
      bce(asLong(labels, [length]), asLong(predictions, [length]), null, { mask: mask ?? null }),
    );
    expect(long).toMatch(/^(Value|Shape)Error: /);
    expect(attempt(() => bce(labels, predictions, null, { mask: mask ?? null }))).toBe(long);
  }
  // What a mask leaves out may be anything.
  const [ends, mask] = [Float32Array.of(NaN, 0.25, 1), Uint8Array.of(0, 1, 1)];
  expect(bce(y, ends, null, { mask })).toBe(bce(y.subarray(1), ends.subarray(1)));
});

test("an object that says more than its data and its shape goes the long way", () => {
  const bce = new BinaryCrossentropy({ fromLogits: true });
  const [data, shape] = [Float32Array.of(1, -2, 3, -4), [2, 2]];
  const y = { data: Float32Array.of(0, 1, 1, 1), shape };
  const wanted = bce(y, { data: Float32Array.of(1, 3, -2, -4), shape });
  for (const more of [{ strides: [1, 2] }, { stride: [1, 2] }])
    expect(bce(y, { data, shape, ...more } as NdArray)).toBe(wanted);
  expect(bce(y, { data, dims: shape } as unknown as NdArray)).toBe(bce(y, { data, shape }));
  const inOrder = { data, shape, strides: [2, 1] };
  expect(bce(y, inOrder)).toBe(bce(y, { data, shape }));
  expect(() => bce(y, { data, shape, strides: [2, 1, 1] } as NdArray)).toThrow(/stride per axis/);
  const hidden = Object.defineProperty({ data, shape }, "strides", { value: [1, 2] });
  expect(bce(y, hidden)).toBe(wanted);
});

test.each([
  ["a BigInt", 2n],
  ["a symbol", Symbol("two")],
  ["an object", { valueOf: (): number => 2 }],
])("%s in a shape is refused, whatever the strides", (_, length) => {
  const bce = new BinaryCrossentropy({ fromLogits: true });
  const data = Float32Array.of(1, -2, 3, -4);
  const y = { data: Float32Array.of(0, 1, 1, 1), shape: [2, 2] };
  for (const more of [{}, { strides: [2, 1] }])
    expect(() => bce(y, { data, shape: [length, 2], ...more } as never)).toThrow(
      "yPred.shape must hold integers >= 0",
    );
});

test.each([
  ["a DataView", () => new DataView(new ArrayBuffer(8))],
  ["an array of BigInts", () => new BigInt64Array(2)],
])("%s that says that it has data and a shape is refused", (_, create) => {
  const bce = new BinaryCrossentropy();
  const more = { data: Float32Array.of(0.5, 0.25), shape: [2] };
  const of = (more: object) => attempt(() => bce([1, 0], Object.assign(create(), more) as never));
  expect(of(more)).toMatch(/^ValueError: BinaryCrossentropy: yPred must be a number, /);
  expect(of(more)).toBe(of({ ...more, offset: 0 }));
});

test("options are those that the object has", () => {
  const bce = new BinaryCrossentropy();
  const [y, p, mask] = [Float32Array.of(1, 0), Float32Array.of(0.5, 0.25), Uint8Array.of(1, 0)];
  const pretends = new Proxy({}, { get: (_, key) => (key === "mask" ? mask : undefined) });
  expect(bce(y, p, null, pretends)).toBe(bce(y, p));
  for (const list of [[], new DataView(new ArrayBuffer(1))]) {
    Object.setPrototypeOf(list, Object.prototype);
    expect(() => bce(y, p, null, list as never)).toThrow(/the fourth argument must /);
    expect(() => bce.valueAndGrad(y, p, null, list as never)).toThrow(/the fourth argument must /);
  }
  const hidden = Object.defineProperty({ mask }, "out", { value: new Float32Array(2) });
  expect(bce.valueAndGrad(y, p, null, hidden).grad.data).toBe((hidden as { out?: unknown }).out);
});

test("labels of BigInt are refused", () => {
  const bce = new BinaryCrossentropy();
  expect(() => bce(BigInt64Array.of(1n) as never, Float32Array.of(0.5))).toThrow(/BigInt/);
});
