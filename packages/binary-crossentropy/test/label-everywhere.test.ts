// A number as yTrue is that label for every prediction, in every call and every form of
// predictions.

import {
  BinaryCrossentropy,
  BinaryFocalCrossentropy,
  binaryCrossentropy,
  binaryFocalCrossentropy,
  Loss,
  metrics,
  type NdArray,
  type TensorLike,
} from "binary-crossentropy";
import { expect, test } from "vitest";

const z = [
  [0.5, -1.25, 3],
  [-0.75, 2, 0.125],
];
const flat = z.flat();
const forms: [string, TensorLike, readonly number[]][] = [
  ["nested arrays", z, [2, 3]],
  ["flat typed arrays", Float32Array.from(flat), [6]],
  ["flat doubles", Float64Array.from(flat), [6]],
  ["shaped data", { data: Float32Array.from(flat), shape: [2, 3] }, [2, 3]],
  [
    "transposed data",
    { data: Float32Array.from([0.5, -0.75, -1.25, 2, 3, 0.125]), shape: [2, 3], strides: [1, 2] },
    [2, 3],
  ],
];

const filled = (label: number, shape: readonly number[]) => ({
  data: new Float64Array(6).fill(label),
  shape,
});

test.each(forms)("%s", (_, yPred, shape) => {
  for (const label of [0, 1, 0.9]) {
    for (const options of [
      {},
      { axis: 0 },
      { axis: null },
      { labelSmoothing: 0.1, posWeight: 2 },
    ] as const) {
      const bce = new BinaryCrossentropy({ fromLogits: true, ...options });
      const labels = filled(label, shape);
      expect(bce(label, yPred)).toBe(bce(labels, yPred));
      expect(bce.valueAndGrad(label, yPred)).toEqual(bce.valueAndGrad(labels, yPred));
      expect(bce.hessian(label, yPred)).toEqual(bce.hessian(labels, yPred));
      expect(binaryCrossentropy(label, yPred, options)).toEqual(
        binaryCrossentropy(labels, yPred, options),
      );
    }
  }
});

test.each(forms)("%s, in focal loss and in every metric", (_, yPred, shape) => {
  for (const label of [0, 1, 0.9]) {
    const labels = filled(label, shape);
    for (const options of [{}, { axis: 0 }, { axis: null, applyClassBalancing: true }] as const) {
      const focal = new BinaryFocalCrossentropy({ fromLogits: true, gamma: 1.5, ...options });
      expect(focal(label, yPred)).toBe(focal(labels, yPred));
      expect(focal.valueAndGrad(label, yPred)).toEqual(focal.valueAndGrad(labels, yPred));
      expect(focal.hessian(label, yPred)).toEqual(focal.hessian(labels, yPred));
      expect(binaryFocalCrossentropy(label, yPred, options)).toEqual(
        binaryFocalCrossentropy(labels, yPred, options),
      );
    }
    for (const name of [
      "BinaryCrossentropy",
      "BinaryFocalCrossentropy",
      "BinaryAccuracy",
    ] as const) {
      const Metric = metrics[name];
      const options = { fromLogits: true };
      const [one, all] = [label, labels].map((yTrue) => new Metric(options)(yTrue, yPred));
      // A metric is in double precision: labels that lie in another order are added up in another.
      expect(Math.abs(one! - all!)).toBeLessThanOrEqual(Math.abs(all!) * 2 ** -50);
    }
  }
});

test("a boolean is 0 or 1", () => {
  const bce = new BinaryCrossentropy({ fromLogits: true });
  expect(bce(true, z)).toBe(bce(1, z));
  expect(bce(false, z)).toBe(bce(0, z));
});

test("beside weights, a mask and ignoreLabel", () => {
  const bce = new BinaryCrossentropy({ fromLogits: true, ignoreLabel: -1 });
  const mask = [true, false];
  expect(bce(1, z, [1, 3], { mask })).toBe(bce(filled(1, [2, 3]), z, [1, 3], { mask }));
  expect(bce(-1, z)).toBe(0);
  const samples = Float32Array.from(flat);
  const weights = Float32Array.of(1, 2, 3, 4, 5, 6);
  expect(bce(1, samples, weights)).toBe(bce(filled(1, [6]), samples, weights));
});

test("in the metric, and in a loss of one's own", () => {
  const metric = new metrics.BinaryCrossentropy({ fromLogits: true });
  metric.updateState(1, z);
  expect(metric.result()).toBeCloseTo(new BinaryCrossentropy({ fromLogits: true })(1, z), 6);

  class Shapes extends Loss {
    call(yTrue: NdArray, yPred: NdArray): NdArray {
      expect(yTrue).toEqual({ data: new Float32Array(6).fill(1), shape: [2, 3] });
      return { data: yPred.data.slice(0, 2), shape: [2] };
    }
  }
  expect(new Shapes()(1, z)).toBe(-0.375);
});

test("validate judges the one label", () => {
  const strict = new BinaryCrossentropy({ validate: true });
  expect(() => strict(2, [[0.5]])).toThrow(
    "BinaryCrossentropy: yTrue must be labels in [0, 1], got 2 at [0, 0].",
  );
});

test("an array of one label is no label everywhere", () => {
  expect(() => new BinaryCrossentropy()([1], z)).toThrow(
    /^BinaryCrossentropy: yTrue and yPred must have the same shape/,
  );
});
