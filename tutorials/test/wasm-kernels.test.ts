// The kernels that the tutorials give to the backend "wasm", against those of the backend "cpu".

import * as tf from "@tensorflow/tfjs";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { startWasm } from "../src/keras/node/backend.js";

beforeAll(startWasm);
afterEach(() => tf.disposeVariables());

type Shape4 = [number, number, number, number];

type Convolution = [
  title: string,
  x: Shape4,
  filter: Shape4,
  strides: number | [number, number],
  pad: "same" | "valid" | number,
];

const convolutions: Convolution[] = [
  ["5 × 5, stride 2, same, even size", [3, 14, 14, 2], [5, 5, 2, 3], 2, "same"],
  ["5 × 5, stride 2, same, odd size", [2, 7, 7, 3], [5, 5, 3, 2], 2, "same"],
  ["5 × 5, stride 1, same", [2, 7, 7, 3], [5, 5, 3, 4], 1, "same"],
  ["4 × 4, stride 2, same", [2, 8, 8, 3], [4, 4, 3, 4], 2, "same"],
  ["4 × 4, stride 1, valid", [2, 10, 10, 3], [4, 4, 3, 1], 1, "valid"],
  ["3 × 3, stride 2, valid, with a rest", [2, 8, 9, 1], [3, 3, 1, 2], 2, "valid"],
  ["3 × 3, stride 3, valid, with a rest", [1, 11, 10, 2], [3, 3, 2, 2], 3, "valid"],
  ["3 × 2, strides 2 and 1, same", [2, 6, 5, 2], [3, 2, 2, 3], [2, 1], "same"],
  ["1 × 1, stride 2, same", [2, 6, 6, 2], [1, 1, 2, 3], 2, "same"],
  ["2 × 2, stride 3, same", [2, 7, 7, 2], [2, 2, 2, 3], 3, "same"],
  ["4 × 4, stride 2, one pixel all around", [2, 8, 8, 2], [4, 4, 2, 3], 2, 1],
  ["4 × 4, stride 2, of 2 × 2 to one pixel", [2, 2, 2, 3], [4, 4, 3, 2], 2, "same"],
];

/** What a computation gives on both backends. */
async function onBoth(compute: () => tf.Tensor[]): Promise<{ wasm: number[][]; cpu: number[][] }> {
  const on = async (backend: string) => {
    await tf.setBackend(backend);
    return tf.tidy(() => compute().map((tensor) => Array.from(tensor.dataSync())));
  };
  return { cpu: await on("cpu"), wasm: await on("wasm") };
}

/** Each number within the given part of the largest: sums of float32 in another order. */
function expectClose({ wasm, cpu }: { wasm: number[][]; cpu: number[][] }, relative = 1e-5): void {
  expect(wasm.map(({ length }) => length)).toEqual(cpu.map(({ length }) => length));
  for (const [i, expected] of cpu.entries()) {
    const largest = Math.max(...expected.map(Math.abs));
    expect(largest).toBeGreaterThan(0);
    const off = expected.map((x, j) => Math.abs(x - wasm[i]![j]!) / largest);
    expect(Math.max(...off)).toBeLessThanOrEqual(relative);
  }
}

function random(shape: number[], seed: number): tf.Tensor4D {
  return tf.randomNormal(shape as Shape4, 0, 1, "float32", seed);
}

describe("both gradients of a convolution", () => {
  test.each(convolutions)("%s", async (_, x, filter, strides, pad) => {
    expectClose(
      await onBoth(() => {
        const convolve = (x: tf.Tensor, filter: tf.Tensor) =>
          tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, strides, pad);
        const dy = random(convolve(random(x, 1), random(filter, 2)).shape, 3);
        return tf.grads(convolve)([random(x, 1), random(filter, 2)], dy);
      }),
    );
  });
});

test("a transposed convolution and both its gradients", async () => {
  expectClose(
    await onBoth(() => {
      const upwards = (x: tf.Tensor, filter: tf.Tensor) =>
        tf.conv2dTranspose(x as tf.Tensor4D, filter as tf.Tensor4D, [2, 14, 14, 3], 2, "same");
      const [x, filter] = [random([2, 7, 7, 4], 1), random([5, 5, 3, 4], 2)];
      return [upwards(x, filter), ...tf.grads(upwards)([x, filter], random([2, 14, 14, 3], 3))];
    }),
  );
});

test.each([
  [false, false],
  [false, true],
  [true, false],
  [true, true],
])(
  "a product of matrices, transposed %s and %s, with its gradients",
  async (transposeA, transposeB) => {
    expectClose(
      await onBoth(() => {
        const multiply = (a: tf.Tensor, b: tf.Tensor) => tf.matMul(a, b, transposeA, transposeB);
        const [a, b] = [
          random(transposeA ? [5, 3] : [3, 5], 1),
          random(transposeB ? [4, 5] : [5, 4], 2),
        ];
        return [multiply(a, b), ...tf.grads(multiply)([a, b], random([3, 4], 3))];
      }),
    );
  },
);

describe("the gradients of a batch normalisation", () => {
  type Normalize = (...inputs: tf.Tensor[]) => tf.Tensor;
  const epsilon = 1e-3;
  const fused: Normalize = (x, ...statistics) =>
    tf.batchNorm(
      x!,
      ...(statistics as [tf.Tensor1D, tf.Tensor1D, tf.Tensor1D, tf.Tensor1D]),
      epsilon,
    );
  const formula: Normalize = (x, mean, variance, offset, scale) =>
    x!.sub(mean!).div(variance!.add(epsilon).sqrt()).mul(scale!).add(offset!);
  const gradients = (normalize: Normalize) => {
    const statistics = [
      [0.3, -0.2],
      [0.5, 2],
      [0.1, 0.2],
      [1.5, -0.5],
    ];
    const inputs = [random([4, 3, 3, 2], 1), ...statistics.map((values) => tf.tensor1d(values))];
    return tf.grads(normalize)(inputs, random([4, 3, 3, 2], 2));
  };

  test("are the same on both backends", async () => {
    expectClose(await onBoth(() => gradients(fused)));
  });

  test("are those of its formula", () => {
    const numbers = (normalize: Normalize) =>
      gradients(normalize).map((tensor) => Array.from(tensor.dataSync()));
    expectClose({ wasm: numbers(fused), cpu: numbers(formula) });
  });
});
