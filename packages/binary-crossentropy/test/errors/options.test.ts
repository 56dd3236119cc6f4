// Wrong options: whole messages.

import { anything, failure } from "@binary-crossentropy/test/failure";
import { BinaryCrossentropy, binaryCrossentropy, metrics } from "binary-crossentropy";
import { describe, expect, test } from "vitest";

const build = (options: unknown) => new BinaryCrossentropy(anything(options));

describe("options", () => {
  const names =
    "name, reduction, fromLogits, labelSmoothing, axis, dialect, epsilon, dtype, posWeight, ignoreLabel, validate";
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
    [
      { dialect: "keras" },
      'dialect must be one of "keras2", "keras3", "torch", "exact", got "keras". Did you mean keras2?',
    ],
    [
      { dialect: "PyTorch" },
      'dialect must be one of "keras2", "keras3", "torch", "exact", got "PyTorch". Did you mean torch?',
    ],
    [{ epsilon: 0.5 }, "epsilon must be in [0, 0.5), got 0.5."],
    [{ epsilon: -1 }, "epsilon must be in [0, 0.5), got -1."],
    [{ epsilon: "1e-7" }, 'epsilon must be a number, got "1e-7".'],
    [{ dtype: "float16" }, 'dtype must be one of "float32", "float64", got "float16".'],
    [{ dtype: null }, 'dtype must be one of "float32", "float64", got null.'],
    [
      { posWeight: -1 },
      "posWeight must be a number in [0, 3.4e38], or a flat array of them, one per label, got -1.",
    ],
    [
      { posWeight: Infinity },
      "posWeight must be a number in [0, 3.4e38], or a flat array of them, one per label, got Infinity.",
    ],
    [
      { posWeight: 1e39 },
      "posWeight must be a number in [0, 3.4e38], or a flat array of them, one per label, got 1e+39.",
    ],
    [
      { posWeight: [] },
      "posWeight must be a number in [0, 3.4e38], or a flat array of them, one per label, got [].",
    ],
    [
      { posWeight: [1, -2] },
      "posWeight must be a number in [0, 3.4e38], or a flat array of them, one per label, got [1, -2].",
    ],
    [
      { posWeight: [[1]] },
      "posWeight must be a number in [0, 3.4e38], or a flat array of them, one per label, got [[…]].",
    ],
    [
      { posWeight: Float32Array.of(1, NaN) },
      "posWeight must be a number in [0, 3.4e38], or a flat array of them, one per label, got Float32Array [1, NaN].",
    ],
    [{ ignoreLabel: Infinity }, "ignoreLabel must be finite or NaN, got Infinity."],
    [{ ignoreLabel: "255" }, 'ignoreLabel must be a number, got "255".'],
    [{ validate: "yes" }, 'validate must be true or false, got "yes".'],
    [
      { from_logits: true },
      `options must have no other keys than ${names}, got "from_logits". Did you mean fromLogits?`,
    ],
    [
      { fromLogit: true },
      `options must have no other keys than ${names}, got "fromLogit". Did you mean fromLogits?`,
    ],
    [
      { gamma: 2 },
      `options must have no other keys than ${names}, got "gamma". It is an option of BinaryFocalCrossentropy.`,
    ],
    [
      { sampleWeight: [1] },
      `options must have no other keys than ${names}, got "sampleWeight". It is the third argument of a loss object, and of updateState.`,
    ],
    [
      JSON.parse('{"__proto__": {"fromLogits": true}}'),
      `options must have no other keys than ${names}, got "__proto__".`,
    ],
    [true, "options must be an object, got true."],
    [null, "options must be an object, got null."],
    [[true], "options must be an object, got [true]."],
    [() => 1, "options must be an object, got a function."],
  ];
  test.each(cases.map(([input, message]) => ({ input, message })))(
    "$message",
    ({ input: options, message }) => {
      expect(failure(() => build(options))).toBe(`ValueError: BinaryCrossentropy: ${message}`);
    },
  );

  test("the function takes neither reduction nor name, the metric no reduction", () => {
    const shared =
      "fromLogits, labelSmoothing, axis, dialect, epsilon, dtype, posWeight, ignoreLabel, validate";
    expect(failure(() => binaryCrossentropy([1], [1], anything({ reduction: "sum" })))).toBe(
      `ValueError: binaryCrossentropy: options must have no other keys than ${shared}, got "reduction".`,
    );
    expect(failure(() => new metrics.BinaryCrossentropy(anything({ reduction: "sum" })))).toBe(
      `ValueError: metrics.BinaryCrossentropy: options must have no other keys than ${names.replace("reduction, ", "")}, got "reduction".`,
    );
  });

  test("undefined is the default, and an object without a prototype is an object", () => {
    const options = Object.assign(Object.create(null), {
      fromLogits: true,
      axis: undefined,
      dtype: undefined,
    });
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
