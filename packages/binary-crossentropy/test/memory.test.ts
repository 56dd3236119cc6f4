// What is read and what is written: inputs never, `out` only; inputs of every kind and layout give
// the same numbers.

import { runInNewContext } from "node:vm";
import {
  BinaryCrossentropy,
  binaryCrossentropy,
  type FloatArray,
  type TensorLike,
} from "binary-crossentropy";
import { describe, expect, test } from "vitest";

const labels = [1, 0, 0, 1, 1, 0];
const logits = [0.5, -1.25, 2, 3, -0.75, 0.125];
const weights = [1, 2, 0.5, 4, 1, 3];
const bce = new BinaryCrossentropy({ fromLogits: true });
const expected = bce.valueAndGrad(labels, logits, weights);

test("inputs are never written to", () => {
  const inputs = [
    Float32Array.from(labels),
    Float32Array.from(logits),
    Float32Array.from(weights),
    Uint8Array.of(1, 1, 0, 1, 1, 1),
  ] as const;
  const before = inputs.map((array) => [...array]);
  const [y, z, w, mask] = inputs;
  bce(y, z, w, { mask });
  bce.valueAndGrad(y, z, w, { mask, out: new Float32Array(6) });
  bce.hessian(y, z, w, { mask });
  binaryCrossentropy(y, z, { fromLogits: true });
  expect(inputs.map((array) => [...array])).toEqual(before);
  const frozen = Object.freeze([...labels]);
  const options = Object.freeze({ mask: Object.freeze([1, 1, 1, 1, 1, 1]) });
  expect(bce(frozen, Object.freeze([...logits]), Object.freeze([...weights]), options)).toBe(
    expected.value,
  );
});

test("out is written and returned, and nothing beside it", () => {
  const memory = new Float32Array(10).fill(7);
  const out = memory.subarray(2, 8);
  const { grad } = bce.valueAndGrad(labels, logits, weights, { out });
  expect(grad.data).toBe(out);
  expect([...memory]).toEqual([7, 7, ...expected.grad.data, 7, 7]);
});

test.each(["float32", "float64"] as const)(
  "out may be a %s array of another realm, over an input or not",
  (dtype) => {
    const loss = new BinaryCrossentropy({ fromLogits: true, dtype });
    const { value, grad } = loss.valueAndGrad(labels, logits);
    const Foreign = runInNewContext(
      dtype === "float32" ? "Float32Array" : "Float64Array",
    ) as Float32ArrayConstructor;
    const out = new Foreign(6);
    expect(out).not.toBeInstanceOf(globalThis[Foreign.name as "Float32Array"]);
    const actual = loss.valueAndGrad(labels, logits, undefined, { out });
    expect(actual.value).toBe(value);
    expect(actual.grad.data).toBe(out);
    expect([...out]).toEqual([...grad.data]);
    const inPlace = Foreign.from(logits);
    loss.valueAndGrad(labels, inPlace, undefined, { out: { data: inPlace, shape: [6] } });
    expect([...inPlace]).toEqual([...grad.data]);
    const own = new globalThis[Foreign.name as "Float32Array"](7);
    own.set(logits);
    const shifted = new Foreign(own.buffer, own.BYTES_PER_ELEMENT, 6);
    loss.valueAndGrad(labels, own.subarray(0, 6), undefined, { out: shifted });
    expect([...shifted]).toEqual([...grad.data]);
  },
);

describe("out may lie in the memory of an input", () => {
  // Longer than a block, so that a write too early would be seen in the next one.
  const n = 5000;
  const z = Float32Array.from({ length: n }, (_, i) => Math.sin(i) * 5);
  const y = Float32Array.from({ length: n }, (_, i) => (i % 3 === 0 ? 1 : 0));
  const w = Float32Array.from({ length: n }, (_, i) => 1 + (i % 5));
  const { value, grad } = bce.valueAndGrad(y, z, w);

  test.each(["yTrue", "yPred", "sampleWeight"])("%s itself", (name) => {
    const [a, b, c] = [y.slice(), z.slice(), w.slice()];
    const out = { yTrue: a, yPred: b, sampleWeight: c }[name]!;
    const actual = bce.valueAndGrad(a, b, c, { out });
    expect(actual.value).toBe(value);
    expect(actual.grad.data).toBe(out);
    expect(out).toEqual(grad.data);
  });

  test.each([-3, -1, 1, 3])("yPred's, shifted by %d elements", (shift) => {
    const memory = new Float32Array(n + 8);
    const own = memory.subarray(4, 4 + n);
    own.set(z);
    const out = memory.subarray(4 + shift, 4 + shift + n);
    const actual = bce.valueAndGrad(y, own, w, { out });
    expect(actual.value).toBe(value);
    expect(out).toEqual(grad.data);
  });

  test("yPred's, under another type", () => {
    const buffer = new ArrayBuffer(4 * n);
    const bytes = new Uint8Array(buffer, 0, n);
    bytes.set(Uint8Array.from(y));
    const out = new Float32Array(buffer);
    expect(bce.valueAndGrad(bytes, z, w, { out }).value).toBe(value);
    expect(out).toEqual(grad.data);
  });

  test("a weight of the samples, while their elements are written", () => {
    const memory = new Float32Array(n);
    memory.set(w.subarray(0, n / 2));
    const [yy, zz] = [y, z].map((data) => ({ data, shape: [n / 2, 2] }));
    const separate = bce.valueAndGrad(yy!, zz!, w.slice(0, n / 2));
    expect(bce.valueAndGrad(yy!, zz!, memory.subarray(0, n / 2), { out: memory })).toEqual(
      separate,
    );
  });

  test("for the reduction none too, where the losses are read first", () => {
    const none = new BinaryCrossentropy({ fromLogits: true, reduction: "none" });
    const separate = none.valueAndGrad(y, z, w);
    const own = z.slice();
    expect(none.valueAndGrad(y, own, w, { out: own })).toEqual(separate);
    const again = z.slice();
    expect(none.hessian(y, again, w, { out: again })).toEqual(none.hessian(y, z, w));
  });
});

describe("kinds of tensors", () => {
  const shape = [3, 2];
  const nested = (flat: number[]) => [flat.slice(0, 2), flat.slice(2, 4), flat.slice(4)];
  const reference = bce.valueAndGrad(nested(labels), nested(logits));
  const transposed = [0.5, 2, -0.75, -1.25, 3, 0.125];
  const padded = [9, 9, 0.5, 9, -1.25, 9, 9, 9, 2, 9, 3, 9, 9, 9, -0.75, 9, 0.125, 9];
  const predictions: [kind: string, tensor: TensorLike][] = [
    ["nested arrays", nested(logits)],
    ["rows in typed arrays", nested(logits).map((row) => Float32Array.from(row))],
    ["{ data, shape }", { data: Float32Array.from(logits), shape }],
    ["{ data, shape } with an array", { data: logits, shape }],
    ["{ data, dims }", { data: Float32Array.from(logits), dims: shape }],
    ["a transposed view", { data: Float32Array.from(transposed), shape, stride: [1, 3] }],
    [
      "a transposed view with strides, as stdlib has them",
      { data: Float32Array.from(transposed), shape, strides: [1, 3] },
    ],
    ["a view with gaps and an offset", { data: padded, shape, stride: [6, 2], offset: 2 }],
    ["a view backwards", { data: [...logits].reverse(), shape, stride: [-2, -1], offset: 5 }],
    [
      "shared memory",
      { data: new Float32Array(new SharedArrayBuffer(24)).map((_, i) => logits[i]!), shape },
    ],
  ];
  test.each(predictions)("%s", (_, yPred) => {
    expect(bce.valueAndGrad(nested(labels), yPred)).toEqual(reference);
  });

  const kinds = [
    Int8Array,
    Uint8Array,
    Uint8ClampedArray,
    Int16Array,
    Uint16Array,
    Int32Array,
    Uint32Array,
    Float32Array,
    Float64Array,
  ];
  test.each(kinds.map((Kind) => ({ Kind, name: Kind.name })))("labels in a $name", ({ Kind }) => {
    expect(bce.valueAndGrad({ data: Kind.from(labels), shape }, nested(logits))).toEqual(reference);
  });

  test("labels as booleans, nested or flat", () => {
    expect(
      bce.valueAndGrad(
        nested(labels).map((row) => row.map(Boolean)),
        nested(logits),
      ),
    ).toEqual(reference);
    expect(bce.valueAndGrad({ data: labels.map(Boolean), shape }, nested(logits))).toEqual(
      reference,
    );
  });

  test("a Float16Array where the platform has it is computed in float32", () => {
    const Float16 = (globalThis as { Float16Array?: { from(values: number[]): FloatArray } })
      .Float16Array;
    const yPred = Float16 ? Float16.from(logits) : Float32Array.from(logits);
    expect(bce.valueAndGrad(labels, yPred).grad).toEqual(bce.valueAndGrad(labels, logits).grad);
  });

  test("a rank-0 tensor is a number", () => {
    expect(new BinaryCrossentropy({ axis: null })(1, 0.5)).toBeCloseTo(Math.LN2, 5);
    expect(new BinaryCrossentropy({ axis: [], reduction: "none" })(true, 0.5).shape).toEqual([]);
  });
});

describe("dtypes", () => {
  const p = 0.1;
  const value = (yPred: TensorLike, dtype?: "float32" | "float64") =>
    new BinaryCrossentropy({ reduction: "none", dialect: "exact", dtype }).valueAndGrad([1], yPred);

  test("float64 for a Float64Array, float32 for all else", () => {
    expect(value(Float64Array.of(p)).value.data).toEqual(Float64Array.of(-Math.log(p)));
    expect(value({ data: Float64Array.of(p), shape: [1] }).grad.data).toEqual(
      Float64Array.of(-1 / p),
    );
    for (const yPred of [
      [p],
      Float32Array.of(p),
      { data: [p], shape: [1] },
      [Float64Array.of(p)].map(([x]) => x!),
    ]) {
      expect(value(yPred).value.data).toEqual(Float32Array.of(-Math.log(Math.fround(p))));
    }
  });

  test("a Float64Array of another realm, and of a subclass, is one too", () => {
    class Own extends Float64Array {}
    const foreign = runInNewContext("Float64Array.of(0.1)") as Float64Array;
    for (const yPred of [foreign, Own.of(p)])
      expect(value(yPred).value.data).toEqual(Float64Array.of(-Math.log(p)));
  });

  test("the option decides over the data", () => {
    expect(value([p], "float64").value.data).toEqual(Float64Array.of(-Math.log(p)));
    expect(value(Float64Array.of(p), "float32").value.data).toEqual(
      Float32Array.of(-Math.log(Math.fround(p))),
    );
    expect(value(Float64Array.of(p), "float32").grad.data).toBeInstanceOf(Float32Array);
  });

  test("weights are rounded to the compute dtype too", () => {
    const weighted = (weight: number, dtype?: "float64") =>
      new BinaryCrossentropy({ fromLogits: true, reduction: "sum", dtype })(
        [[1]],
        [[0]],
        Float64Array.of(weight),
      );
    expect(weighted(1e-50)).toBe(0);
    expect(weighted(1e39)).toBe(Infinity);
    expect(weighted(1e-50, "float64")).toBeCloseTo(Math.LN2 * 1e-50, 64);
    expect(weighted(1e39, "float64") / 1e39).toBeCloseTo(Math.LN2, 12);
  });

  test("a number that is the result is rounded to the compute dtype, once", () => {
    const mean = new BinaryCrossentropy({ fromLogits: true })([1, 0, 1], [0.1, 0.2, 0.3]);
    expect(mean).toBe(Math.fround(mean));
  });
});
