// Wrong tensors, shapes and values: whole messages.

import { anything, failure } from "@binary-crossentropy/test/failure";
import { BinaryCrossentropy, binaryCrossentropy, metrics } from "binary-crossentropy";
import { describe, expect, test } from "vitest";

describe("tensors", () => {
  const bce = new BinaryCrossentropy();
  const kinds = "be a number, an array of numbers or booleans, a typed array, or { data, shape }";
  const cyclic: unknown[] = [];
  cyclic.push(cyclic);
  const cases: [tensor: unknown, message: string][] = [
    [undefined, `yTrue must ${kinds}, got undefined.`],
    [null, `yTrue must ${kinds}, got null.`],
    ["1", `yTrue must ${kinds}, got "1".`],
    [1n, `yTrue must ${kinds}, got 1n. Convert BigInts with Number() first.`],
    [
      BigInt64Array.of(1n),
      `yTrue must ${kinds}, got BigInt64Array [1n]. Convert BigInts with Number() first.`,
    ],
    [new DataView(new ArrayBuffer(8)), `yTrue must ${kinds}, got an instance of DataView.`],
    [new ArrayBuffer(8), `yTrue must ${kinds}, got an instance of ArrayBuffer.`],
    [{ shape: [1] }, `yTrue must ${kinds}, got an object with the keys [shape].`],
    [{}, `yTrue must ${kinds}, got an object with the keys [].`],
    [new Map(), `yTrue must ${kinds}, got an instance of Map.`],
    [Math.max, `yTrue must ${kinds}, got a function.`],
    [
      { data: () => [1], shape: [1] },
      `yTrue must ${kinds}, got an object with the keys [data, shape]. Import binary-crossentropy/tfjs for tensors, or pass { data: tensor.dataSync(), shape: tensor.shape }.`,
    ],
    [
      [1, 2n],
      "yTrue must hold numbers or booleans, got 2n at [1]. Convert BigInts with Number() first.",
    ],
    [[[1], ["x"]], 'yTrue must hold numbers or booleans, got "x" at [1, 0].'],
    [[[1], [null]], "yTrue must hold numbers or booleans, got null at [1, 0]."],
    // biome-ignore lint/suspicious/noSparseArray: a hole is what is tested.
    [[1, , 3], "yTrue must hold numbers or booleans, got undefined at [1]."],
    [[Object(1)], "yTrue must hold numbers or booleans, got an instance of Number at [0]."],
    [cyclic, "yTrue must have at most 32 axes, got more."],
    [{ data: [1, "2"], shape: [2] }, 'yTrue.data must hold numbers or booleans, got "2" at [1].'],
    [
      { data: "12", shape: [2] },
      'yTrue.data must be a typed array or an array of numbers or booleans, got "12".',
    ],
    [
      { data: BigUint64Array.of(1n), dims: [1] },
      "yTrue.data must be a typed array or an array of numbers or booleans, got BigUint64Array [1n]. Convert BigInts with Number() first.",
    ],
    [{ data: [1], shape: 1 }, "yTrue.shape must hold integers >= 0, got 1."],
    [{ data: [1], shape: [-1] }, "yTrue.shape must hold integers >= 0, got [-1]."],
    [{ data: [1], dims: [0.5] }, "yTrue.dims must hold integers >= 0, got [0.5]."],
    [{ data: [1], shape: [1], stride: ["1"] }, 'yTrue.stride must hold integers, got ["1"].'],
    [{ data: [1], shape: [1], offset: -1 }, "yTrue.offset must hold integers >= 0, got [-1]."],
  ];
  test.each(cases.map(([input, message]) => ({ input, message })))(
    "$message",
    ({ input: tensor, message }) => {
      expect(failure(() => bce(anything(tensor), 1))).toBe(
        `ValueError: BinaryCrossentropy: ${message}`,
      );
    },
  );

  const shapes: [tensor: unknown, message: string][] = [
    [
      [[1, 2], [3]],
      "yTrue must have rows of equal length, got a row of length 1 at [1] beside rows of length 2.",
    ],
    [[[1, 2], 3], "yTrue must have rows of equal length, got 3 at [1] beside rows of length 2."],
    [
      [1, [2]],
      "yTrue must have rows of equal length, got a row of length 1 at [1] beside numbers.",
    ],
    [
      [
        [[1], [2]],
        [[3], [4, 5]],
      ],
      "yTrue must have rows of equal length, got a row of length 2 at [1, 1] beside rows of length 1.",
    ],
    [
      [[], [1]],
      "yTrue must have rows of equal length, got a row of length 1 at [1] beside rows of length 0.",
    ],
    [
      [Float32Array.of(1, 2), Float32Array.of(3)],
      "yTrue must have rows of equal length, got a row of length 1 at [1] beside rows of length 2.",
    ],
    [
      { data: [1, 2, 3], shape: [2, 2] },
      "yTrue must have as many elements as its shape says, got shape [2, 2] of 4 with data of length 3.",
    ],
    [
      { data: [1], dims: [], offset: 1 },
      "yTrue must stay inside its data, got elements 1 to 1 of data of length 1.",
    ],
    [
      { data: [1, 2, 3], shape: [2, 2], stride: [2, 1] },
      "yTrue must stay inside its data, got elements 0 to 3 of data of length 3.",
    ],
    [
      { data: [1, 2, 3], shape: [3], stride: [-1] },
      "yTrue must stay inside its data, got elements -2 to 0 of data of length 3.",
    ],
    [
      { data: [1, 2], shape: [2], stride: [1, 1] },
      "yTrue must have one stride per axis, got stride [1, 1] with shape [2].",
    ],
  ];
  test.each(shapes.map(([input, message]) => ({ input, message })))(
    "$message",
    ({ input: tensor, message }) => {
      expect(failure(() => bce(anything(tensor), [1]))).toBe(
        `ShapeError: BinaryCrossentropy: ${message}`,
      );
    },
  );

  test("an array whose buffer was transferred is not an empty one", () => {
    const gone = Float32Array.of(1, 0);
    structuredClone(gone.buffer, { transfer: [gone.buffer] });
    expect(failure(() => bce(gone, gone))).toBe(
      "ValueError: BinaryCrossentropy: yTrue must hold its data, got an array whose buffer was transferred.",
    );
    expect(bce(new Float32Array(0), new Float32Array(0))).toBeNaN();
  });

  test("every argument is named", () => {
    expect(failure(() => bce([1], anything("p")))).toBe(
      `ValueError: BinaryCrossentropy: yPred must ${kinds}, got "p".`,
    );
    expect(failure(() => bce([1], [1], anything("w")))).toBe(
      `ValueError: BinaryCrossentropy: sampleWeight must ${kinds}, got "w".`,
    );
    expect(failure(() => bce([1], [1], 1, { mask: anything("m") }))).toBe(
      `ValueError: BinaryCrossentropy: mask must ${kinds}, got "m".`,
    );
    expect(failure(() => binaryCrossentropy([1], anything({})))).toBe(
      `ValueError: binaryCrossentropy: yPred must ${kinds}, got an object with the keys [].`,
    );
    expect(failure(() => new metrics.BinaryCrossentropy().updateState([1], anything({})))).toBe(
      `ValueError: metrics.BinaryCrossentropy: yPred must ${kinds}, got an object with the keys [].`,
    );
  });
});

describe("shapes", () => {
  const bce = new BinaryCrossentropy();
  const zeros = (...shape: number[]) => ({
    data: new Float32Array(shape.reduce((a, b) => a * b, 1)),
    shape,
  });
  const cases: [run: () => unknown, message: string][] = [
    [
      () => bce(zeros(2, 3), zeros(2, 1)),
      "BinaryCrossentropy: yTrue and yPred must have the same shape, got [2, 3] and [2, 1].",
    ],
    [
      () => bce(zeros(4), zeros(4, 1, 1)),
      "BinaryCrossentropy: yTrue and yPred must have the same shape, got [4] and [4, 1, 1].",
    ],
    [
      () => bce(zeros(1, 4), zeros(4)),
      "BinaryCrossentropy: yTrue and yPred must have the same shape, got [1, 4] and [4].",
    ],
    [
      () => bce(zeros(), zeros(4)),
      "BinaryCrossentropy: yTrue and yPred must have the same shape, got [] and [4].",
    ],
    [
      () => binaryCrossentropy(zeros(4), zeros(4, 1)),
      "binaryCrossentropy: yTrue and yPred must have the same shape, got [4] and [4, 1].",
    ],
    [
      () => bce(zeros(4, 3), zeros(4, 3), zeros(3)),
      "BinaryCrossentropy: sampleWeight must fit the losses of shape [4], got shape [3]. What fits: a scalar, [4], [4, 1], [4, 3] for one per element.",
    ],
    [
      () => bce(zeros(2, 3, 4), zeros(2, 3, 4), zeros(3)),
      "BinaryCrossentropy: sampleWeight must fit the losses of shape [2, 3], got shape [3]. What fits: a scalar, [2], [2, 3], [2, 3, 1], [2, 3, 4] for one per element.",
    ],
    [
      () => bce(zeros(4), zeros(4), zeros(3)),
      "BinaryCrossentropy: sampleWeight must fit the losses of shape [], got shape [3]. What fits: a scalar, [4] for one per element.",
    ],
    [
      () => bce(zeros(4, 1), zeros(4, 1), null, { mask: zeros(4, 2) }),
      "BinaryCrossentropy: mask must fit the losses of shape [4], got shape [4, 2]. What fits: a scalar, [4], [4, 1].",
    ],
    [
      () => new BinaryCrossentropy({ posWeight: [1, 2] })(zeros(4, 3), zeros(4, 3)),
      "BinaryCrossentropy: posWeight must be one number, or one per label along the last axis, got 2 for shape [4, 3].",
    ],
  ];
  test.each(cases)("%#", (run, message) => {
    expect(failure(run)).toBe(`ShapeError: ${message}`);
  });

  const axes: [axis: number | number[] | null, tensor: unknown, message: string][] = [
    [2, zeros(2, 3), "axis must be in [-2, 1] for shape [2, 3], got 2."],
    [-3, zeros(2, 3), "axis must be in [-2, 1] for shape [2, 3], got -3."],
    [[0, 5], zeros(2, 3), "axis must be in [-2, 1] for shape [2, 3], got 5."],
    [[0, -2], zeros(2, 3), "axis must name each axis once for shape [2, 3], got [0, -2]."],
    [
      -1,
      0.5,
      "axis must be null or [] for shape [], got -1. Pass axis: null, or data with a batch axis.",
    ],
  ];
  test.each(axes)("axis %o", (axis, tensor, message) => {
    expect(
      failure(() => new BinaryCrossentropy({ axis })(anything(tensor), anything(tensor))),
    ).toBe(`ValueError: BinaryCrossentropy: ${message}`);
  });
});

describe("values", () => {
  test("a mask is boolean, or 0 and 1", () => {
    expect(
      failure(() => new BinaryCrossentropy()([[1], [0]], [[1], [0]], null, { mask: [1, 0.5] })),
    ).toBe("ValueError: BinaryCrossentropy: mask must be boolean, or 0 and 1, got 0.5 at [1].");
    expect(failure(() => new BinaryCrossentropy()([[1]], [[1]], null, { mask: NaN }))).toBe(
      "ValueError: BinaryCrossentropy: mask must be boolean, or 0 and 1, got NaN at [].",
    );
  });

  test("validate names the first bad label and the first bad prediction", () => {
    const bce = new BinaryCrossentropy({ validate: true });
    expect(failure(() => bce([[0, 2]], [[0, 1]]))).toBe(
      "ValueError: BinaryCrossentropy: yTrue must be labels in [0, 1], got 2 at [0, 1].",
    );
    expect(failure(() => bce([[0, NaN]], [[0, 1]]))).toBe(
      "ValueError: BinaryCrossentropy: yTrue must be labels in [0, 1], got NaN at [0, 1]. If it stands for a missing label, pass ignoreLabel: NaN, or a mask.",
    );
    expect(failure(() => bce([[0, 1, 1]], [[0, 1, 3.1]]))).toBe(
      "ValueError: BinaryCrossentropy: yPred must be probabilities in [0, 1], got 3.1 at [0, 2]. Pass fromLogits: true if these are logits.",
    );
    expect(failure(() => bce([0], [NaN]))).toBe(
      "ValueError: BinaryCrossentropy: yPred must be probabilities in [0, 1], got NaN at [0].",
    );
    expect(failure(() => bce([0], [1 + 2 ** -40]))).toBe(
      "ValueError: BinaryCrossentropy: yPred must be probabilities in [0, 1], got 1.0000000000009095 at [0]. Pass fromLogits: true if these are logits.",
    );
    const logits = new BinaryCrossentropy({ validate: true, fromLogits: true });
    expect(failure(() => logits([0], [NaN]))).toBe(
      "ValueError: BinaryCrossentropy: yPred must be logits, got NaN at [0].",
    );
    expect(logits([0, 1], [-Infinity, Infinity])).toBe(0);
    expect(failure(() => binaryCrossentropy([0], [2], { validate: true }))).toBe(
      "ValueError: binaryCrossentropy: yPred must be probabilities in [0, 1], got 2 at [0]. Pass fromLogits: true if these are logits.",
    );
  });

  test("validate finds a bad value in any kind of array, wherever it lies", () => {
    const bce = new BinaryCrossentropy({ validate: true });
    const shape = [3, 50];
    for (const Kind of [Float32Array, Float64Array])
      for (const strides of [
        [50, 1],
        [1, 3],
        [100, 2],
      ]) {
        const yTrue = { data: new Kind(300).fill(-0), shape, strides };
        const data = new Kind(300).fill(2);
        for (let i = 0; i < 150; i++)
          data[Math.floor(i / 50) * strides[0]! + (i % 50) * strides[1]!] = i === 7 ? -0 : 0.5;
        expect(bce(yTrue, { data, shape, strides })).toBeGreaterThan(0);
        data[2 * strides[0]! + 49 * strides[1]!] = 1.5;
        expect(failure(() => bce(yTrue, { data, shape, strides }))).toBe(
          "ValueError: BinaryCrossentropy: yPred must be probabilities in [0, 1], got 1.5 at [2, 49]. Pass fromLogits: true if these are logits.",
        );
      }
  });

  test("validate passes over what a mask or ignoreLabel leaves out", () => {
    const bce = new BinaryCrossentropy({ validate: true, ignoreLabel: -1 });
    expect(
      bce([[1], [-1], [7]], [[1], [NaN], [9]], null, { mask: [true, true, false] }),
    ).toBeCloseTo(0, 6);
    const nan = new BinaryCrossentropy({ validate: true, ignoreLabel: NaN });
    expect(nan([[1], [NaN]], [[1], [5]])).toBeCloseTo(0, 6);
  });
});
