// Arguments that pretend to hold more than there is: each is refused with a ValueError that names it,
// at once.

import { anything, failure } from "@binary-crossentropy/test/failure";
import { BinaryCrossentropy, KernelMemory, toNested } from "binary-crossentropy";
import { describe, expect, test } from "vitest";

const bce = new BinaryCrossentropy();
const build = (options: unknown) => new BinaryCrossentropy(anything(options));

/** A message, or what else came, and that it came at once. */
function atOnce(run: () => unknown): string {
  const start = performance.now();
  const message = failure(run);
  expect(performance.now() - start).toBeLessThan(500);
  return message;
}

const sparse = new Array(2 ** 32 - 1);

describe("what pretends to be large", () => {
  const most = 2 ** 27;
  const twice = (item: unknown) => [item, item];
  const deep = Array.from({ length: 31 }).reduce<unknown>(twice, twice(1));
  const square = new Array(2 ** 16).fill(new Array(2 ** 16).fill(1));
  const endless = new Proxy([1], { get: (_, key) => (key === "length" ? 2 ** 40 : 1) });

  const tensors: [title: string, tensor: unknown, message: RegExp][] = [
    [
      "a sparse array",
      sparse,
      /^ValueError: BinaryCrossentropy: yTrue must have at most 134217728 elements in nested arrays, got \[4294967295\]/,
    ],
    [
      "rows that are one row",
      square,
      /yTrue must have at most 134217728 elements in nested arrays, got \[65536, 65536\]\. Pass a typed array\.$/,
    ],
    [
      "rows that are one row, nested deep",
      deep,
      /yTrue must have at most 134217728 elements in nested arrays, got \[2, 2,/,
    ],
    [
      "a Proxy of any length",
      endless,
      /yTrue must have at most 134217728 elements in nested arrays, got \[1099511627776\]/,
    ],
    [
      "a stride of 0",
      { data: [1], shape: [2 ** 31], strides: [0] },
      /yTrue\.shape must span at most 134217728 elements with data of length 1, got \[2147483648\]\.$/,
    ],
    [
      "strides of 0",
      { data: [1], shape: [2 ** 20, 2 ** 20], stride: [0, 0] },
      /yTrue\.shape must span at most 134217728 elements/,
    ],
    [
      "more than a number can say",
      { data: [1], shape: new Array(32).fill(2 ** 53 - 1), stride: new Array(32).fill(0) },
      /yTrue\.shape must span at most/,
    ],
    ["an empty axis beside", { data: [], shape: [2 ** 40, 0] }, /yTrue\.shape must span at most/],
    [
      "a sparse shape",
      { data: [1], shape: sparse },
      /^ValueError: BinaryCrossentropy: yTrue\.shape must have at most 32 axes, got 4294967295\.$/,
    ],
    [
      "sparse dims",
      { data: [1], dims: sparse },
      /yTrue\.dims must have at most 32 axes, got 4294967295\.$/,
    ],
    [
      "sparse strides",
      { data: [1], shape: [1], strides: sparse },
      /yTrue\.stride must have at most 32 axes, got 4294967295\.$/,
    ],
    [
      "sparse data",
      { data: sparse, shape: [1] },
      /yTrue\.data must have at most 134217728 elements in nested arrays/,
    ],
  ];
  test.each(tensors)("%s", (_, tensor, message) => {
    expect(atOnce(() => bce(anything(tensor), [1]))).toMatch(message);
    expect(atOnce(() => bce([1], anything(tensor)))).toMatch(
      anything(new RegExp(message.source.replaceAll("yTrue", "yPred"))),
    );
    expect(atOnce(() => bce([1], [1], anything(tensor)))).toMatch(
      anything(new RegExp(message.source.replaceAll("yTrue", "sampleWeight"))),
    );
    expect(atOnce(() => bce([1], [1], null, { mask: anything(tensor) }))).toMatch(
      anything(new RegExp(message.source.replaceAll("yTrue", "mask"))),
    );
    expect(atOnce(() => toNested(anything(tensor)))).toMatch(/^ValueError: toNested: a/);
  });

  test("in options, in out and in kernel memory", () => {
    expect(atOnce(() => build({ axis: sparse }))).toMatch(
      /^ValueError: BinaryCrossentropy: axis must name at most 32 axes, got \[/,
    );
    expect(atOnce(() => build({ posWeight: sparse }))).toMatch(
      /^ValueError: BinaryCrossentropy: posWeight must have at most 134217728 items, got \[/,
    );
    expect(atOnce(() => build({ posWeight: new Array(most) }))).toMatch(
      /^ValueError: BinaryCrossentropy: posWeight must be a number in/,
    );
    expect(atOnce(() => build({ posWeight: endless }))).toMatch(
      /posWeight must have at most 134217728 items/,
    );
    const out = { data: new Float32Array(1), shape: sparse };
    expect(atOnce(() => bce.valueAndGrad([1], [1], null, { out }))).toMatch(
      /^ShapeError: BinaryCrossentropy: out must have shape \[1\]/,
    );
    expect(atOnce(() => new KernelMemory({ byteLength: 1e300 }))).toMatch(
      /^ValueError: KernelMemory: byteLength must be an integer in/,
    );
    expect(atOnce(() => new KernelMemory({ byteLength: 64 }).float32(2 ** 53 - 1))).toMatch(
      /^ValueError: KernelMemory: length must fit/,
    );
  });

  test("is taken where it is real, or small enough", () => {
    const row = { data: [0.5], shape: [1000, 1000], strides: [0, 0] };
    expect(bce(row, row)).toBeCloseTo(Math.LN2, 5);
  });
});
