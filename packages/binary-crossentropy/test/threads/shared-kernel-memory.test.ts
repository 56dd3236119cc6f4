// Kernel memory that workers reach: whose arrays they compute with where they lie, and what is
// refused. That results are the same to the bit is in results.test.ts.

import { BinaryCrossentropy, ValueError } from "binary-crossentropy";
import { SharedKernelMemory, startThreads, type Threads } from "binary-crossentropy/threads";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { limitKernels } from "../../dist/ambient.js";
import { untilWorkersTakePart } from "./shared.js";

let threads: Threads;

beforeAll(async () => {
  threads = await startThreads({ count: 3, threshold: 0 });
});

afterAll(() => threads.stop());

const n = 200_000;
const bce = new BinaryCrossentropy({ fromLogits: true });
const logit = (i: number) => 6 * Math.sin(i);
const yTrue = Float32Array.from({ length: n }, (_, i) => i & 1);
const yPred = Float32Array.from({ length: n }, (_, i) => logit(i));
const alone = bce.valueAndGrad(yTrue, yPred);

function filled(memory: SharedKernelMemory) {
  const arrays = { yTrue: memory.float32(n), yPred: memory.float32(n), grad: memory.float32(n) };
  arrays.yTrue.set(yTrue);
  arrays.yPred.set(yPred);
  return arrays;
}

/** Calls until workers took part. */
async function evaluate(labels: Float32Array, predictions: Float32Array): Promise<number> {
  const before = threads.passes;
  const value = await threads.evaluate(bce, labels, predictions);
  expect(threads.passes).toBe(before + 1);
  return value;
}

test("arrays are shared, zero, and apart", () => {
  const memory = new SharedKernelMemory({ byteLength: 1000 });
  const [floats, doubles, bytes] = [memory.float32(10), memory.float64(10), memory.uint8(10)];
  for (const array of [floats, doubles, bytes]) {
    expect(array.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(array).toHaveLength(10);
    expect(array.every((value) => value === 0)).toBe(true);
  }
  floats.fill(1);
  bytes.fill(2);
  expect(doubles.every((value) => value === 0)).toBe(true);
  memory.free(doubles);
  expect(memory.byteLength).toBe(1000);
});

test("memories in turns, and arrays of two of them in one call", async () => {
  const [first, second] = [1, 2].map(() => filled(new SharedKernelMemory({ byteLength: 16 * n })));
  for (let turn = 0; turn < 3; turn++) {
    for (const { yTrue, yPred } of [first!, second!])
      expect(await evaluate(yTrue, yPred)).toBe(alone.value);
    expect(await evaluate(first!.yTrue, second!.yPred)).toBe(alone.value);
    expect(await evaluate(yTrueShared, first!.yPred)).toBe(alone.value);
    expect(await evaluate(second!.yTrue, yPredShared)).toBe(alone.value);
  }
});

const shared = (array: Float32Array) => {
  const copy = new Float32Array(new SharedArrayBuffer(array.byteLength));
  copy.set(array);
  return copy;
};
const [yTrueShared, yPredShared] = [shared(yTrue), shared(yPred)];

test("parts of arrays, at any offset", async () => {
  const { yTrue: y, yPred: z } = filled(new SharedKernelMemory({ byteLength: 16 * n }));
  for (const start of [1, 2, 3, 5, 1023]) {
    const expected = bce(yTrue.subarray(start), yPred.subarray(start));
    expect(await evaluate(y.subarray(start), z.subarray(start))).toBe(expected);
  }
});

test("synchronous calls write the gradient where it lies", () => {
  const { yTrue, yPred, grad } = filled(new SharedKernelMemory({ byteLength: 16 * n }));
  untilWorkersTakePart(threads, () => {
    grad.fill(NaN);
    const result = bce.valueAndGrad(yTrue, yPred, null, { out: grad });
    expect(result.value).toBe(alone.value);
    expect(result.grad.data).toBe(grad);
    expect(grad.every((value, i) => value === alone.grad.data[i])).toBe(true);
  });
});

test("a gradient over the predictions stays on the calling thread", () => {
  const { yTrue, yPred } = filled(new SharedKernelMemory({ byteLength: 16 * n }));
  const before = threads.passes;
  expect(bce.valueAndGrad(yTrue, yPred, null, { out: yPred }).value).toBe(alone.value);
  expect(yPred.every((value, i) => value === alone.grad.data[i])).toBe(true);
  expect(threads.passes).toBe(before);
});

test("without WebAssembly the arrays are ordinary shared ones", async () => {
  limitKernels("javascript");
  const memory = new SharedKernelMemory({ byteLength: 16 * n });
  const expected = bce(yTrue, yPred);
  const { yTrue: y, yPred: z } = filled(memory);
  expect(z.buffer).toBeInstanceOf(SharedArrayBuffer);
  expect(await evaluate(y, z)).toBe(expected);
  limitKernels("relaxed-simd");
  expect(threads.lost).toBe(0);
});

describe("is refused", () => {
  const cases: [unknown, string][] = [
    [undefined, "SharedKernelMemory: options must be { byteLength }, got undefined."],
    [
      { byteLength: -1 },
      "SharedKernelMemory: byteLength must be an integer in [0, 4286513152], got -1.",
    ],
    [
      { byteLength: "9" },
      'SharedKernelMemory: byteLength must be an integer in [0, 4286513152], got "9".',
    ],
    [
      { byteLength: 2 ** 32 },
      "SharedKernelMemory: byteLength must be an integer in [0, 4286513152], got 4294967296.",
    ],
  ];
  test.each(cases)("%o", (options, message) => {
    expect(() => new SharedKernelMemory(options as { byteLength: number })).toThrow(
      new ValueError(message),
    );
  });

  test("an array that is not of this memory", () => {
    const memory = new SharedKernelMemory({ byteLength: 64 });
    expect(() => memory.free(new Float32Array(1))).toThrow(
      /^SharedKernelMemory: array must be an array that was allocated here/,
    );
    expect(() => memory.float32(17)).toThrow(
      /^SharedKernelMemory: length must fit the 64 bytes that are free in one piece/,
    );
  });
});
