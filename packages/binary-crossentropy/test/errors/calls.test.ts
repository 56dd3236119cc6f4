// Wrong calls of methods, metrics and classes: whole messages.

import { anything, failure } from "@binary-crossentropy/test/failure";
import { BinaryCrossentropy, Loss, metrics, toNested } from "binary-crossentropy";
import { describe, expect, test } from "vitest";

describe("out", () => {
  const bce = new BinaryCrossentropy();
  const grad = (out: unknown, yPred: unknown = [[1], [0]]) =>
    failure(() => bce.valueAndGrad([[1], [0]], anything(yPred), null, { out: anything(out) }));

  test("must be of the compute dtype and of yPred's size", () => {
    const kind = "out must be a Float32Array of length 2, or { data, shape } with one";
    expect(grad([0, 0])).toBe(`ValueError: BinaryCrossentropy: ${kind}, got [0, 0].`);
    expect(grad(new Float64Array(2))).toBe(
      `ValueError: BinaryCrossentropy: ${kind}, got Float64Array [0, 0].`,
    );
    expect(grad({ data: [0, 0], shape: [2, 1] })).toBe(
      `ValueError: BinaryCrossentropy: ${kind}, got an object with the keys [data, shape].`,
    );
    expect(grad(new Float32Array(3))).toBe(
      "ShapeError: BinaryCrossentropy: out must have shape [2, 1] and length 2, got [3] and length 3.",
    );
    expect(grad({ data: new Float32Array(2), shape: [2] })).toBe(
      "ShapeError: BinaryCrossentropy: out must have shape [2, 1] and length 2, got [2] and length 2.",
    );
    expect(grad({ data: new Float32Array(2) })).toBe(
      "ShapeError: BinaryCrossentropy: out must have shape [2, 1] and length 2, got undefined and length 2.",
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
      expect(
        failure(() =>
          strict.valueAndGrad(anything(yTrue), anything(yPred), anything(weight), {
            mask: anything(mask),
            out,
          }),
        ),
      ).toMatch(/Error: /);
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
    for (const mask of [0, false, "", NaN]) {
      expect(failure(() => bce([1], [1], null, anything(mask)))).toMatch(
        /^ValueError: BinaryCrossentropy: the fourth argument must be an object/,
      );
    }
  });

  test("options where the weight belongs are pointed out", () => {
    expect(failure(() => new BinaryCrossentropy()([1], [1], anything({ mask: [true] })))).toBe(
      "ValueError: BinaryCrossentropy: sampleWeight must be a number, an array of numbers or booleans, a typed array, or { data, shape }, got an object with the keys [mask]. Options come fourth, after the weight.",
    );
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
    expect(failure(() => toNested(null as never))).toMatch(
      /^ValueError: toNested: a must be a number, .*, got null\.$/,
    );
    expect(failure(() => toNested({ data: Float32Array.of(3), shape: [2] }))).toBe(
      "ShapeError: toNested: a must have as many elements as its shape says, got shape [2] of 2 with data of length 1.",
    );
  });
});
