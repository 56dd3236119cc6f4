// The gradient of a loss of one's own: what the subclass gives for its losses alone, under weights,
// masks and reductions, is what the built-in loss gives.

import {
  BinaryCrossentropy,
  type CallOptions,
  Loss,
  type NdArray,
  type Reduction,
  ShapeError,
  type TensorLike,
  ValueError,
} from "binary-crossentropy";
import { expect, test } from "vitest";
import { reductions } from "../src/semantics/reduction.js";
import { difference } from "./support/compare.js";

/** Binary cross-entropy of logits, as a subclass would write it. */
class Own<const R extends Reduction = "auto"> extends Loss<R> {
  call(yTrue: NdArray, yPred: NdArray): NdArray {
    const width = yPred.shape.at(-1)!;
    const data = new Float64Array(yPred.data.length / width);
    yPred.data.forEach((z, i) => {
      const y = yTrue.data[i]!;
      data[Math.floor(i / width)]! += (Math.log1p(Math.exp(z)) - y * z) / width;
    });
    // What is done to copies stays with them.
    yTrue.data.fill(NaN);
    yPred.data.fill(NaN);
    return { data, shape: yPred.shape.slice(0, -1) };
  }

  override gradient(yTrue: NdArray, yPred: NdArray): TensorLike {
    const width = yPred.shape.at(-1)!;
    const data = Float64Array.from(
      yPred.data,
      (z, i) => (1 / (1 + Math.exp(-z)) - yTrue.data[i]!) / width,
    );
    return { data, shape: yPred.shape };
  }
}

const yTrue = [
  [0, 1, 1],
  [1, 0, 1],
  [0, 0, 1],
  [1, 1, 0],
];
const logits = [
  [0.5, -1.25, 3],
  [-0.75, 2, 0.125],
  [1, -2, 0.5],
  [0.25, -0.5, -4],
];
const flat = logits.flat();
const labels = yTrue.flat();
const column = (data: readonly number[]) => data.map((x) => [x]);

/** A call's arguments. */
type Call = [
  yTrue: TensorLike,
  yPred: TensorLike,
  weight?: TensorLike | null,
  options?: CallOptions,
];

const calls: [string, Call][] = [
  ["rows", [yTrue, logits]],
  ["doubles", [Uint8Array.from(labels), Float64Array.from(flat)]],
  ["one label everywhere", [1, logits]],
  ["transposed data", [yTrue, { data: flat, shape: [4, 3], strides: [1, 4] }]],
  ["a scalar weight", [yTrue, logits, 3]],
  ["a weight per sample", [yTrue, logits, [1, 0, 2.5, 3]]],
  ["a column of weights", [yTrue, logits, [[1], [0], [2.5], [3]]]],
  [
    "weights in steps",
    [yTrue, logits, { data: [1, 9, 0, 9, 2.5, 9, 3], shape: [4], strides: [2] }],
  ],
  ["weights of 0", [yTrue, logits, [0, 0, 0, 0]]],
  ["a mask", [yTrue, logits, null, { mask: [1, 0, 0, 1] }]],
  [
    "a mask and weights",
    [yTrue, logits, [4, 3, 2, 1], { mask: [[true], [true], [false], [true]] }],
  ],
  ["a mask that leaves out all", [yTrue, logits, null, { mask: [0, 0, 0, 0] }]],
  ["flat weights", [labels, flat, labels.map((y) => 1 + y)]],
  ["a flat mask", [labels, Float32Array.from(flat), null, { mask: labels }]],
  ["columns", [column(labels), column(flat), labels.map((y) => 1 + y)]],
  ["ranks one apart", [labels, column(flat)]],
  ["three axes", [{ data: labels, shape: [2, 2, 3] }, { data: flat, shape: [2, 2, 3] }, [2, 3]]],
];

test.each(calls)("%s", (_, args) => {
  for (const reduction of reductions) {
    const own = new Own({ reduction }).valueAndGrad(...args);
    const builtIn = new BinaryCrossentropy({ fromLogits: true, reduction }).valueAndGrad(...args);
    const double = own.grad.data instanceof Float64Array;
    const tolerance = { relative: double ? 1e-14 : 3e-7, floor: double ? 1e-15 : 1e-7 };
    expect(own.grad.shape).toEqual(builtIn.grad.shape);
    expect(own.grad.data.constructor).toBe(builtIn.grad.data.constructor);
    expect(difference(own.grad.data, builtIn.grad.data, tolerance)).toBe("");
    expect(own.value).toEqual(new Own({ reduction })(...args));
    const numbersOf = (value: number | NdArray) =>
      typeof value === "number" ? [value] : value.data;
    expect(difference(numbersOf(own.value), numbersOf(builtIn.value), tolerance)).toBe("");
  }
});

test("out may be any array of the call, also one that the subclass gives back", () => {
  const expected = new Own().valueAndGrad(
    Float32Array.from(labels),
    Float32Array.from(flat),
    labels,
  );
  for (const which of ["separate", "yTrue", "yPred", "weight"] as const) {
    const arrays = {
      separate: new Float32Array(12),
      yTrue: Float32Array.from(labels),
      yPred: Float32Array.from(flat),
      weight: Float32Array.from(labels),
    };
    const { yTrue, yPred, weight } = arrays;
    const out = arrays[which];
    const { value, grad } = new Own().valueAndGrad(yTrue, yPred, weight, { out });
    expect(value).toBe(expected.value);
    expect(grad.data).toBe(out);
    expect([...out]).toEqual([...expected.grad.data]);
  }
  const out = new Float32Array(3);
  class Given extends Loss {
    call() {
      return out.fill(2);
    }
    override gradient() {
      return out.subarray(0).fill(6).reverse();
    }
  }
  const { value, grad } = new Given().valueAndGrad([0, 0, 0], [1, 2, 3], [1, 2, 3], { out });
  expect([value, ...grad.data]).toEqual([12, 2, 4, 6]);
});

test("what a mask leaves out has a gradient of 0, whatever the subclass gives for it", () => {
  class Broken extends Loss {
    call() {
      return [NaN, 2];
    }
    override gradient() {
      return [NaN, 4];
    }
  }
  const { value, grad } = new Broken().valueAndGrad([0, 0], [[1], [2]], null, { mask: [0, 1] });
  expect([value, ...grad.data]).toEqual([2, 0, 4]);
  // A weight of 0 takes away infinities, as everywhere, but no NaN.
  class Infinite extends Broken {
    override gradient() {
      return [Infinity, NaN];
    }
  }
  expect([...new Infinite().valueAndGrad([0, 0], [[1], [2]], [0, 0]).grad.data]).toEqual([0, NaN]);
});

test("one loss for all predictions, one for each, and one for each column of one", () => {
  const given = (losses: TensorLike) =>
    class Given<const R extends Reduction = "auto"> extends Loss<R> {
      call() {
        return losses;
      }
      override gradient(_: NdArray, yPred: NdArray) {
        return yPred;
      }
    };
  const yPred = [
    [1, 2],
    [3, 4],
  ];
  const gradOf = (losses: TensorLike, weight: TensorLike | null = null) => [
    ...new (given(losses))({ reduction: "mean" }).valueAndGrad(0, yPred, weight).grad.data,
  ];
  expect(gradOf(7)).toEqual([1, 2, 3, 4]);
  expect(gradOf([7])).toEqual([1, 2, 3, 4]);
  expect(gradOf([7, 7])).toEqual([0.5, 1, 1.5, 2]);
  expect(gradOf([[7], [7]], [1, 2])).toEqual([0.5, 1, 3, 4]);
  expect(gradOf(yPred, [1, 2])).toEqual([0.25, 0.5, 1.5, 2]);
  expect(gradOf(yPred, yPred)).toEqual([0.25, 1, 2.25, 4]);
});

test("sums that leave double precision, and weights that scale", () => {
  const args = [Float64Array.of(0, 1), Float64Array.of(1, 1)] as const;
  const [small, large] = [2 ** -1000, 2 ** 1000];
  const own = new Own({ reduction: "mean_with_sample_weight" });
  const plain = own.valueAndGrad(...args, [1, 1]).grad.data;
  for (const weight of [small, large])
    expect([...own.valueAndGrad(...args, Float64Array.of(weight, weight)).grad.data]).toEqual([
      ...plain,
    ]);
});

function refusal(call: () => unknown, Kind = ValueError): string {
  try {
    call();
  } catch (error) {
    expect(error).toBeInstanceOf(Kind);
    return (error as Error).message;
  }
  return "none";
}

test("a loss without gradient says what to write", () => {
  class Plain extends Loss {
    call(_: NdArray, yPred: NdArray): NdArray {
      return yPred;
    }
  }
  expect(refusal(() => new Plain().valueAndGrad([0], [1]))).toBe(
    "Plain: gradient must be a method of the class, got undefined. Write gradient(yTrue, yPred): the derivative of each loss by its predictions, shaped like yPred.",
  );
});

test("answers that do not fit are refused, and out is left as it was", () => {
  const out = new Float32Array(6).fill(9);
  const answering = (losses: unknown, slopes: unknown) => {
    class Answer extends Loss {
      call() {
        return losses as TensorLike;
      }
      override gradient() {
        return slopes as TensorLike;
      }
    }
    const rows = [
      [1, 2, 3],
      [4, 5, 6],
    ];
    return () => new Answer().valueAndGrad(0, rows, null, { out });
  };
  const six = new Float32Array(6);
  expect(refusal(answering([1, 2], six), ShapeError)).toBe(
    "Answer: what gradient returns must have the shape of yPred, [2, 3], got shape [6]. Return { data, shape: yPred.shape }.",
  );
  expect(refusal(answering([1, 2, 3], { data: six, shape: [2, 3] }), ShapeError)).toBe(
    "Answer: what call returns must fit the leading axes of yPred, of shape [2, 3], got shape [3].",
  );
  expect(refusal(answering([1, 2], undefined))).toBe(
    "Answer: what gradient returns must be a number, an array of numbers or booleans, a typed array, or { data, shape }, got undefined.",
  );
  expect(refusal(answering([1, 2], Promise.resolve(six)))).toMatch(
    /^Answer: what gradient returns/,
  );
  expect([...out]).toEqual([9, 9, 9, 9, 9, 9]);
  expect(
    refusal(
      () => new Own().valueAndGrad(0, logits, null, { out: new Float32Array(3) }),
      ShapeError,
    ),
  ).toBe("Own: out must have shape [4, 3] and length 12, got [3] and length 3.");
  expect(refusal(() => new Own().valueAndGrad(0, logits, [1, 2]), ShapeError)).toMatch(
    /^Own: sampleW/,
  );
});
