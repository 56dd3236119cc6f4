// The same numbers, however they lie in memory, and whatever the calls before had, give the same
// results. What lies row-major in arrays of its own is the reference.

import {
  BinaryCrossentropy,
  type FloatArray,
  type NdArray,
  type Reduction,
  type ShapedData,
} from "binary-crossentropy";
import { describe, expect, test } from "vitest";

type Shape = readonly number[];

const labelAt = (i: number) => ((i * 7) % 5 < 2 ? 1 : 0);
const logitAt = (i: number) => Math.fround(6 * Math.sin(i * i + 1));
const weightAt = (i: number) => 1 + (i % 4);
const keptAt = (i: number) => (i % 6 === 2 ? 0 : 1);

const memories = {
  "row-major": (shape: Shape) => shape.map((_, axis) => axis),
  "last axis first": (shape: Shape) => shape.map((_, axis) => axis).reverse(),
  "second axis first": (shape: Shape) => [...shape.keys()].slice(1).concat(0),
};
type Memory = keyof typeof memories;

/** Element i of the row-major order is `valueAt(i)`, in data whose axes lie in another order. */
function lay(
  memory: Memory,
  Kind: Float32ArrayConstructor | Float64ArrayConstructor | Uint8ArrayConstructor,
  shape: Shape,
  valueAt: (i: number) => number,
): ShapedData {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (const axis of memories[memory](shape).reverse()) {
    strides[axis] = stride;
    stride *= shape[axis]!;
  }
  const data = new Kind(stride);
  for (let i = 0; i < stride; i++) {
    let [rest, at] = [i, 0];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at += (rest % shape[axis]!) * strides[axis]!;
      rest = Math.floor(rest / shape[axis]!);
    }
    data[at] = valueAt(i);
  }
  return { data, shape, strides };
}

interface Arguments {
  readonly yTrue: ShapedData;
  readonly yPred: ShapedData;
  readonly weight: ShapedData | undefined;
  readonly mask: ShapedData | undefined;
}

function results(bce: BinaryCrossentropy<Reduction>, args: Arguments): FloatArray[] {
  const { yTrue, yPred, weight, mask } = args;
  const numbers = (value: number | NdArray) =>
    typeof value === "number" ? Float64Array.of(value) : value.data;
  const { value, grad } = bce.valueAndGrad(yTrue, yPred, weight, { mask });
  const hessian = bce.hessian(yTrue, yPred, weight, { mask });
  const loss = bce(yTrue, yPred, weight, { mask });
  return [numbers(loss), numbers(value), grad.data, hessian.data];
}

/** Sums in another order, and elements in other lanes of a vector, may differ in the last bit. */
function expectAlike(actual: FloatArray[], expected: FloatArray[], epsilon: number): void {
  expect(actual.map(({ length }) => length)).toEqual(expected.map(({ length }) => length));
  actual.forEach((numbers, k) => {
    const wrong = numbers.findIndex((x, i) => {
      const y = expected[k]![i]!;
      return !(Math.abs(x - y) <= 2 * epsilon * Math.abs(y));
    });
    expect(wrong, `result ${k}`).toBe(-1);
  });
}

const cases: readonly (readonly [string, Shape, object, boolean, boolean])[] = [
  ["a mean", [50, 7], {}, false, false],
  ["a mean in tiles", [20, 512], {}, false, false],
  ["three axes", [9, 10, 12], {}, false, false],
  ["a weight per element", [50, 7], {}, true, false],
  ["a weight per element in tiles", [20, 512], {}, true, false],
  ["a mask", [50, 7], {}, false, true],
  ["a mask, over two axes", [9, 10, 12], { axis: [0, 2] }, false, true],
  ["a mask and a weight of everything", [50, 7], { axis: null }, true, true],
  ["none", [50, 7], { reduction: "none" }, false, false],
  ["none, over axis 0", [50, 7], { reduction: "none", axis: 0 }, true, false],
  ["none, over axis 0, masked", [9, 10, 12], { reduction: "none", axis: 0 }, false, true],
  ["none of each element", [50, 7], { reduction: "none", axis: [] }, false, true],
  ["ignoreLabel", [50, 7], { ignoreLabel: 0 }, false, false],
  ["a weight per label", [50, 7], { posWeight: [1, 2, 3, 4, 5, 6, 7] }, false, false],
  ["a weighted mean", [50, 7], { reduction: "mean_with_sample_weight" }, true, false],
];
const kinds = [
  ["float32", Float32Array, 2 ** -23],
  ["float64", Float64Array, 2 ** -50],
] as const;

describe.each(kinds)("%s", (_, Kind, epsilon) => {
  test.each(cases)("%s", (_, shape, options, isWeighted, isMasked) => {
    const bce = new BinaryCrossentropy<Reduction>({ fromLogits: true, ...options });
    const argsIn = (labels: Memory, logits: Memory, others: Memory): Arguments => ({
      yTrue: lay(labels, Kind, shape, labelAt),
      yPred: lay(logits, Kind, shape, logitAt),
      weight: isWeighted ? lay(others, Kind, shape, weightAt) : undefined,
      mask: isMasked ? lay(others, Uint8Array, shape, keptAt) : undefined,
    });
    const expected = results(bce, argsIn("row-major", "row-major", "row-major"));
    const names = Object.keys(memories) as Memory[];
    for (const labels of names)
      for (const logits of names)
        for (const others of isWeighted || isMasked ? names : names.slice(0, 1))
          expectAlike(results(bce, argsIn(labels, logits, others)), expected, epsilon);
  });
});

test("a loss remembers no more of a call than its shapes", () => {
  const options = { fromLogits: true, posWeight: [2, 1] } as const;
  const bce = new BinaryCrossentropy(options);
  const shapes = [
    [6, 2],
    [3, 2, 2],
    [6, 2],
    [2, 2],
    [1, 2],
  ];
  const calls = shapes.flatMap((shape) =>
    (["row-major", "last axis first"] as const).flatMap((memory) =>
      [undefined, lay("row-major", Float32Array, shape, weightAt)].flatMap((weight) =>
        [undefined, lay(memory, Uint8Array, shape, keptAt)].map((mask) => ({
          yTrue: lay("row-major", Float32Array, shape, labelAt),
          yPred: lay(memory, Float32Array, shape, logitAt),
          weight,
          mask,
        })),
      ),
    ),
  );
  for (const call of [...calls, ...calls.reverse()]) {
    const fresh = new BinaryCrossentropy(options);
    expect(results(bce, call)).toEqual(results(fresh, call));
    expect(results(bce, call)).toEqual(results(fresh, call));
  }
});

test("where a tensor starts is not remembered from the call before", () => {
  const bce = new BinaryCrossentropy({ fromLogits: true });
  const data = Float32Array.of(-3, -2, 4, 5);
  const yTrue = { data: Float32Array.of(1, 0), shape: [2, 1] };
  const from = (offset: number) => bce(yTrue, { data, shape: [2, 1], offset });
  const apart = (a: number, b: number) => bce(yTrue, { data: [a, b], shape: [2, 1] });
  expect(from(0)).toBe(apart(-3, -2));
  expect(from(2)).toBe(apart(4, 5));
  expect(from(1)).toBe(apart(-2, 4));
});
