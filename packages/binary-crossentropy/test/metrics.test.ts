// Binary accuracy, and what all metrics share: they are called like functions, and written as JSON.

import {
  BinaryCrossentropy,
  Loss,
  losses,
  metrics,
  type NdArray,
  ShapeError,
  ValueError,
} from "binary-crossentropy";
import { describe, expect, test } from "vitest";

type Batch = Parameters<InstanceType<typeof metrics.BinaryAccuracy>>;

/** The accuracy of one batch. */
const accuracyOf = (
  options: ConstructorParameters<typeof metrics.BinaryAccuracy>[0],
  ...b: Batch
) => new metrics.BinaryAccuracy(options)(...b);

describe("binary accuracy", () => {
  test("has the numbers in Keras's documentation", () => {
    const metric = new metrics.BinaryAccuracy();
    metric.updateState([[1], [1], [0], [0]], [[0.98], [1], [0], [0.6]]);
    expect(metric.result()).toBe(0.75);
    metric.resetState();
    metric.updateState([[1], [1], [0], [0]], [[0.98], [1], [0], [0.6]], [1, 0, 0, 1]);
    expect(metric.result()).toBe(0.5);
  });

  test("counts a prediction above the threshold, not at it, in the compute dtype", () => {
    expect(accuracyOf({}, [0, 1], [0.5, 0.5])).toBe(0.5);
    expect(accuracyOf({ threshold: 0.7 }, [[0], [1]], [[0.7], [0.7000001]])).toBe(1);
    // Rounded to float32 both are the threshold; in float64 one is above it.
    const [t, above] = [0.7, 0.7 + 2 ** -50];
    expect(accuracyOf({ threshold: t }, 1, [[above]])).toBe(0);
    expect(accuracyOf({ threshold: t }, 1, Float64Array.of(above))).toBe(1);
    expect(accuracyOf({ threshold: t, dtype: "float32" }, 1, Float64Array.of(above))).toBe(0);
    expect(accuracyOf({ threshold: t, dtype: "float64" }, 1, [[above]])).toBe(1);
  });

  test("of logits is that of their sigmoid", () => {
    expect(accuracyOf({ fromLogits: true }, [[1], [0], [0], [1]], [[1e-30], [0], [-3], [-1]])).toBe(
      0.75,
    );
    const z = Math.log(3);
    const options = { fromLogits: true, threshold: 0.75 };
    expect(accuracyOf(options, 1, Float64Array.of(z + 1e-15))).toBe(1);
    expect(accuracyOf(options, 1, Float64Array.of(z - 1e-15))).toBe(0);
    expect(accuracyOf({ fromLogits: true }, [[1], [0]], [[Infinity], [-Infinity]])).toBe(1);
  });

  test("is the mean over the last axis, then over the samples by their weights", () => {
    const yTrue = [
      [1, 0, 1],
      [0, 0, 1],
    ];
    const yPred = [
      [0.9, 0.2, 0.1],
      [0.9, 0.2, 0.1],
    ];
    expect(accuracyOf({}, yTrue, yPred)).toBe(0.5);
    expect(accuracyOf({}, yTrue, yPred, [3, 1])).toBeCloseTo((3 * 2 + 1) / 12, 15);
    expect(
      accuracyOf({}, yTrue, yPred, [
        [1, 1, 0],
        [1, 1, 1],
      ]),
    ).toBeCloseTo((2 + 1) / 5, 15);
    expect(accuracyOf({ axis: 0 }, yTrue, yPred, [2, 1, 1])).toBe((2 * 0.5 + 1 + 0) / 4);
    expect(accuracyOf({}, yTrue, yPred, null, { mask: [true, false] })).toBe(2 / 3);
    const mask = [
      [1, 0, 0],
      [0, 1, 1],
    ];
    expect(accuracyOf({}, yTrue, yPred, null, { mask })).toBe(0.75);
    expect(accuracyOf({ ignoreLabel: 0 }, yTrue, yPred)).toBe((1 / 2 + 0) / 2);
  });

  test("reads data in every form, and ranks one apart", () => {
    const expected = 0.75;
    const [y, p] = [
      [1, 1, 0, 0],
      [0.98, 1, 0, 0.6],
    ];
    const column = (data: readonly number[]) => data.map((x) => [x]);
    expect(accuracyOf({}, Uint8Array.from(y), Float32Array.from(p))).toBe(expected);
    expect(accuracyOf({}, y.map(Boolean), Float64Array.from(p))).toBe(expected);
    expect(accuracyOf({}, y, column(p))).toBe(expected);
    expect(accuracyOf({}, column(y), p)).toBe(expected);
    expect(accuracyOf({}, y, p, [0, 0, 0, 2])).toBe(0);
    const [labels, transposed] = [
      { data: y, shape: [2, 2] },
      { data: [0.98, 0, 1, 0.6], shape: [2, 2], strides: [1, 2] },
    ];
    expect(accuracyOf({}, labels, transposed)).toBe(expected);
    expect(accuracyOf({}, 1, p)).toBe(expected);
    expect(accuracyOf({}, false, p)).toBe(0.25);
    expect(accuracyOf({ axis: null }, 1, 0.6)).toBe(1);
  });

  test("a label that is neither 0 nor 1 is not predicted, and NaN is a prediction of 0", () => {
    expect(accuracyOf({}, [0.9, 0.1, NaN, 2], [1, 0, 0, 1])).toBe(0);
    expect(accuracyOf({}, [0, 1], [NaN, NaN])).toBe(0.5);
    expect(accuracyOf({ ignoreLabel: NaN }, [[NaN], [1]], [[0], [1]])).toBe(1);
    expect(accuracyOf({}, [-0, 0], [0, -0])).toBe(1);
  });

  test("batches, parts and states merge to the whole", () => {
    const n = 1000;
    const y = Uint8Array.from({ length: n }, (_, i) => Number((i * 7919) % 5 < 2));
    const p = Float32Array.from({ length: n }, (_, i) => ((i * 104729) % 1009) / 1009);
    const w = Float32Array.from({ length: n }, (_, i) => i % 3);
    const whole = new metrics.BinaryAccuracy();
    whole.updateState(y, p, w);
    const [a, b] = [new metrics.BinaryAccuracy({ name: "a" }), new metrics.BinaryAccuracy()];
    for (let at = 0; at < n; at += 64)
      (at < 512 ? a : b).updateState(
        ...([y, p, w].map((x) => x.slice(at, at + 64)) as never as Batch),
      );
    a.merge(JSON.parse(JSON.stringify(b.state())));
    expect(a.state()).toEqual(whole.state());
    const hits = y.reduce(
      (sum, label, i) => sum + w[i]! * Number(label === Number(p[i]! > 0.5)),
      0,
    );
    expect(whole.state()).toEqual({ total: hits, count: w.reduce((sum, x) => sum + x, 0) });
    const merged = new metrics.BinaryAccuracy();
    merged.merge(a);
    expect(merged.result()).toBe(whole.result());
    expect(() => merged.merge(new metrics.BinaryAccuracy({ threshold: 0.6 }))).toThrow(
      'metrics.BinaryAccuracy: other must have the options {"threshold":0.5}, got {"threshold":0.6}.',
    );
    expect(() => merged.merge(new metrics.BinaryCrossentropy() as never)).toThrow(ValueError);
  });

  test("leaves out elements with the label to ignore, however labels lie", () => {
    const n = 5000;
    const y = Float32Array.from({ length: n }, (_, i) => (i % 7 === 3 ? -1 : i % 2));
    const p = Float32Array.from({ length: n }, (_, i) => (i % 3) / 2);
    const stateOf = (labels: Batch[0]) => {
      const metric = new metrics.BinaryAccuracy({ ignoreLabel: -1 });
      metric.updateState(labels, { data: p, shape: [n, 1] });
      return metric.state();
    };
    const kept = [...y.keys()].filter((i) => y[i] !== -1);
    const total = kept.filter((i) => y[i] === Number(p[i]! > 0.5)).length;
    const expected = { total, count: kept.length };
    const apart = Array.from({ length: 2 * n }, (_, i) => (i % 2 === 0 ? y[i / 2]! : -1));
    const shape = [n, 1];
    for (const Kind of [Int8Array, Float32Array, Float64Array]) {
      expect(stateOf({ data: new Kind(y), shape })).toEqual(expected);
      expect(stateOf({ data: new Kind(apart), shape, stride: [2, 1] })).toEqual(expected);
    }
    expect(stateOf({ data: apart, shape, stride: [2, 1] })).toEqual(expected);
    expect(stateOf(-1)).toEqual({ total: 0, count: 0 });
  });

  test("no elements, and none that are kept, change nothing", () => {
    const metric = new metrics.BinaryAccuracy();
    expect(metric.result()).toBe(0);
    metric.updateState([], []);
    metric.updateState({ data: [], shape: [0, 3] }, { data: [], shape: [0, 3] });
    metric.updateState([[1]], [[1]], null, { mask: [0] });
    expect(metric.state()).toEqual({ total: 0, count: 0 });
  });

  test("travels as Keras's configuration", () => {
    expect(new metrics.BinaryAccuracy().getConfig()).toEqual({
      name: "binary_accuracy",
      threshold: 0.5,
    });
    const ofKeras = { name: "acc", dtype: "float32", threshold: 0.6 };
    expect(metrics.BinaryAccuracy.fromConfig(ofKeras).getConfig()).toEqual(ofKeras);
    const own = new metrics.BinaryAccuracy({ fromLogits: true, ignoreLabel: NaN, axis: [0, 1] });
    const again = metrics.BinaryAccuracy.fromConfig(JSON.parse(JSON.stringify(own.getConfig())));
    expect(again.getConfig()).toEqual(own.getConfig());
    expect(own.getConfig()).toMatchObject({ from_logits: true, ignore_label: "NaN", axis: [0, 1] });
  });

  test.each<[string, () => unknown, string]>([
    [
      "a threshold for logits",
      () => new metrics.BinaryAccuracy({ threshold: 0 }),
      "metrics.BinaryAccuracy: threshold must be a number in (0, 1), got 0. Pass fromLogits: true if yPred holds logits.",
    ],
    [
      "another option",
      () => new metrics.BinaryAccuracy({ dialect: "torch" } as never),
      'metrics.BinaryAccuracy: options must have no other keys than name, fromLogits, axis, dtype, ignoreLabel, threshold, got "dialect".',
    ],
    [
      "a mask of numbers",
      () => accuracyOf({}, [1], [1], null, { mask: [2] }),
      "metrics.BinaryAccuracy: mask must be boolean, or 0 and 1, got 2 at [0].",
    ],
    [
      "other shapes",
      () => accuracyOf({}, [1, 0, 1], [1, 0]),
      "metrics.BinaryAccuracy: yTrue and yPred must have the same shape, got [3] and [2].",
    ],
  ])("refuses %s", (_, call, message) => expect(call).toThrow(message));

  test("a refused batch leaves the state as it was", () => {
    const metric = new metrics.BinaryAccuracy();
    metric([[1]], [[1]]);
    expect(() => metric([[1]], [[1]], [1, 2])).toThrow(ShapeError);
    expect(metric.state()).toEqual({ total: 1, count: 1 });
  });
});

describe.each(["BinaryCrossentropy", "BinaryFocalCrossentropy", "BinaryAccuracy"] as const)(
  "metrics.%s",
  (name) => {
    const Class = metrics[name];

    test("is called like a function, and returns the mean so far", () => {
      const [called, updated] = [new Class(), new Class()];
      for (const batch of [
        [
          [[1], [0]],
          [[0.7], [0.6]],
        ],
        [[[1]], [[0.2]], [3]],
        [[[1], [1]], [[NaN], [0.9]], null, { mask: [0, 1] }],
      ] as Batch[]) {
        updated.updateState(...batch);
        expect(called(...batch)).toBe(updated.result());
      }
      expect(called.state()).toEqual(updated.state());
    });

    test("is an instance of its class with a name that nothing can change", () => {
      const metric = new Class({ name: "mine" });
      expect(typeof metric).toBe("function");
      expect(metric).toBeInstanceOf(Class);
      expect(metric.name).toBe("mine");
      expect(() => Object.assign(metric, { name: "other" })).toThrow(TypeError);
      expect([[1]].map((y) => metric(y, [0.9]))).toEqual([metric.result()]);
      expect(Reflect.apply(metric, undefined, [[1], [0.9]])).toBe(metric.result());
    });

    test("is written as JSON in the form of Keras 3", () => {
      const metric = new Class({ name: "mine", ignoreLabel: NaN });
      metric([[1]], [[0.9]]);
      const json = JSON.parse(JSON.stringify({ metric })).metric;
      expect(json).toEqual({
        class_name: name,
        config: metric.getConfig(),
        module: "keras.metrics",
        registered_name: null,
      });
      expect(Class.fromConfig(json.config).getConfig()).toEqual(metric.getConfig());
    });

    test("merges only what a constructor made, or a state", () => {
      const metric = new Class();
      const forged = Object.setPrototypeOf(() => 0, Class.prototype);
      for (const other of [forged, Object.create(Class.prototype), () => 0, null, 1])
        expect(() => metric.merge(other as never)).toThrow(
          new RegExp(`^metrics\\.${name}: other must `),
        );
    });
  },
);

test("losses are written as JSON as losses.serialize gives them", () => {
  class Own extends Loss {
    call(_: NdArray, yPred: NdArray): NdArray {
      return yPred;
    }
  }
  const all = [
    new BinaryCrossentropy({ fromLogits: true, posWeight: [1, 2] }),
    new losses.BinaryFocalCrossentropy({ gamma: 3 }),
    new Own({ reduction: "sum" }),
  ];
  for (const loss of all) {
    expect(loss.toJSON()).toEqual(losses.serialize(loss as Loss));
    const json = JSON.parse(JSON.stringify({ loss })).loss;
    expect(json).toEqual(losses.serialize(loss as Loss));
    const again = losses.deserialize(json as object, { Own }) as Loss;
    expect(JSON.stringify(again)).toBe(JSON.stringify(loss));
    expect(again.constructor).toBe(loss.constructor);
  }
});
