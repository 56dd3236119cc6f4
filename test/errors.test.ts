// Bad input: each gets an error that names the argument, what was expected and what came. Whole messages.

import { BinaryCrossentropy, binaryCrossentropy, Loss, losses, metrics, toNested, ValueError } from "binary-crossentropy";
import { describe, expect, test } from "vitest";

/** Runs what must fail and gives the error's name and message. */
function failure(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(ValueError);
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
  return "nothing was thrown";
}

const anything = (value: unknown) => value as never;
const build = (options: unknown) => new BinaryCrossentropy(anything(options));

describe("options", () => {
  const names = "name, reduction, fromLogits, labelSmoothing, axis, dialect, epsilon, dtype, posWeight, ignoreLabel, validate";
  const cases: [options: unknown, message: string][] = [
    [{ fromLogits: 1 }, "fromLogits must be true or false, got 1."],
    [{ fromLogits: "true" }, 'fromLogits must be true or false, got "true".'],
    [{ fromLogits: null }, "fromLogits must be true or false, got null."],
    [{ labelSmoothing: 2 }, "labelSmoothing must be in [0, 1], got 2."],
    [{ labelSmoothing: -1e-9 }, "labelSmoothing must be in [0, 1], got -1e-9."],
    [{ labelSmoothing: NaN }, "labelSmoothing must be in [0, 1], got NaN."],
    [{ labelSmoothing: "0.1" }, 'labelSmoothing must be a number, got "0.1".'],
    [{ labelSmoothing: [0.1] }, "labelSmoothing must be a number, got [0.1]."],
    [{ axis: NaN }, "axis must be an integer, an array of integers, or null, got NaN."],
    [{ axis: 0.5 }, "axis must be an integer, an array of integers, or null, got 0.5."],
    [{ axis: "last" }, 'axis must be an integer, an array of integers, or null, got "last".'],
    [{ axis: [0, NaN] }, "axis must be an integer, an array of integers, or null, got [0, NaN]."],
    [{ axis: 1n }, "axis must be an integer, an array of integers, or null, got 1n."],
    [
      { reduction: "avg" },
      'reduction must be one of "auto", "sum_over_batch_size", "mean", "mean_with_sample_weight", "sum", "none", null, got "avg".',
    ],
    [
      { reduction: "sumOverBatchSize" },
      'reduction must be one of "auto", "sum_over_batch_size", "mean", "mean_with_sample_weight", "sum", "none", null, got "sumOverBatchSize". Did you mean sum_over_batch_size?',
    ],
    [
      { reduction: Symbol("sum") },
      'reduction must be one of "auto", "sum_over_batch_size", "mean", "mean_with_sample_weight", "sum", "none", null, got Symbol(sum).',
    ],
    [{ name: 7 }, "name must be a string, got 7."],
    [{ dialect: "keras" }, 'dialect must be one of "keras2", "keras3", "torch", "exact", got "keras". Did you mean keras2?'],
    [{ epsilon: 0.5 }, "epsilon must be in [0, 0.5), got 0.5."],
    [{ epsilon: -1 }, "epsilon must be in [0, 0.5), got -1."],
    [{ epsilon: "1e-7" }, 'epsilon must be a number, got "1e-7".'],
    [{ dtype: "float16" }, 'dtype must be one of "float32", "float64", got "float16".'],
    [{ dtype: null }, 'dtype must be one of "float32", "float64", got null.'],
    [{ posWeight: -1 }, "posWeight must be a finite number >= 0, or a flat array of them, one per label, got -1."],
    [{ posWeight: Infinity }, "posWeight must be a finite number >= 0, or a flat array of them, one per label, got Infinity."],
    [{ posWeight: [] }, "posWeight must be a finite number >= 0, or a flat array of them, one per label, got []."],
    [{ posWeight: [1, -2] }, "posWeight must be a finite number >= 0, or a flat array of them, one per label, got [1, -2]."],
    [{ posWeight: [[1]] }, "posWeight must be a finite number >= 0, or a flat array of them, one per label, got [[…]]."],
    [
      { posWeight: Float32Array.of(1, NaN) },
      "posWeight must be a finite number >= 0, or a flat array of them, one per label, got Float32Array [1, NaN].",
    ],
    [{ ignoreLabel: Infinity }, "ignoreLabel must be finite or NaN, got Infinity."],
    [{ ignoreLabel: "255" }, 'ignoreLabel must be a number, got "255".'],
    [{ validate: "yes" }, 'validate must be true or false, got "yes".'],
    [{ from_logits: true }, `options must have no other keys than ${names}, got "from_logits". Did you mean fromLogits?`],
    [{ fromLogit: true }, `options must have no other keys than ${names}, got "fromLogit". Did you mean fromLogits?`],
    [{ gamma: 2 }, `options must have no other keys than ${names}, got "gamma".`],
    [JSON.parse('{"__proto__": {"fromLogits": true}}'), `options must have no other keys than ${names}, got "__proto__".`],
    [true, "options must be an object, got true."],
    [null, "options must be an object, got null."],
    [[true], "options must be an object, got [true]."],
    [() => 1, "options must be an object, got a function."],
  ];
  test.each(cases.map(([input, message]) => ({ input, message })))("$message", ({ input: options, message }) => {
    expect(failure(() => build(options))).toBe(`ValueError: BinaryCrossentropy: ${message}`);
  });

  test("the function takes neither reduction nor name, the metric no reduction", () => {
    const shared = "fromLogits, labelSmoothing, axis, dialect, epsilon, dtype, posWeight, ignoreLabel, validate";
    expect(failure(() => binaryCrossentropy([1], [1], anything({ reduction: "sum" })))).toBe(
      `ValueError: binaryCrossentropy: options must have no other keys than ${shared}, got "reduction".`,
    );
    expect(failure(() => new metrics.BinaryCrossentropy(anything({ reduction: "sum" })))).toBe(
      `ValueError: metrics.BinaryCrossentropy: options must have no other keys than ${names.replace("reduction, ", "")}, got "reduction".`,
    );
  });

  test("undefined is the default, and an object without a prototype is an object", () => {
    const options = Object.assign(Object.create(null), { fromLogits: true, axis: undefined, dtype: undefined });
    expect(new BinaryCrossentropy(options)([0], [0])).toBeCloseTo(Math.LN2, 6);
  });

  test("each option of a Proxy or a getter is read once, so that the value checked is the value used", () => {
    const reads: Record<string, number> = {};
    const options = new Proxy({ labelSmoothing: 0.1 } as Record<string, unknown>, {
      get(target, key: string) {
        reads[key] = (reads[key] ?? 0) + 1;
        return key === "labelSmoothing" && reads[key] > 1 ? 99 : target[key];
      },
    });
    expect(new BinaryCrossentropy(options as object).getConfig().label_smoothing).toBe(0.1);
    expect(Object.values(reads).every((count) => count === 1)).toBe(true);
  });

  test("a Proxy that throws lets its own error through, and one as a value is described without being trusted", () => {
    const hostile = new Proxy(
      {},
      {
        get: () => {
          throw new Error("no");
        },
        ownKeys: () => {
          throw new Error("no keys");
        },
      },
    );
    expect(() => build(hostile)).toThrow("no keys");
    expect(failure(() => build({ labelSmoothing: hostile }))).toBe(
      "ValueError: BinaryCrossentropy: labelSmoothing must be a number, got an unreadable object.",
    );
  });

  test("arrays in options are copied: changing them later changes nothing", () => {
    const axis = [0];
    const posWeight = [2];
    const bce = new BinaryCrossentropy({ axis, posWeight, fromLogits: true });
    const before = bce([[1]], [[0]]);
    axis[0] = 7;
    posWeight[0] = 1000;
    expect(bce([[1]], [[0]])).toBe(before);
    bce.getConfig().axis = 7;
    expect(bce.getConfig().axis).toEqual([0]);
  });
});

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
    [BigInt64Array.of(1n), `yTrue must ${kinds}, got BigInt64Array [1n]. Convert BigInts with Number() first.`],
    [new DataView(new ArrayBuffer(8)), `yTrue must ${kinds}, got an instance of DataView.`],
    [new ArrayBuffer(8), `yTrue must ${kinds}, got an instance of ArrayBuffer.`],
    [{ shape: [1] }, `yTrue must ${kinds}, got an object with the keys [shape].`],
    [{}, `yTrue must ${kinds}, got an object with the keys [].`],
    [new Map(), `yTrue must ${kinds}, got an instance of Map.`],
    [Math.max, `yTrue must ${kinds}, got a function.`],
    [
      { data: () => [1], shape: [1] },
      `yTrue must ${kinds}, got an object with the keys [data, shape]. Pass { data: tensor.dataSync(), shape: tensor.shape }.`,
    ],
    [[1, 2n], "yTrue must hold numbers or booleans, got 2n at [1]. Convert BigInts with Number() first."],
    [[[1], ["x"]], 'yTrue must hold numbers or booleans, got "x" at [1, 0].'],
    [[[1], [null]], "yTrue must hold numbers or booleans, got null at [1, 0]."],
    // biome-ignore lint/suspicious/noSparseArray: a hole is what is tested.
    [[1, , 3], "yTrue must hold numbers or booleans, got undefined at [1]."],
    [[Object(1)], "yTrue must hold numbers or booleans, got an instance of Number at [0]."],
    [cyclic, "yTrue must have at most 32 axes, got more."],
    [{ data: [1, "2"], shape: [2] }, 'yTrue.data must hold numbers or booleans, got "2" at [1].'],
    [{ data: "12", shape: [2] }, 'yTrue.data must be a typed array or an array of numbers or booleans, got "12".'],
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
  test.each(cases.map(([input, message]) => ({ input, message })))("$message", ({ input: tensor, message }) => {
    expect(failure(() => bce(anything(tensor), 1))).toBe(`ValueError: BinaryCrossentropy: ${message}`);
  });

  const shapes: [tensor: unknown, message: string][] = [
    [[[1, 2], [3]], "yTrue must have rows of equal length, got a row of length 1 at [1] beside rows of length 2."],
    [[[1, 2], 3], "yTrue must have rows of equal length, got 3 at [1] beside rows of length 2."],
    [[1, [2]], "yTrue must have rows of equal length, got a row of length 1 at [1] beside numbers."],
    [
      [
        [[1], [2]],
        [[3], [4, 5]],
      ],
      "yTrue must have rows of equal length, got a row of length 2 at [1, 1] beside rows of length 1.",
    ],
    [[[], [1]], "yTrue must have rows of equal length, got a row of length 1 at [1] beside rows of length 0."],
    [
      [Float32Array.of(1, 2), Float32Array.of(3)],
      "yTrue must have rows of equal length, got a row of length 1 at [1] beside rows of length 2.",
    ],
    [
      { data: [1, 2, 3], shape: [2, 2] },
      "yTrue must have as many elements as its shape says, got shape [2, 2] of 4 with data of length 3.",
    ],
    [{ data: [1], dims: [], offset: 1 }, "yTrue must stay inside its data, got elements 1 to 1 of data of length 1."],
    [{ data: [1, 2, 3], shape: [2, 2], stride: [2, 1] }, "yTrue must stay inside its data, got elements 0 to 3 of data of length 3."],
    [{ data: [1, 2, 3], shape: [3], stride: [-1] }, "yTrue must stay inside its data, got elements -2 to 0 of data of length 3."],
    [{ data: [1, 2], shape: [2], stride: [1, 1] }, "yTrue must have one stride per axis, got stride [1, 1] with shape [2]."],
  ];
  test.each(shapes.map(([input, message]) => ({ input, message })))("$message", ({ input: tensor, message }) => {
    expect(failure(() => bce(anything(tensor), [1]))).toBe(`ShapeError: BinaryCrossentropy: ${message}`);
  });

  test("an array whose buffer was transferred is not an empty one", () => {
    const gone = Float32Array.of(1, 0);
    structuredClone(gone.buffer, { transfer: [gone.buffer] });
    expect(failure(() => bce(gone, gone))).toBe(
      "ValueError: BinaryCrossentropy: yTrue must hold its data, got an array whose buffer was transferred.",
    );
    expect(bce(new Float32Array(0), new Float32Array(0))).toBeNaN();
  });

  test("every argument is named", () => {
    expect(failure(() => bce([1], anything("p")))).toBe(`ValueError: BinaryCrossentropy: yPred must ${kinds}, got "p".`);
    expect(failure(() => bce([1], [1], anything("w")))).toBe(`ValueError: BinaryCrossentropy: sampleWeight must ${kinds}, got "w".`);
    expect(failure(() => bce([1], [1], 1, { mask: anything("m") }))).toBe(`ValueError: BinaryCrossentropy: mask must ${kinds}, got "m".`);
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
  const zeros = (...shape: number[]) => ({ data: new Float32Array(shape.reduce((a, b) => a * b, 1)), shape });
  const cases: [run: () => unknown, message: string][] = [
    [() => bce(zeros(2, 3), zeros(2, 1)), "BinaryCrossentropy: yTrue and yPred must have the same shape, got [2, 3] and [2, 1]."],
    [() => bce(zeros(4), zeros(4, 1, 1)), "BinaryCrossentropy: yTrue and yPred must have the same shape, got [4] and [4, 1, 1]."],
    [() => bce(zeros(1, 4), zeros(4)), "BinaryCrossentropy: yTrue and yPred must have the same shape, got [1, 4] and [4]."],
    [() => bce(1, zeros(4)), "BinaryCrossentropy: yTrue and yPred must have the same shape, got [] and [4]."],
    [() => binaryCrossentropy(zeros(4), zeros(4, 1)), "binaryCrossentropy: yTrue and yPred must have the same shape, got [4] and [4, 1]."],
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
    [-1, 0.5, "axis must be null or [] for shape [], got -1. Pass axis: null, or data with a batch axis."],
  ];
  test.each(axes)("axis %o", (axis, tensor, message) => {
    expect(failure(() => new BinaryCrossentropy({ axis })(anything(tensor), anything(tensor)))).toBe(
      `ValueError: BinaryCrossentropy: ${message}`,
    );
  });
});

describe("values", () => {
  test("a mask is boolean, or 0 and 1", () => {
    expect(failure(() => new BinaryCrossentropy()([[1], [0]], [[1], [0]], null, { mask: [1, 0.5] }))).toBe(
      "ValueError: BinaryCrossentropy: mask must be boolean, or 0 and 1, got 0.5 at [1].",
    );
    expect(failure(() => new BinaryCrossentropy()([[1]], [[1]], null, { mask: NaN }))).toBe(
      "ValueError: BinaryCrossentropy: mask must be boolean, or 0 and 1, got NaN at [].",
    );
  });

  test("validate names the first bad label and the first bad prediction", () => {
    const bce = new BinaryCrossentropy({ validate: true });
    expect(failure(() => bce([[0, 2]], [[0, 1]]))).toBe("ValueError: BinaryCrossentropy: yTrue must be labels in [0, 1], got 2 at [0, 1].");
    expect(failure(() => bce([[0, NaN]], [[0, 1]]))).toBe(
      "ValueError: BinaryCrossentropy: yTrue must be labels in [0, 1], got NaN at [0, 1].",
    );
    expect(failure(() => bce([[0, 1, 1]], [[0, 1, 3.1]]))).toBe(
      "ValueError: BinaryCrossentropy: yPred must be probabilities in [0, 1], got 3.1 at [0, 2]. Pass fromLogits: true if these are logits.",
    );
    expect(failure(() => bce([0], [NaN]))).toBe("ValueError: BinaryCrossentropy: yPred must be probabilities in [0, 1], got NaN at [0].");
    const logits = new BinaryCrossentropy({ validate: true, fromLogits: true });
    expect(failure(() => logits([0], [NaN]))).toBe("ValueError: BinaryCrossentropy: yPred must be logits, got NaN at [0].");
    expect(logits([0, 1], [-Infinity, Infinity])).toBe(0);
    expect(failure(() => binaryCrossentropy([0], [2], { validate: true }))).toBe(
      "ValueError: binaryCrossentropy: yPred must be probabilities in [0, 1], got 2 at [0]. Pass fromLogits: true if these are logits.",
    );
  });

  test("validate passes over what a mask or ignoreLabel leaves out", () => {
    const bce = new BinaryCrossentropy({ validate: true, ignoreLabel: -1 });
    expect(bce([[1], [-1], [7]], [[1], [NaN], [9]], null, { mask: [true, true, false] })).toBeCloseTo(0, 6);
    const nan = new BinaryCrossentropy({ validate: true, ignoreLabel: NaN });
    expect(nan([[1], [NaN]], [[1], [5]])).toBeCloseTo(0, 6);
  });
});

describe("out", () => {
  const bce = new BinaryCrossentropy();
  const grad = (out: unknown, yPred: unknown = [[1], [0]]) =>
    failure(() => bce.valueAndGrad([[1], [0]], anything(yPred), null, { out: anything(out) }));

  test("must be of the compute dtype and of yPred's size", () => {
    const kind = "out must be a Float32Array of length 2, or { data, shape } with one";
    expect(grad([0, 0])).toBe(`ValueError: BinaryCrossentropy: ${kind}, got [0, 0].`);
    expect(grad(new Float64Array(2))).toBe(`ValueError: BinaryCrossentropy: ${kind}, got Float64Array [0, 0].`);
    expect(grad({ data: [0, 0], shape: [2, 1] })).toBe(
      `ValueError: BinaryCrossentropy: ${kind}, got an object with the keys [data, shape].`,
    );
    expect(grad(new Float32Array(3))).toBe(
      "ShapeError: BinaryCrossentropy: out must have shape [2, 1] and length 2, got [3] and length 3.",
    );
    expect(grad({ data: new Float32Array(2), shape: [2] })).toBe(
      "ShapeError: BinaryCrossentropy: out must have shape [2, 1] and length 2, got [2] and length 2.",
    );
    expect(grad({ data: new Float32Array(4), shape: [2, 1], stride: [2, 1] })).toBe(
      "ShapeError: BinaryCrossentropy: out must have shape [2, 1] and length 2, got [2, 1] and length 4.",
    );
    expect(failure(() => bce.hessian([1], [1], null, { out: anything(null) }))).toBe(
      "ValueError: BinaryCrossentropy: out must be a Float32Array of length 1, or { data, shape } with one, got null.",
    );
  });

  test("stays as it is when something else is wrong", () => {
    const out = Float32Array.of(7, 7);
    const strict = new BinaryCrossentropy({ validate: true });
    for (const [yTrue, yPred, weight, mask] of [
      [[[1], [2]], [[1], [0]], null, null],
      [[[1], [0]], [[1], [5]], null, null],
      [[[1], [0]], [[1], [0]], [1, 2, 3], null],
      [[[1], [0]], [[1], [0]], null, [1, 2]],
    ]) {
      expect(failure(() => strict.valueAndGrad(anything(yTrue), anything(yPred), anything(weight), { mask: anything(mask), out }))).toMatch(
        /Error: /,
      );
      expect([...out]).toEqual([7, 7]);
    }
  });
});

describe("the fourth argument", () => {
  test("has a mask, and out where there is a gradient", () => {
    const bce = new BinaryCrossentropy();
    expect(failure(() => bce([1], [1], null, anything({ out: new Float32Array(1) })))).toBe(
      'ValueError: BinaryCrossentropy: the fourth argument must have no other keys than mask, got "out".',
    );
    expect(failure(() => bce.valueAndGrad([1], [1], null, anything({ Mask: 1 })))).toBe(
      'ValueError: BinaryCrossentropy: the fourth argument must have no other keys than mask, out, got "Mask". Did you mean mask?',
    );
    expect(failure(() => bce([1], [1], null, anything([true])))).toBe(
      "ValueError: BinaryCrossentropy: the fourth argument must be an object, got [true].",
    );
  });

  test("options where the weight belongs are pointed out", () => {
    expect(failure(() => new BinaryCrossentropy()([1], [1], anything({ mask: [true] })))).toBe(
      "ValueError: BinaryCrossentropy: sampleWeight must be a number, an array of numbers or booleans, a typed array, or { data, shape }, got an object with the keys [mask]. Options come fourth, after the weight.",
    );
  });
});

describe("losses", () => {
  const known = '"binary_crossentropy", "bce", "BCE", "binaryCrossentropy", "BinaryCrossentropy"';
  const cases: [run: () => unknown, message: string][] = [
    [() => losses.get("hinge"), `losses.get: identifier must be one of ${known}, got "hinge".`],
    [
      () => losses.get("binary_crosentropy"),
      `losses.get: identifier must be one of ${known}, got "binary_crosentropy". Did you mean binary_crossentropy?`,
    ],
    [
      () => losses.get("BinaryCrossEntropy"),
      `losses.get: identifier must be one of ${known}, got "BinaryCrossEntropy". Did you mean BinaryCrossentropy?`,
    ],
    [
      () => losses.deserialize({ class_name: "Mine", config: {} } as object, { Mine: anything(5) }),
      "losses.deserialize: customLosses.Mine must be a class that extends Loss, got 5.",
    ],
    [
      () => losses.deserialize({ class_name: "BinaryCrossentropy", config: {}, module: "my_package.losses" } as object),
      'losses.deserialize: module must be one of Keras, got "my_package.losses". Pass { BinaryCrossentropy } as customLosses for a loss of your own.',
    ],
    [() => losses.get(anything(undefined)), "losses.get: identifier must be a name, a configuration, a loss or a function, got undefined."],
    [() => losses.get(anything(null)), "losses.get: identifier must be a name, a configuration, a loss or a function, got null."],
    [() => losses.get({}), "losses.get: class_name must be one of BinaryCrossentropy, got undefined."],
    [
      () => losses.deserialize({ class_name: "Hinge", config: {} }),
      'losses.deserialize: class_name must be one of BinaryCrossentropy, got "Hinge".',
    ],
    [
      () => losses.deserialize({ class_name: "toString", config: {} }),
      'losses.deserialize: class_name must be one of BinaryCrossentropy, got "toString".',
    ],
    [() => losses.deserialize({ class_name: "BinaryCrossentropy" }), "losses.deserialize: config must be an object, got undefined."],
    [
      () => losses.deserialize({ class_name: "BinaryCrossentropy", config: null }),
      "losses.deserialize: config must be an object, got null.",
    ],
    [
      () => losses.deserialize({ class_name: "BinaryCrossentropy", config: {}, weights: 1 }),
      'losses.deserialize: the serialized loss must have no other keys than class_name, config, module, registered_name, shared_object_id, got "weights".',
    ],
    [() => losses.deserialize(anything(null)), "losses.deserialize: the serialized loss must be an object, got null."],
    [
      () => losses.serialize(anything(Math.max)),
      "losses.serialize: loss must be an instance of Loss, or binaryCrossentropy, got a function.",
    ],
  ];
  test.each(cases)("%#", (run, message) => {
    expect(failure(run)).toBe(`ValueError: ${message}`);
  });

  const keys = "name, reduction, from_logits, label_smoothing, axis, dialect, epsilon, dtype, pos_weight, ignore_label, fn";
  const hostile: [json: string, message: string][] = [
    ['{"fromLogits": true}', `config must have no other keys than ${keys}, got "fromLogits". Did you mean from_logits?`],
    ['{"__proto__": {"from_logits": true}}', `config must have no other keys than ${keys}, got "__proto__".`],
    ['{"constructor": 1}', `config must have no other keys than ${keys}, got "constructor".`],
    ['{"from_logits": "true"}', 'from_logits must be true or false, got "true".'],
    ['{"label_smoothing": 1e999}', "label_smoothing must be in [0, 1], got Infinity."],
    ['{"label_smoothing": null}', "label_smoothing must be a number, got null."],
    ['{"axis": 1e300}', "axis must be an integer, an array of integers, or null, got 1e+300."],
    ['{"axis": [[[[[]]]]]}', "axis must be an integer, an array of integers, or null, got [[…]]."],
    ['{"ignore_label": "nan"}', 'ignore_label must be a number, got "nan".'],
    [
      '{"pos_weight": {"length": 4294967295}}',
      "pos_weight must be a finite number >= 0, or a flat array of them, one per label, got an object with the keys [length].",
    ],
    ["[]", "config must be an object, got []."],
    ["null", "config must be an object, got null."],
    ["3", "config must be an object, got 3."],
  ];
  test.each(hostile)("fromConfig(%s)", (json, message) => {
    expect(failure(() => BinaryCrossentropy.fromConfig(JSON.parse(json)))).toBe(`ValueError: BinaryCrossentropy.fromConfig: ${message}`);
    expect(({} as { from_logits?: boolean }).from_logits).toBeUndefined();
  });
});

describe("metrics", () => {
  test("a failed update or merge leaves the state as it was", () => {
    const metric = new metrics.BinaryCrossentropy({ fromLogits: true });
    metric.updateState([1, 0], [2, 2]);
    const before = metric.state();
    expect(failure(() => metric.updateState([1, 0], [2, 2, 2]))).toBe(
      "ShapeError: metrics.BinaryCrossentropy: yTrue and yPred must have the same shape, got [2] and [3].",
    );
    expect(failure(() => metric.merge(anything({ total: 1 })))).toBe(
      "ValueError: metrics.BinaryCrossentropy: other.count must be a number, got undefined.",
    );
    expect(failure(() => metric.merge(anything({ total: null, count: 1 })))).toBe(
      "ValueError: metrics.BinaryCrossentropy: other.total must be a number, got null.",
    );
    expect(failure(() => metric.merge(anything(undefined)))).toBe(
      "ValueError: metrics.BinaryCrossentropy: other must be an object, got null. Pass a metric, or the state() of one.",
    );
    expect(failure(() => metric.merge(new metrics.BinaryCrossentropy()))).toBe(
      'ValueError: metrics.BinaryCrossentropy: other must have the options {"from_logits":true,"label_smoothing":0,"axis":-1}, got {"from_logits":false,"label_smoothing":0,"axis":-1}.',
    );
    expect(metric.state()).toEqual(before);
  });
});

describe("classes", () => {
  test("BinaryCrossentropy is not for extending, Loss is", () => {
    class Mine extends BinaryCrossentropy {
      override call() {
        return { data: new Float32Array(1), shape: [1] };
      }
    }
    expect(failure(() => new Mine())).toBe(
      "ValueError: BinaryCrossentropy: call must not be overridden, got Mine.call. Extend Loss instead.",
    );
  });

  test("a loss whose call returns something else than a tensor is told so", () => {
    class Odd extends Loss {
      call() {
        return anything("nothing");
      }
    }
    expect(failure(() => new Odd()([1], [1]))).toBe(
      'ValueError: Odd: what call returns must be a number, an array of numbers or booleans, a typed array, or { data, shape }, got "nothing".',
    );
    expect(failure(() => new Odd(anything({ axis: 1 })))).toBe(
      'ValueError: Odd: options must have no other keys than reduction, name, got "axis".',
    );
  });

  test("a class is not called without new, and toNested wants a tensor", () => {
    expect(() => Reflect.apply(BinaryCrossentropy, undefined, [])).toThrow(TypeError);
    expect(toNested({ data: Float32Array.of(3), shape: [] })).toBe(3);
  });
});
