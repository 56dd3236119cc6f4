// The callable base class, naming, configuration and the metric.

import {
  BinaryCrossentropy,
  Loss,
  type LossOptions,
  losses,
  metrics,
  type NdArray,
  Reduction,
  type TensorLike,
  ValueError,
} from "binary-crossentropy";
import { describe, expect, test } from "vitest";

class SquaredError extends Loss {
  readonly #scale: number;

  constructor({ scale = 1, ...options }: LossOptions & { scale?: number } = {}) {
    super(options);
    this.#scale = scale;
  }

  call(yTrue: NdArray, yPred: NdArray): NdArray {
    const width = yPred.shape.at(-1) ?? 1;
    const data = new Float64Array(yPred.data.length / width);
    for (let i = 0; i < yPred.data.length; i++)
      data[Math.floor(i / width)]! +=
        (this.#scale * (yPred.data[i]! - yTrue.data[i]!) ** 2) / width;
    // What a subclass does with its arguments stays with it.
    yTrue.data.fill(9);
    return { data, shape: yPred.shape.slice(0, -1) };
  }

  override getConfig() {
    return { ...super.getConfig(), scale: this.#scale };
  }
}

describe("an instance", () => {
  const bce = new BinaryCrossentropy({ name: "mine" });

  test("is a function and an instance of its classes", () => {
    expect(typeof bce).toBe("function");
    expect(bce).toBeInstanceOf(BinaryCrossentropy);
    expect(bce).toBeInstanceOf(Loss);
    expect(new SquaredError()).not.toBeInstanceOf(BinaryCrossentropy);
    expect([[1, 0]].map((y) => bce(y, [0.5, 0.5]))).toEqual([bce([1, 0], [0.5, 0.5])]);
    expect(Reflect.apply(bce, undefined, [[1], [0.5]])).toBe(bce([1], [0.5]));
    expect(bce.bind(null)([1], [0.5])).toBe(bce([1], [0.5]));
  });

  test("has its name and its reduction, which nothing can change", () => {
    expect(bce.name).toBe("mine");
    expect(new BinaryCrossentropy().name).toBe("binary_crossentropy");
    expect(bce.reduction).toBe("auto");
    expect(() => Object.assign(bce, { reduction: "sum" })).toThrow(TypeError);
    expect(new BinaryCrossentropy({ reduction: null }).reduction).toBeNull();
    expect(Reduction.SUM_OVER_BATCH_SIZE).toBe("sum_over_batch_size");
  });

  test("call gives one loss per sample, whatever the reduction", () => {
    expect(
      bce.call(
        [
          [0, 1],
          [0, 0],
        ],
        [
          [0.6, 0.4],
          [0.4, 0.6],
        ],
      ),
    ).toEqual(
      new BinaryCrossentropy({ reduction: "none" })(
        [
          [0, 1],
          [0, 0],
        ],
        [
          [0.6, 0.4],
          [0.4, 0.6],
        ],
      ),
    );
  });
});

describe("a loss of one's own", () => {
  const [yTrue, yPred] = [
    [
      [0, 0],
      [0, 0],
      [0, 0],
    ],
    [
      [1, 1],
      [2, 2],
      [3, 3],
    ],
  ];

  test("inherits weights, mask and reductions", () => {
    expect(new SquaredError()(yTrue, yPred)).toBeCloseTo(14 / 3, 6);
    expect(new SquaredError({ reduction: "sum" })(yTrue, yPred, [1, 0, 2])).toBe(19);
    expect(
      new SquaredError({ reduction: "mean_with_sample_weight" })(yTrue, yPred, [1, 0, 2]),
    ).toBeCloseTo(19 / 3, 6);
    expect(new SquaredError({ reduction: "none" })(yTrue, yPred, [[1], [0], [2]])).toEqual({
      data: Float32Array.of(1, 0, 18),
      shape: [3],
    });
    expect(new SquaredError()(yTrue, yPred, null, { mask: [true, false, true] })).toBe(5);
    expect(() => new SquaredError()(yTrue, yPred, [1, 2])).toThrow(
      "SquaredError: sampleWeight must fit the losses of shape [3], got shape [2]. What fits: a scalar, [3], [3, 1].",
    );
  });

  test("inherits the repair of ranks one apart and flat weights", () => {
    expect(new SquaredError({ reduction: "none" })([0, 0], [[1], [2]])).toEqual({
      data: Float32Array.of(1, 4),
      shape: [2],
    });
    expect(new SquaredError({ reduction: "none" })([0, 0], [1, 2], [1, 10])).toEqual({
      data: Float32Array.of(1, 40),
      shape: [2],
    });
  });

  test("gets copies: what it writes to is not the caller's", () => {
    const labels = Float32Array.of(0, 0);
    new SquaredError()(labels, Float32Array.of(1, 2));
    expect([...labels]).toEqual([0, 0]);
  });

  test("may return its losses in any form, as they are", () => {
    const values = [0, -0, 1, 255, 256, 2 ** -140, Infinity, NaN];
    const forms: TensorLike[] = [
      values,
      values.map((x) => [x]),
      Float32Array.from(values),
      Float64Array.from(values),
      { data: values, shape: [8] },
      { data: Float32Array.from([...values].reverse()), shape: [8], strides: [-1], offset: 7 },
    ];
    for (const losses of forms) {
      class Given<const R extends Reduction> extends Loss<R> {
        call(): TensorLike {
          return losses;
        }
      }
      const [row, column] = [new Array<number>(8).fill(0), values.map(() => [0])];
      expect([...new Given({ reduction: "none" })(row, column).data]).toEqual(values);
      const mask = values.map((x) => x < 300);
      expect(new Given({ reduction: "sum" })(row, column, null, { mask })).toBe(512);
      expect(new Given({ reduction: "sum" })(row, column)).toBeNaN();
    }
  });

  test("inherits naming and configuration", () => {
    const loss = new SquaredError({ scale: 3, reduction: "sum" });
    expect(loss.getConfig()).toEqual({ name: "squared_error", reduction: "sum", scale: 3 });
    const serialized = JSON.parse(JSON.stringify(losses.serialize(loss)));
    expect(serialized.class_name).toBe("SquaredError");
    const again = losses.deserialize(serialized, { SquaredError });
    expect(again).toBeInstanceOf(SquaredError);
    expect((again as SquaredError)(yTrue, yPred)).toBe(42);
    expect(() => losses.deserialize(serialized)).toThrow(ValueError);
  });
});

describe("configuration", () => {
  test("has Keras's keys, and our own where they differ from the default", () => {
    expect(new BinaryCrossentropy().getConfig()).toEqual({
      name: "binary_crossentropy",
      reduction: "auto",
      from_logits: false,
      label_smoothing: 0,
      axis: -1,
    });
    const all = {
      dialect: "torch",
      epsilon: 1e-3,
      dtype: "float64",
      posWeight: [1, 2],
      ignoreLabel: NaN,
    } as const;
    expect(new BinaryCrossentropy(all).getConfig()).toMatchObject({
      dialect: "torch",
      epsilon: 1e-3,
      dtype: "float64",
      pos_weight: [1, 2],
      ignore_label: "NaN",
    });
  });

  test("of tf.keras 2 and of Keras 3 are read", () => {
    const tfKeras = {
      reduction: "auto",
      name: "binary_crossentropy",
      from_logits: true,
      label_smoothing: 0.1,
      axis: -1,
      fn: "binary_crossentropy",
    };
    expect(BinaryCrossentropy.fromConfig(tfKeras).getConfig()).toMatchObject({
      reduction: "auto",
      from_logits: true,
      label_smoothing: 0.1,
    });
    const keras3 = {
      module: "keras.losses",
      class_name: "BinaryCrossentropy",
      config: {
        name: "bce",
        reduction: "sum_over_batch_size",
        from_logits: true,
        label_smoothing: 0,
        axis: -1,
      },
      registered_name: null,
    };
    expect(losses.serialize(losses.deserialize(keras3) as BinaryCrossentropy)).toEqual(keras3);
    expect(
      losses.deserialize({ class_name: "BinaryCrossentropy", config: tfKeras }),
    ).toBeInstanceOf(BinaryCrossentropy);
    const asFunction = {
      module: "builtins",
      class_name: "function",
      config: "binary_crossentropy",
      registered_name: "binary_crossentropy",
    };
    expect(losses.deserialize(asFunction)).toBe(losses.binaryCrossentropy);
  });

  test("of a subclass build the subclass", () => {
    class Renamed extends BinaryCrossentropy {}
    const serialized = losses.serialize(
      new Renamed({ fromLogits: true }) as unknown as BinaryCrossentropy,
    );
    expect(serialized.class_name).toBe("Renamed");
    expect(losses.deserialize(serialized as object, { Renamed })).toBeInstanceOf(Renamed);
    const own = losses.deserialize({ class_name: "BinaryCrossentropy", config: {} } as object, {
      BinaryCrossentropy: Renamed,
    });
    expect(own).toBeInstanceOf(Renamed);
  });

  test("identifiers", () => {
    for (const name of ["binary_crossentropy", "bce", "BCE", "binaryCrossentropy"] as const)
      expect(losses.get(name)).toBe(losses.binaryCrossentropy);
    expect(losses.get("BinaryCrossentropy")).toBeInstanceOf(BinaryCrossentropy);
    const bce = new BinaryCrossentropy();
    expect(losses.get(bce)).toBe(bce);
    expect(losses.get(Math.hypot)).toBe(Math.hypot);
    expect(losses.get(SquaredError as never)).toBeInstanceOf(SquaredError);
    expect(losses.get(losses.serialize(bce))).toBeInstanceOf(BinaryCrossentropy);
    expect(losses.serialize(losses.binaryCrossentropy)).toBe("binary_crossentropy");
    expect(metrics.binaryCrossentropy).toBe(losses.binaryCrossentropy);
  });
});

describe("the metric", () => {
  const batch = (n: number): [TensorLike, TensorLike] => [
    Array.from({ length: n }, (_, i) => [i % 2]),
    Array.from({ length: n }, (_, i) => [i * 0.3]),
  ];

  test("counts a short last batch for what it is", () => {
    const metric = new metrics.BinaryCrossentropy({ fromLogits: true });
    const [y, z] = batch(5) as [number[][], number[][]];
    metric.updateState(y.slice(0, 4), z.slice(0, 4));
    metric.updateState(y.slice(4), z.slice(4));
    expect(metric.state().count).toBe(5);
    expect(metric.result()).toBeCloseTo(new BinaryCrossentropy({ fromLogits: true })(y, z), 6);
  });

  test("is 0 before the first batch and after a reset", () => {
    const metric = new metrics.BinaryCrossentropy();
    expect(metric.result()).toBe(0);
    metric.updateState([1], [0.5]);
    expect(metric.result()).toBeCloseTo(Math.LN2, 5);
    metric.resetState();
    expect(metric.result()).toBe(0);
    expect(metric.state()).toEqual({ total: 0, count: 0 });
  });

  test("is not changed by a batch without elements", () => {
    const metric = new metrics.BinaryCrossentropy();
    metric.updateState([1], [0.5]);
    const before = metric.state();
    metric.updateState([], []);
    metric.updateState({ data: [], shape: [0, 3] }, { data: [], shape: [0, 3] });
    expect(metric.state()).toEqual(before);
  });

  test("weighs samples, leaves out masked ones, and skips a batch that is all masked", () => {
    const metric = new metrics.BinaryCrossentropy({ fromLogits: true });
    metric.updateState([[1], [1]], [[0], [50]], [3, 1]);
    metric.updateState([[1], [1]], [[NaN], [50]], null, { mask: [false, true] });
    metric.updateState([[1]], [[NaN]], null, { mask: [false] });
    expect(metric.state().count).toBe(5);
    expect(metric.result()).toBeCloseTo((3 / 5) * Math.LN2, 6);
  });

  test("travels as a configuration and a state", () => {
    const metric = new metrics.BinaryCrossentropy({
      fromLogits: true,
      labelSmoothing: 0.1,
      name: "val",
    });
    metric.updateState(...batch(3));
    const elsewhere = metrics.BinaryCrossentropy.fromConfig(
      JSON.parse(JSON.stringify(metric.getConfig())),
    );
    elsewhere.merge(JSON.parse(JSON.stringify(metric.state())));
    expect(elsewhere.name).toBe("val");
    expect(elsewhere.result()).toBe(metric.result());
    elsewhere.merge(elsewhere);
    expect(elsewhere.state().count).toBe(6);
  });
});
