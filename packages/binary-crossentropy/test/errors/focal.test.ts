// Names, identifiers and configurations of focal loss, and what its options are refused with.

import { failure } from "@binary-crossentropy/test/failure";
import {
  BinaryCrossentropy,
  BinaryFocalCrossentropy,
  type BinaryFocalCrossentropyOptions,
  binaryFocalCrossentropy,
  Loss,
  losses,
  metrics,
  ValueError,
} from "binary-crossentropy";
import { describe, expect, test } from "vitest";

describe("names", () => {
  test("those of Keras", () => {
    expect(losses.BinaryFocalCrossentropy).toBe(BinaryFocalCrossentropy);
    expect(losses.binaryFocalCrossentropy).toBe(binaryFocalCrossentropy);
    expect(metrics.binaryFocalCrossentropy).toBe(binaryFocalCrossentropy);
    for (const name of ["binary_focal_crossentropy", "binaryFocalCrossentropy"] as const)
      expect(losses.get(name)).toBe(binaryFocalCrossentropy);
    const focal = losses.get("BinaryFocalCrossentropy");
    expect(focal).toBeInstanceOf(BinaryFocalCrossentropy);
    expect(focal).toBeInstanceOf(Loss);
    expect(focal).not.toBeInstanceOf(BinaryCrossentropy);
    expect(focal.name).toBe("binary_focal_crossentropy");
    expect(losses.get(BinaryFocalCrossentropy)).toBeInstanceOf(BinaryFocalCrossentropy);
    expect(losses.serialize(binaryFocalCrossentropy)).toBe("binary_focal_crossentropy");
    expect(losses.deserialize("binary_focal_crossentropy")).toBe(binaryFocalCrossentropy);
  });

  test("configurations, of this package, Keras 3 and tf.keras 2", () => {
    const config = {
      name: "binary_focal_crossentropy",
      reduction: "auto",
      from_logits: false,
      label_smoothing: 0,
      axis: -1,
      gamma: 2,
      alpha: 0.25,
      apply_class_balancing: false,
    };
    expect(new BinaryFocalCrossentropy().getConfig()).toEqual(config);
    const given = { ...config, name: "focal", gamma: 3.5, alpha: 0.4, apply_class_balancing: true };
    const serialized = losses.serialize(BinaryFocalCrossentropy.fromConfig(given));
    expect(serialized).toEqual({
      class_name: "BinaryFocalCrossentropy",
      config: given,
      module: "keras.losses",
      registered_name: null,
    });
    const keras3 = {
      module: "keras.losses",
      class_name: "BinaryFocalCrossentropy",
      config: { ...given, reduction: "sum_over_batch_size" },
      registered_name: null,
    };
    const loss = losses.deserialize(keras3) as BinaryFocalCrossentropy;
    expect(losses.serialize(loss)).toEqual(keras3);
    const tfKeras = { class_name: "BinaryFocalCrossentropy", config: { ...given, fn: "anything" } };
    expect(losses.serialize(losses.get(tfKeras) as Loss)).toEqual(serialized);
    const { reduction: _, ...ofMetric } = config;
    expect(new metrics.BinaryFocalCrossentropy().getConfig()).toEqual(ofMetric);
  });
});

describe("options", () => {
  const refused: [options: object, message: string][] = [
    [{ gamma: -1 }, "gamma must be in [0, ∞), got -1."],
    [{ gamma: Infinity }, "gamma must be in [0, ∞), got Infinity."],
    [{ gamma: NaN }, "gamma must be in [0, ∞), got NaN."],
    [{ gamma: "2" }, 'gamma must be a number, got "2".'],
    [{ alpha: 1.5 }, "alpha must be in [0, 1], or -1 for none in the dialect torch, got 1.5."],
    [{ alpha: -1 }, 'alpha must be in [0, 1], got -1. It means none in the dialect "torch" alone.'],
    [{ applyClassBalancing: 1 }, "applyClassBalancing must be true or false, got 1."],
    [
      { posWeight: 2, applyClassBalancing: true },
      "posWeight must be left out beside applyClassBalancing, got 2. Leave one of the two out: both weigh positive labels.",
    ],
    [
      { posWeight: [1, 2], dialect: "torch" },
      "posWeight must be left out beside alpha, got [1, 2]. Pass alpha: -1.",
    ],
    [{ apply_class_balancing: true }, "Did you mean applyClassBalancing?"],
  ];
  test.each(refused)("%j", (options, message) => {
    const given = options as BinaryFocalCrossentropyOptions;
    const said = failure(() => new BinaryFocalCrossentropy(given));
    if (message.startsWith("Did")) expect(said).toContain(message);
    else expect(said).toBe(`ValueError: BinaryFocalCrossentropy: ${message}`);
    expect(() => binaryFocalCrossentropy([1], [1], given as object)).toThrow(ValueError);
    expect(() => new metrics.BinaryFocalCrossentropy(given as object)).toThrow(ValueError);
  });

  test("are not those of binary cross-entropy", () => {
    expect(() => new BinaryCrossentropy({ gamma: 2 } as object)).toThrow(ValueError);
    expect(() => BinaryCrossentropy.fromConfig({ gamma: 2 })).toThrow(ValueError);
    expect(() => BinaryFocalCrossentropy.fromConfig({ beta: 2 })).toThrow(ValueError);
  });

  test("posWeight counts where no alpha does", () => {
    const focal = new BinaryFocalCrossentropy({ fromLogits: true, posWeight: 3, dtype: "float64" });
    const plain = new BinaryFocalCrossentropy({ fromLogits: true, dtype: "float64" });
    expect(focal(1, [0.5])).toBeCloseTo(3 * plain(1, [0.5]), 12);
    expect(focal(0, [0.5])).toBe(plain(0, [0.5]));
    const torch = { fromLogits: true, dialect: "torch", alpha: -1, posWeight: 3 } as const;
    const ofTorch = new BinaryFocalCrossentropy({ ...torch, dtype: "float64" });
    expect(ofTorch(1, [0.5])).toBe(focal(1, [0.5]));
  });

  test("alpha is always on in the dialect torch", () => {
    const options = { fromLogits: true, dtype: "float64" } as const;
    const torch = new BinaryFocalCrossentropy({ ...options, dialect: "torch" });
    const balanced = new BinaryFocalCrossentropy({ ...options, applyClassBalancing: true });
    expect(torch([1, 0, 1], [0.5, 2, -1])).toBe(balanced([1, 0, 1], [0.5, 2, -1]));
  });
});

test("metrics of the two losses do not merge", () => {
  const focal = new metrics.BinaryFocalCrossentropy();
  const bce = new metrics.BinaryCrossentropy();
  expect(() => focal.merge(bce as never)).toThrow(ValueError);
  expect(() => bce.merge(focal as never)).toThrow(ValueError);
  expect(() => focal.merge({ total: "1" } as never)).toThrow(
    'metrics.BinaryFocalCrossentropy: other.total must be a number, got "1".',
  );
});
