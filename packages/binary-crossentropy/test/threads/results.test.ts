// What a pool computes is what the calling thread computes alone, to the bit, in the synchronous
// and in the asynchronous calls, whatever the options, the weights and the length.

import { testInTiers } from "@binary-crossentropy/test/tiers";
import {
  BinaryCrossentropy,
  BinaryFocalCrossentropy,
  kernelName,
  metrics,
  type Reduction,
} from "binary-crossentropy";
import { SharedKernelMemory, startThreads, type Threads } from "binary-crossentropy/threads";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { limitKernels } from "../../dist/ambient.js";
import {
  allocateIn,
  differences,
  type Problem,
  share,
  shareAll,
  solve,
  solveLater,
  untilWorkersTakePart,
} from "./shared.js";

let threads: Threads;

beforeAll(async () => {
  threads = await startThreads({ count: 3, threshold: 0 });
});

afterAll(() => threads.stop());

const rangeLength = 32768;

const numbers = (length: number, of: (i: number) => number) =>
  Float32Array.from({ length }, (_, i) => of(i));
const labels = (length: number) => Uint8Array.from({ length }, (_, i) => ((i * 7) % 3) & 1);
const logits = (length: number) => numbers(length, (i) => 8 * Math.sin(i * i));
const probabilities = (length: number) => numbers(length, (i) => 0.5 + 0.5 * Math.sin(i * i));
const weights = (length: number) => numbers(length, (i) => 1 + Math.cos(i));
const masked = (length: number) => Uint8Array.from({ length }, (_, i) => (i % 5 ? 1 : 0));

async function check(problem: Problem): Promise<void> {
  const alone = solve(problem, false);
  for (const isKernelMemory of [false, true]) {
    let shared = problem;
    untilWorkersTakePart(threads, () => {
      const allocate = isKernelMemory
        ? allocateIn(new SharedKernelMemory({ byteLength: 2 ** 24 }))
        : undefined;
      shared = shareAll(problem, allocate);
      expect(differences(solve(shared, true, allocate), alone)).toEqual([]);
    });
    expect(differences(await solveLater(threads, shared), alone)).toEqual([]);
  }
}

describe("lengths around those of the ranges", () => {
  const more = [2, 3].flatMap((ranges) => [-1, 0, 1].map((more) => ranges * rangeLength + more));
  const lengths = [rangeLength + 1, ...more].map((n): [title: string, n: number] => [`${n}`, n]);
  testInTiers(lengths, [`${2 * rangeLength + 1}`], (_, n) =>
    check({
      bce: new BinaryCrossentropy<Reduction>({ fromLogits: true }),
      yTrue: labels(n),
      yPred: logits(n),
    }),
  );

  test.each(["none", null] as const)("losses that are not reduced, under %s", (reduction) => {
    const shape = [3 * rangeLength, 2];
    const [y, z] = [labels(shape[0]! * 2), logits(shape[0]! * 2)];
    const bce = new BinaryCrossentropy<Reduction>({ fromLogits: true, reduction });
    const alone = bce({ data: y, shape }, { data: z, shape });
    const [yShared, zShared] = [share(y), share(z)];
    untilWorkersTakePart(threads, () => {
      const value = bce({ data: yShared, shape }, { data: zShared, shape });
      expect(value).toEqual(alone);
    });
  });

  test("one range is left to the calling thread", () => {
    const before = threads.passes;
    new BinaryCrossentropy()(share(labels(rangeLength)), share(probabilities(rangeLength)));
    expect(threads.passes).toBe(before);
  });
});

describe("options, weights and masks", () => {
  const rows = 12345;
  const n = 8 * rows;
  const shape = [rows, 8];
  const matrix = { yTrue: { data: labels(n), shape }, yPred: { data: probabilities(n), shape } };
  const with64 = { yTrue: Float64Array.from(labels(n)), yPred: Float64Array.from(logits(n)) };
  const bce = (options: ConstructorParameters<typeof BinaryCrossentropy<Reduction>>[0]) =>
    new BinaryCrossentropy<Reduction>(options);

  const dialects = (["keras2", "keras3", "torch", "exact"] as const).map((dialect) => [
    dialect,
    { ...matrix, bce: bce({ dialect }) },
  ]);
  const reductions = ([null, "none", "sum", "mean", "mean_with_sample_weight"] as const).map(
    (reduction) => [
      `reduction ${reduction}`,
      { ...matrix, bce: bce({ reduction }), weight: weights(rows) },
    ],
  );
  const problems: [string, Problem][] = [
    ...(dialects as [string, Problem][]),
    ...(reductions as [string, Problem][]),
    ["float64", { ...with64, bce: bce({ fromLogits: true }) }],
    ["float32 of float64", { ...with64, bce: bce({ fromLogits: true, dtype: "float32" }) }],
    ["label smoothing", { ...matrix, bce: bce({ labelSmoothing: 0.1 }) }],
    ["a scalar weight", { ...matrix, bce: bce({}), weight: 3 }],
    [
      "flat weights",
      {
        yTrue: labels(n),
        yPred: probabilities(n),
        bce: bce({ reduction: "mean_with_sample_weight" }),
        weight: weights(n),
      },
    ],
    ["a weight per element", { ...matrix, bce: bce({}), weight: { data: weights(n), shape } }],
    [
      "a small weight that is not shared",
      {
        yTrue: matrix.yTrue,
        yPred: matrix.yPred,
        bce: bce({ axis: 0 }),
        weight: [1, 2, 3, 4, 5, 6, 7, 8],
      },
    ],
    ["a mask per row", { ...matrix, bce: bce({}), mask: masked(rows) }],
    ["a mask per element", { ...matrix, bce: bce({}), mask: { data: masked(n), shape } }],
    [
      "a mask per element, weighted mean",
      {
        ...matrix,
        bce: bce({ reduction: "mean_with_sample_weight" }),
        mask: { data: masked(n), shape },
        weight: weights(rows),
      },
    ],
    ["ignoreLabel", { ...matrix, bce: bce({ ignoreLabel: 1 }) }],
    ["axis 0", { ...matrix, bce: bce({ axis: 0 }) }],
    ["axis 0, masked", { ...matrix, bce: bce({ axis: 0 }), mask: { data: masked(n), shape } }],
    ["axis null", { ...matrix, bce: bce({ axis: null }) }],
    ["axis [0, 1]", { ...matrix, bce: bce({ axis: [0, 1] }) }],
    ["axis []", { ...matrix, bce: bce({ axis: [] }) }],
    ["posWeight per label", { ...matrix, bce: bce({ posWeight: [1, 2, 3, 4, 0, 0.5, 7, 1] }) }],
    [
      "columns first",
      {
        yTrue: { data: labels(n), shape, stride: [1, rows] },
        yPred: { data: probabilities(n), shape, stride: [1, rows] },
        bce: bce({}),
      },
    ],
    [
      "columns first in one of two, in tiles",
      {
        yTrue: { data: labels(200 * 512), shape: [200, 512] },
        yPred: { data: probabilities(200 * 512), shape: [200, 512], stride: [1, 200] },
        bce: bce({}),
      },
    ],
  ];
  test.each(problems)("%s", (_, problem) => check(problem));
});

describe("focal loss", () => {
  const rows = 12345;
  const n = 8 * rows;
  const shape = [rows, 8];
  const matrix = { yTrue: { data: labels(n), shape }, yPred: { data: probabilities(n), shape } };
  const focal = (options: ConstructorParameters<typeof BinaryFocalCrossentropy<Reduction>>[0]) =>
    new BinaryFocalCrossentropy<Reduction>(options);

  const problems: [string, Problem][] = [
    ["probabilities", { ...matrix, bce: focal({}) }],
    [
      "logits",
      { yTrue: labels(n), yPred: logits(n), bce: focal({ fromLogits: true, gamma: 0.7 }) },
    ],
    [
      "float64",
      {
        yTrue: Float64Array.from(labels(n)),
        yPred: Float64Array.from(logits(n)),
        bce: focal({ fromLogits: true, gamma: 3 }),
      },
    ],
    ["alpha", { ...matrix, bce: focal({ applyClassBalancing: true, alpha: 0.4 }) }],
    ["a gamma of 0", { ...matrix, bce: focal({ gamma: 0 }) }],
    [
      "weights and a mask",
      {
        ...matrix,
        bce: focal({ reduction: "mean_with_sample_weight" }),
        weight: weights(rows),
        mask: { data: masked(n), shape },
      },
    ],
    ["losses by row", { ...matrix, bce: focal({ reduction: "none" }) }],
  ];
  testInTiers(problems, ["logits", "weights and a mask"], (_, problem) => check(problem));
});

describe("what stays on the calling thread", () => {
  const n = 100_000;
  const bce = new BinaryCrossentropy<Reduction>({ fromLogits: true });
  const alone = solve({ bce, yTrue: labels(n), yPred: logits(n) }, false);
  const unshared: [string, () => unknown, unknown][] = [
    ["unshared labels", () => bce(labels(n), share(logits(n))), alone.value],
    [
      "an unshared gradient",
      () => bce.valueAndGrad(share(labels(n)), share(logits(n))).grad,
      alone.grad,
    ],
    [
      "a gradient in place",
      () => {
        const predictions = share(logits(n));
        return bce.valueAndGrad(share(labels(n)), predictions, null, { out: predictions }).grad;
      },
      alone.grad,
    ],
    [
      "one cell from which elements are left out",
      () =>
        new BinaryCrossentropy({ fromLogits: true, ignoreLabel: 2, axis: null })(
          share(new Uint8Array(2 ** 21)),
          share(new Float32Array(2 ** 21)),
        ),
      Math.fround(Math.LN2),
    ],
  ];
  test.each(unshared)("%s", (_, call, expected) => {
    const before = threads.passes;
    expect(call()).toEqual(expected);
    expect(threads.passes).toBe(before);
  });
});

test.each(["simd", "javascript"] as const)(
  "workers compute with the kernels of the calling thread: %s",
  async (name) => {
    limitKernels(name);
    expect(kernelName()).toBe(name);
    await check({
      bce: new BinaryCrossentropy<Reduction>(),
      yTrue: labels(100_000),
      yPred: probabilities(100_000),
    });
    limitKernels("relaxed-simd");
    expect(threads.lost).toBe(0);
  },
);

test("the metric uses the pool", () => {
  const n = 1_000_000;
  const [yTrue, yPred] = [labels(n), logits(n)];
  const [alone, shared] = [
    new metrics.BinaryCrossentropy({ fromLogits: true }),
    new metrics.BinaryCrossentropy({ fromLogits: true }),
  ];
  alone.updateState(yTrue, yPred);
  const before = threads.passes;
  const arrays = [share(yTrue), share(yPred)] as const;
  for (let i = 0; i < 50 && threads.passes === before; i++) {
    shared.resetState();
    shared.updateState(...arrays);
  }
  expect(threads.passes).toBeGreaterThan(before);
  expect(shared.result()).toBe(alone.result());
});

test("calls of both kinds side by side", async () => {
  const n = 300_000;
  const bce = new BinaryCrossentropy({ fromLogits: true });
  const [yTrue, yPred] = [share(labels(n)), share(logits(n))];
  const expected = bce(labels(n), logits(n));
  const later = Array.from({ length: 5 }, () => threads.evaluate(bce, yTrue, yPred));
  for (let i = 0; i < 5; i++) expect(bce(yTrue, yPred)).toBe(expected);
  expect(await Promise.all(later)).toEqual(Array(5).fill(expected));
});
