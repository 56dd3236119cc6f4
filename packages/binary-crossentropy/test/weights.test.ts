// The forms that sample weights and masks may have, and what selection means. Expected values are
// worked out by hand from the losses of the elements.

import { BinaryCrossentropy, type NdArray, type TensorLike } from "binary-crossentropy";
import { describe, expect, test } from "vitest";

const log2 = Math.LN2;
// With z = 0 each element costs ln 2, whatever its label: a result is ln 2 times what the weights
// make of it.
const zeros = (...shape: number[]) => ({
  data: new Float64Array(shape.reduce((a, b) => a * b, 1)),
  shape,
});
const losses = (
  shape: number[],
  weight: TensorLike | null,
  options: object = {},
  mask?: TensorLike,
): NdArray =>
  new BinaryCrossentropy({ fromLogits: true, reduction: "none", ...options })(
    zeros(...shape),
    zeros(...shape),
    weight,
    {
      mask,
    },
  ) as NdArray;
const inUnits = ({ data, shape }: NdArray) => ({
  shape,
  data: Array.from(data, (loss) => Math.round((loss / log2) * 1e6) / 1e6),
});

describe("the five forms of a sample weight", () => {
  test("1. a scalar", () => {
    expect(inUnits(losses([2, 3], 2))).toEqual({ shape: [2], data: [2, 2] });
    expect(inUnits(losses([2, 3], { data: [2], shape: [] }))).toEqual({ shape: [2], data: [2, 2] });
  });

  test("2. aligned from the left: samples first, never time", () => {
    expect(inUnits(losses([2, 2, 3], [1, 2]))).toEqual({ shape: [2, 2], data: [1, 1, 2, 2] });
    expect(inUnits(losses([2, 2, 3], [[1, 2]]))).toEqual({ shape: [2, 2], data: [1, 2, 1, 2] });
    expect(inUnits(losses([2, 2, 3], [[1], [2]]))).toEqual({ shape: [2, 2], data: [1, 1, 2, 2] });
    expect(
      inUnits(
        losses(
          [2, 2, 3],
          [
            [1, 2],
            [3, 4],
          ],
        ),
      ),
    ).toEqual({ shape: [2, 2], data: [1, 2, 3, 4] });
    expect(inUnits(losses([2, 2, 3], [5]))).toEqual({ shape: [2, 2], data: [5, 5, 5, 5] });
  });

  test("3. one rank more than the losses, with a last axis of 1", () => {
    expect(inUnits(losses([2, 3], [[1], [2]]))).toEqual({ shape: [2], data: [1, 2] });
    expect(
      inUnits(
        losses(
          [2, 2, 3],
          [
            [[1], [2]],
            [[3], [4]],
          ],
        ),
      ),
    ).toEqual({ shape: [2, 2], data: [1, 2, 3, 4] });
  });

  test("4. one per element, applied before the mean", () => {
    expect(
      inUnits(
        losses(
          [2, 2],
          [
            [1, 2],
            [3, 5],
          ],
        ),
      ),
    ).toEqual({ shape: [2], data: [1.5, 4] });
    const bce = new BinaryCrossentropy({ fromLogits: true, reduction: "mean_with_sample_weight" });
    // (1 · 0 + 3 · ln 2) / 4: a confident element that weighs 1, an undecided one that weighs 3.
    expect(bce([[1, 1]], [[1000, 0]], [[1, 3]])).toBeCloseTo((3 / 4) * log2, 6);
  });

  test("4. one per element of one channel, where the last axis of 1 is not the one that is averaged", () => {
    expect(
      inUnits(
        losses(
          [2, 2, 1],
          [
            [[1], [2]],
            [[3], [5]],
          ],
          { axis: [1, 2] },
        ),
      ),
    ).toEqual({ shape: [2], data: [1.5, 4] });
    expect(inUnits(losses([4, 1], [[1], [2], [3], [6]], { axis: 0 }))).toEqual({
      shape: [1],
      data: [3],
    });
    expect(
      inUnits(
        losses([2, 2, 1], null, { axis: [1, 2] }, [
          [[1], [0]],
          [[0], [0]],
        ]),
      ),
    ).toEqual({ shape: [2], data: [1, 0] });
  });

  test("5. flat beside flat data: samples of one prediction each", () => {
    expect(inUnits(losses([3], [1, 2, 4]))).toEqual({ shape: [3], data: [1, 2, 4] });
    expect(inUnits(losses([3], [1, 2, 4], { axis: 0 }))).toEqual({ shape: [3], data: [1, 2, 4] });
    expect(inUnits(losses([1], [2]))).toEqual({ shape: [1], data: [2] });
    // All axes averaged is one loss, and then the weights are those of its elements.
    expect(inUnits(losses([3], [1, 2, 6], { axis: null }))).toEqual({ shape: [], data: [3] });
    const { value, grad } = new BinaryCrossentropy({
      fromLogits: true,
      reduction: "sum",
    }).valueAndGrad([1, 0], [0, 0], [1, 3]);
    expect(value).toBeCloseTo(4 * log2, 6);
    expect(grad).toEqual({ data: Float32Array.of(-0.5, 1.5), shape: [2] });
  });

  test("weights of any numeric kind, strided, or negative", () => {
    expect(inUnits(losses([2, 3], Uint8Array.of(1, 2)))).toEqual({ shape: [2], data: [1, 2] });
    expect(
      inUnits(losses([2, 3], { data: [9, 1, 9, 2], shape: [2], stride: [2], offset: 1 })),
    ).toEqual({ shape: [2], data: [1, 2] });
    expect(inUnits(losses([2, 3], [true, false]))).toEqual({ shape: [2], data: [1, 0] });
    expect(inUnits(losses([2, 3], [-1, 2]))).toEqual({ shape: [2], data: [-1, 2] });
  });

  test("a weight of 0 takes an infinite loss away, but not a NaN", () => {
    const bce = new BinaryCrossentropy({ fromLogits: true, reduction: "sum" });
    expect(bce([[1], [1]], [[-Infinity], [0]], [0, 1])).toBeCloseTo(log2, 6);
    expect(bce([[1], [1]], [[NaN], [0]], [0, 1])).toBeNaN();
  });
});

describe("reductions", () => {
  const by = (
    reduction: "auto" | "sum_over_batch_size" | "mean" | "mean_with_sample_weight" | "sum",
    weight: TensorLike,
  ) =>
    new BinaryCrossentropy({ fromLogits: true, reduction })(zeros(2, 2), zeros(2, 2), weight) /
    log2;

  test("divide by the number of losses, by the sum of the weights, or not at all", () => {
    expect(by("auto", [1, 3])).toBeCloseTo(2, 6);
    expect(by("sum_over_batch_size", [1, 3])).toBeCloseTo(2, 6);
    expect(by("mean", [1, 3])).toBeCloseTo(2, 6);
    expect(by("mean_with_sample_weight", [1, 3])).toBeCloseTo(1, 6);
    expect(by("sum", [1, 3])).toBeCloseTo(4, 6);
  });

  test("mean_with_sample_weight broadcasts the weight first: a scalar weight cancels", () => {
    expect(by("mean_with_sample_weight", 5)).toBeCloseTo(1, 6);
    expect(by("mean_with_sample_weight", [[2]])).toBeCloseTo(1, 6);
  });

  test("weights that sum to 0 give 0, value and gradient", () => {
    const bce = new BinaryCrossentropy({ fromLogits: true, reduction: "mean_with_sample_weight" });
    const { value, grad } = bce.valueAndGrad([[1], [0]], [[3], [3]], [0, 0]);
    expect(value).toBe(0);
    expect(Array.from(grad.data, Math.abs)).toEqual([0, 0]);
  });

  test("nothing reduces to 0, the mean over nothing is NaN", () => {
    for (const reduction of ["auto", "mean", "mean_with_sample_weight", "sum"] as const) {
      const bce = new BinaryCrossentropy({ reduction });
      expect(bce(zeros(0, 3), zeros(0, 3))).toBe(0);
      expect(bce.valueAndGrad(zeros(0, 3), zeros(0, 3)).grad.shape).toEqual([0, 3]);
      expect(bce(zeros(2, 0), zeros(2, 0))).toBeNaN();
      expect(bce(zeros(2, 0), zeros(2, 0), [1, 2])).toBeNaN();
      expect(bce.valueAndGrad(zeros(2, 0), zeros(2, 0)).value).toBeNaN();
      expect(bce([], [])).toBeNaN();
    }
    expect(losses([2, 0], null)).toEqual({ data: Float64Array.of(NaN, NaN), shape: [2] });
    expect(losses([0, 2], null)).toEqual({ data: new Float64Array(0), shape: [0] });
  });
});

describe("masks", () => {
  const bce = new BinaryCrossentropy({ fromLogits: true });

  test("leave samples out of the value, the gradient and the count", () => {
    const { value, grad } = bce.valueAndGrad([[1], [0], [1]], [[0], [NaN], [0]], null, {
      mask: [true, false, true],
    });
    expect(value).toBeCloseTo(log2, 6);
    expect([...grad.data]).toEqual([-0.25, 0, -0.25]);
    expect([
      ...bce.hessian([[1], [0], [1]], [[0], [NaN], [0]], null, { mask: [1, 0, 1] }).data,
    ]).toEqual([0.125, 0, 0.125]);
  });

  test("leave elements out of the mean over the axis", () => {
    const { value, grad } = bce.valueAndGrad(
      [
        [1, 0],
        [1, 1],
      ],
      [
        [0, NaN],
        [0, 0],
      ],
      null,
      {
        mask: [
          [1, 0],
          [1, 1],
        ],
      },
    );
    expect(value).toBeCloseTo(log2, 6);
    expect([...grad.data]).toEqual([-0.25, 0, -0.125, -0.125]);
  });

  test("leave out a NaN weight with its sample", () => {
    for (const shape of [
      [3, 1],
      [3, 2],
    ]) {
      const [y, mask] = [zeros(...shape), [true, false, true]];
      const { value, grad } = bce.valueAndGrad(y, y, [1, NaN, 3], { mask });
      expect(value).toBeCloseTo(2 * log2, 12);
      expect(Array.from(grad.data).every(Number.isFinite)).toBe(true);
      const none = new BinaryCrossentropy({ fromLogits: true, reduction: "none" })(
        y,
        y,
        [1, NaN, 3],
        { mask },
      );
      expect(inUnits(none)).toEqual({ shape: [3], data: [1, 0, 3] });
    }
  });

  test("of nothing but false give 0, for every reduction", () => {
    for (const reduction of ["auto", "mean_with_sample_weight", "sum"] as const) {
      const { value, grad } = new BinaryCrossentropy({ reduction }).valueAndGrad(
        [[1], [0]],
        [[NaN], [0]],
        [NaN, 1],
        { mask: false },
      );
      expect(value).toBe(0);
      expect([...grad.data]).toEqual([0, 0]);
    }
  });

  test("flat beside flat data mask samples", () => {
    expect(bce([1, 0, 1], [0, NaN, 0], null, { mask: [true, false, true] })).toBeCloseTo(log2, 6);
    expect(inUnits(losses([3], null, {}, [1, 0, 1]))).toEqual({ shape: [3], data: [1, 0, 1] });
  });

  test("count in the denominator of mean_with_sample_weight", () => {
    const weighted = new BinaryCrossentropy({
      fromLogits: true,
      reduction: "mean_with_sample_weight",
    });
    expect(
      weighted([[1], [1], [1]], [[0], [0], [1000]], [1, 100, 3], { mask: [1, 0, 1] }),
    ).toBeCloseTo(log2 / 4, 6);
  });
});

describe("ignoreLabel", () => {
  test("leaves elements out, and cells with nothing left", () => {
    const bce = new BinaryCrossentropy({ fromLogits: true, ignoreLabel: -1 });
    const { value, grad } = bce.valueAndGrad(
      [
        [1, -1],
        [-1, -1],
        [1, 1],
      ],
      [
        [0, NaN],
        [9, 9],
        [0, 0],
      ],
    );
    expect(value).toBeCloseTo(log2, 6);
    expect([...grad.data]).toEqual([-0.25, 0, 0, 0, -0.125, -0.125]);
  });

  test("may be NaN, or a label in bytes, or one that float32 rounds", () => {
    const logits = new Float32Array(3);
    const sum = (ignoreLabel: number, labels: TensorLike) =>
      new BinaryCrossentropy({ fromLogits: true, ignoreLabel, reduction: "sum", axis: [] })(
        labels,
        logits,
      );
    expect(sum(NaN, [1, NaN, 0])).toBeCloseTo(2 * log2, 6);
    expect(sum(255, Uint8Array.of(1, 255, 255))).toBeCloseTo(log2, 6);
    expect(sum(0.1, Float64Array.of(0.1, 1, 1))).toBeCloseTo(2 * log2, 6);
    expect(sum(0, Float32Array.of(-0, 1, 0))).toBeCloseTo(log2, 6);
  });

  test("joins a mask", () => {
    const bce = new BinaryCrossentropy({ fromLogits: true, ignoreLabel: -1, reduction: "sum" });
    expect(bce([[1, -1, 1]], [[0, 0, 1000]], null, { mask: [[1, 1, 0]] })).toBeCloseTo(log2, 6);
  });
});

describe("posWeight", () => {
  test("weighs positive labels, one by one along the last axis", () => {
    const bce = new BinaryCrossentropy({
      fromLogits: true,
      posWeight: [2, 4],
      reduction: "none",
      axis: [],
    });
    const { value, grad } = bce.valueAndGrad(
      [
        [1, 1],
        [0, 0],
      ],
      [
        [0, 0],
        [0, 0],
      ],
    );
    expect(inUnits(value)).toEqual({ shape: [2, 2], data: [2, 4, 1, 1] });
    expect([...grad.data]).toEqual([-1, -2, 0.5, 0.5]);
  });

  test("is PyTorch's formula (1 - t) z + (1 + (w - 1) t) softplus(-z)", () => {
    const [w, t, z] = [3, 0.3, 1.7];
    const bce = new BinaryCrossentropy({
      fromLogits: true,
      posWeight: w,
      axis: [],
      dtype: "float64",
    });
    expect(bce(t, z)).toBeCloseTo((1 - t) * z + (1 + (w - 1) * t) * Math.log1p(Math.exp(-z)), 12);
  });
});
