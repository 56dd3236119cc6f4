// Long lists are read part by part, in memory that does not grow with them, and give what arrays of
// the same numbers give, to the bit. Nothing is written before all of them are known to be sound.

import { anything, failure } from "@binary-crossentropy/test/failure";
import { BinaryCrossentropy, type TensorLike } from "binary-crossentropy";
import { describe, expect, test } from "vitest";

const n = 90_060;
const labels = Float64Array.from({ length: n }, (_, i) => ((i * 7 + (i >> 5)) % 3) & 1);
const soft = labels.map((label, i) => (i > 70_000 ? 0.1 + 0.8 * label : label));
const logits = Float32Array.from({ length: n }, (_, i) => 6 * Math.sin(i + 1));
const weights = Float64Array.from({ length: n }, (_, i) => (i % 11) / 4);
const bce = new BinaryCrossentropy({ fromLogits: true });

type Items = Float32Array | Float64Array | boolean[];

/** A result, to be compared to the bit. */
function bytesOf(result: number | { readonly data: ArrayBufferView }): Buffer {
  const { buffer, byteOffset, byteLength } =
    typeof result === "number" ? Float64Array.of(result) : result.data;
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
}

/** Nested rows of these lengths, of arrays that `row` makes. */
function nest(items: Items, lengths: readonly number[], row = (part: Items) => [...part]): unknown {
  const [, ...below] = lengths;
  if (below.length === 0) return row(items);
  const size = below.reduce((a, b) => a * b, 1);
  return Array.from({ length: lengths[0]! }, (_, i) =>
    nest(items.slice(i * size, (i + 1) * size), below, row),
  );
}

const shapes = [[n], [n, 1], [n / 3, 3], [n / 10, 10], [2, n / 2], [n / 6, 2, 3], [1, n, 1]];

describe.each(shapes.map((shape) => [shape.join(" × "), shape] as const))("%s", (_, shape) => {
  const [y, z, w] = [soft, logits, weights].map((data) => ({ data, shape }));
  const list = (items: Items) => anything(nest(items, shape)) as TensorLike;
  const out = () => ({ data: new Float32Array(n).fill(7), shape });

  const [ys, zs] = [list(soft), list(logits)];

  test("the value, the gradient and the second derivative", () => {
    for (const [reduction, axis] of [
      ["sum_over_batch_size", -1],
      ["sum", null],
      ["none", -1],
      ["none", 0],
    ] as const) {
      const loss = new BinaryCrossentropy({ fromLogits: true, reduction, axis });
      const expected = loss.valueAndGrad(y!, z!);
      const given = out();
      const { value, grad } = loss.valueAndGrad(ys, zs);
      expect(bytesOf(value).equals(bytesOf(expected.value))).toBe(true);
      expect(bytesOf(grad).equals(bytesOf(expected.grad))).toBe(true);
      loss.valueAndGrad(ys, zs, null, { out: given });
      expect(bytesOf(given).equals(bytesOf(expected.grad))).toBe(true);
    }
    expect(bytesOf(bce.hessian(ys, zs)).equals(bytesOf(bce.hessian(y!, z!)))).toBe(true);
  });

  test("labels of any kind, one of three arguments as a list", () => {
    expect(bce(list([...labels].map((x) => x === 1)), z!)).toBe(bce({ data: labels, shape }, z!));
    expect(bce(list(labels), z!)).toBe(bce({ data: labels, shape }, z!));
    expect(bce(y!, zs)).toBe(bce(y!, z!));
    expect(bce(y!, z!, list(weights))).toBe(bce(y!, z!, w));
    expect(bce(ys, zs, list(weights))).toBe(bce(y!, z!, w));
    expect(bce(1, zs)).toBe(bce(1, z!));
  });

  test("in float64, with a mask, a label to be ignored and values to be checked", () => {
    const wide = { data: Float64Array.from(logits), shape };
    const double = new BinaryCrossentropy({ fromLogits: true, dtype: "float64" });
    expect(double(ys, zs, list(weights))).toBe(double(y!, wide, w));
    const mask = { data: labels, shape };
    expect(bce(ys, zs, list(weights), { mask: list(labels) })).toBe(bce(y!, z!, w, { mask }));
    for (const options of [{ ignoreLabel: 0 }, { validate: true }]) {
      const loss = new BinaryCrossentropy({ fromLogits: true, ...options });
      expect(loss(ys, zs)).toBe(loss(y!, z!));
    }
  });
});

test("a weight per row, and rows that are typed arrays among others", () => {
  const shape = [n / 10, 10];
  const each = weights.slice(0, n / 10).map((w) => w + 1);
  const typed = (part: Items) =>
    (part[0] as number) > 0 ? (part as Float32Array).slice() : [...part];
  const [y, z] = [soft, logits].map((data) => ({ data, shape }));
  expect(bce(nest(soft, shape) as TensorLike, z!, [...each])).toBe(bce(y!, z!, each));
  const long = new BinaryCrossentropy({ fromLogits: true, axis: -1 });
  expect(long({ data: soft, shape: [n, 1] }, { data: logits, shape: [n, 1] }, [...weights])).toBe(
    long({ data: soft, shape: [n, 1] }, { data: logits, shape: [n, 1] }, weights),
  );
  expect(
    bce(
      nest(soft, shape, typed as never) as TensorLike,
      nest(logits, shape, typed as never) as TensorLike,
    ),
  ).toBe(bce(y!, z!));
});

test("rows that are views of what is written are read before it", () => {
  const shape = [n / 10, 10];
  const memory = new Float32Array(n + 30);
  memory.set(logits, 30);
  const rows = Array.from({ length: n / 10 }, (_, i) => memory.subarray(30 + 10 * i, 40 + 10 * i));
  const out = { data: memory.subarray(0, n), shape };
  const { grad } = bce.valueAndGrad({ data: soft, shape }, { data: logits, shape });
  bce.valueAndGrad({ data: soft, shape }, rows, null, { out });
  expect(bytesOf(out).equals(bytesOf(grad))).toBe(true);
});

test("a call on a million items makes less than a mebibyte of arrays", () => {
  const size = 2 ** 20;
  const items = [() => 1, () => 0.5, (i: number) => i % 2 === 0].map((of) =>
    Array.from({ length: size }, (_, i) => of(i)),
  );
  const [ones, halves, booleans] = items as [number[], number[], boolean[]];
  const out = new Float32Array(size);
  const arrays = (call: () => unknown) => {
    const { arrayBuffers } = process.memoryUsage();
    call();
    return process.memoryUsage().arrayBuffers - arrayBuffers;
  };
  expect(arrays(() => bce(ones, halves, halves))).toBeLessThan(2 ** 20);
  expect(arrays(() => bce(booleans, halves))).toBeLessThan(2 ** 20);
  expect(arrays(() => bce.valueAndGrad(ones, halves, halves, { out }))).toBeLessThan(2 ** 20);
});

describe("what does not fit is refused where it is", () => {
  const bad: [title: string, at: number, item: unknown, message: string][] = [
    ["an item", 90_000, "1", 'must hold numbers or booleans, got "1" at [90000].'],
    ["a hole", 50_000, undefined, "must hold numbers or booleans, got undefined at [50000]."],
    [
      "a row",
      80_000,
      [1],
      "have rows of equal length, got a row of length 1 at [80000] beside numbers.",
    ],
  ];
  test.each(bad)("%s", (_, at, item, message) => {
    const list: unknown[] = [...logits];
    list[at] = item;
    const out = new Float32Array(n).fill(7);
    const flat = anything(list) as TensorLike;
    expect(failure(() => bce(labels, flat))).toContain(
      `yPred ${message}`.replace("yPred have", "yPred must have"),
    );
    expect(failure(() => bce(flat, logits))).toContain("yTrue must h");
    expect(failure(() => bce.valueAndGrad(labels, flat, null, { out }))).toContain("yPred must h");
    expect(failure(() => bce.hessian(labels, logits, flat, { out }))).toContain(
      "sampleWeight must h",
    );
    expect(out.every((x) => x === 7)).toBe(true);
  });

  test("a row of another length, and the item of one", () => {
    const rows = nest(logits, [n / 3, 3]) as unknown[][];
    const out = { data: new Float32Array(n).fill(7), shape: [n / 3, 3] };
    const y = { data: labels, shape: [n / 3, 3] };
    rows[29_000] = [1, 2];
    const call = () => bce.valueAndGrad(y, rows as TensorLike, null, { out });
    expect(failure(call)).toContain("a row of length 2 at [29000] beside rows of length 3.");
    rows[29_000] = [1, 2, null];
    expect(failure(call)).toContain("got null at [29000, 2].");
    expect(out.data.every((x) => x === 7)).toBe(true);
  });
});
