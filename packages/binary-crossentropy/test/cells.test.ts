// The ways through cells and through weights that many elements share: a block of whole cells, one
// cell after the other, run by run. Each gives what a cell by itself gives, and what weights one by
// one give.

import { BinaryCrossentropy, type Dtype, type NdArray } from "binary-crossentropy";
import { describe, expect, test } from "vitest";
import { kinds } from "./support/kernel-inputs.js";

const rows = 41;
const wave = (i: number) => 6 * Math.sin(i * i + 1);
const spread = (i: number) => 0.5 + Math.abs(Math.cos(3 * i));

interface Case {
  readonly yTrue: ArrayLike<number>;
  readonly yPred: ArrayLike<number>;
  readonly weight?: ArrayLike<number>;
  readonly mask?: Uint8Array;
}

/** Relative to the larger of two numbers, in units of 2^−24 or 2^−53. */
function distance(a: number, b: number, dtype: Dtype): number {
  if (a === b) return 0;
  return (
    Math.abs(a - b) / (Math.max(Math.abs(a), Math.abs(b)) * 2 ** (dtype === "float32" ? -24 : -53))
  );
}

/** The largest distance of any of the numbers from its partner; NaN where one of them is. */
function farthest(actual: ArrayLike<number>, expected: ArrayLike<number>, dtype: Dtype): number {
  expect(actual.length).toBe(expected.length);
  let most = 0;
  for (let i = 0; i < actual.length; i++)
    most = Math.max(most, distance(actual[i]!, expected[i]!, dtype));
  return most;
}

describe.each(["float32", "float64"] as const)("%s", (dtype) => {
  const floats = (values: ArrayLike<number>) => new kinds[dtype](values);
  const problem = (columns: number): Case => {
    const of = (make: (i: number) => number) =>
      Array.from({ length: rows * columns }, (_, i) => make(i));
    return {
      yTrue: of((i) => (i % 7 === 3 ? -1 : (i * 5) % 2)),
      yPred: of(wave),
      weight: of(spread),
      mask: Uint8Array.from(
        of((i) => (i % 11 === 0 || (i >= 4 * columns && i < 5 * columns) ? 0 : 1)),
      ),
    };
  };
  const part = (
    { yTrue, yPred, weight, mask }: Case,
    from: number,
    to: number,
    isWeighted: boolean,
  ) => {
    const shape = [1, to - from];
    const cut = (values: ArrayLike<number>) => ({
      data: floats(Array.prototype.slice.call(values, from, to)),
      shape,
    });
    return [
      cut(yTrue),
      cut(yPred),
      isWeighted ? cut(weight!) : null,
      { mask: { data: mask!.slice(from, to), shape } },
    ] as const;
  };

  test.each([63, 64, 65, 100, 2048])("losses of rows of %i are weighted by row", (columns) => {
    const bce = new BinaryCrossentropy({ fromLogits: true, axis: [], reduction: "none" });
    const shape = [5, columns];
    const tensor = () => ({ data: floats(new Float64Array(5 * columns)), shape });
    const weights = [1, 2, 3, 4, 5];
    const losses = bce(tensor(), tensor(), weights);
    const expected = losses.data.map((_, i) => weights[Math.floor(i / columns)]! * Math.LN2);
    expect(farthest(losses.data, expected, dtype)).toBeLessThanOrEqual(2);
  });

  test.each([64, 100, 1000, 3000])("runs of %i elements under one weight", (columns) => {
    // Long enough that ranges of a call begin and end within runs.
    const samples = Math.ceil(80_000 / columns);
    const shape = [samples, columns];
    const index = Array.from({ length: samples * columns }, (_, i) => i);
    const yTrue = { data: floats(index.map((i) => (i * 5) % 2)), shape };
    const yPred = () => ({ data: floats(index.map(wave)), shape });
    const ofRows = floats(Array.from({ length: samples }, (_, row) => spread(row)));
    const ofElements = {
      data: floats(index.map((i) => ofRows[Math.floor(i / columns)]!)),
      shape,
    };
    const bce = new BinaryCrossentropy({ fromLogits: true });
    const expected = bce.valueAndGrad(yTrue, yPred(), ofElements);
    const over = yPred();
    for (const { value, grad } of [
      bce.valueAndGrad(yTrue, yPred(), ofRows),
      bce.valueAndGrad(yTrue, over, ofRows, { out: over.data }),
    ]) {
      expect(value).toBe(bce(yTrue, yPred(), ofRows));
      expect(distance(value, expected.value, dtype)).toBeLessThanOrEqual(
        dtype === "float32" ? 2 : 2 ** 8,
      );
      expect(farthest(grad.data, expected.grad.data, dtype)).toBeLessThanOrEqual(4);
    }
  });

  test.each([1, 3, 64, 100, 3000])(
    "losses of %i elements with their gradient, in place",
    (columns) => {
      const shape = [rows, columns];
      const index = Array.from({ length: rows * columns }, (_, i) => i);
      const yTrue = { data: floats(index.map((i) => (i * 5) % 2)), shape };
      const yPred = () => ({ data: floats(index.map(wave)), shape });
      for (const axis of [-1, 0, []]) {
        const bce = new BinaryCrossentropy({ fromLogits: true, reduction: "none", axis });
        const apart = bce.valueAndGrad(yTrue, yPred());
        const over = yPred();
        const inPlace = bce.valueAndGrad(yTrue, over, null, { out: over.data });
        expect(inPlace.value).toEqual(bce(yTrue, yPred()));
        expect(inPlace).toEqual({ ...apart, grad: { ...apart.grad, data: over.data } });
        const summed = new BinaryCrossentropy({ fromLogits: true, reduction: "sum", axis });
        const { grad } = summed.valueAndGrad(yTrue, yPred());
        expect(farthest(apart.grad.data, grad.data, dtype)).toBeLessThanOrEqual(4);
      }
    },
  );

  describe.each([1, 2, 3, 5, 10, 31, 63, 64, 65, 200, 700, 2100])(
    "cells of %i elements",
    (columns) => {
      const options = { fromLogits: true, ignoreLabel: -1, reduction: "none" } as const;
      const bce = new BinaryCrossentropy(options);
      const all = problem(columns);
      const shape = [rows, columns];
      const shaped = (values: ArrayLike<number>) => ({ data: floats(values), shape });
      const mask = { data: all.mask!, shape };

      test.each([false, true])("cost what each costs by itself; weighted: %s", (isWeighted) => {
        const weight = isWeighted ? shaped(all.weight!) : null;
        const { value, grad } = bce.valueAndGrad(shaped(all.yTrue), shaped(all.yPred), weight, {
          mask,
        });
        const hessian = bce.hessian(shaped(all.yTrue), shaped(all.yPred), weight, { mask });
        expect(bce(shaped(all.yTrue), shaped(all.yPred), weight, { mask })).toEqual(value);
        for (let row = 0; row < rows; row++) {
          const [from, to] = [row * columns, (row + 1) * columns];
          const alone = part(all, from, to, isWeighted);
          const one = bce.valueAndGrad(...alone);
          const curved = bce.hessian(...alone);
          expect(distance(value.data[row]!, one.value.data[0]!, dtype)).toBeLessThanOrEqual(4);
          const ofRow = (data: NdArray["data"]) => data.subarray(from, to);
          expect(farthest(ofRow(grad.data), one.grad.data, dtype)).toBeLessThanOrEqual(4);
          expect(farthest(ofRow(hessian.data), curved.data, dtype)).toBeLessThanOrEqual(4);
        }
      });

      test("reduced, they are the mean of those that have an element left", () => {
        const losses = bce(shaped(all.yTrue), shaped(all.yPred), null, { mask });
        const kept = Array.from({ length: rows }, (_, row) =>
          Array.from({ length: columns }, (_, k) => row * columns + k).some(
            (i) => all.mask![i] === 1 && all.yTrue[i] !== -1,
          ),
        );
        const left = Array.from(losses.data).filter((_, row) => kept[row]);
        expect(left.length).toBeLessThan(rows);
        const mean = left.reduce((a, b) => a + b, 0) / left.length;
        const reduced = new BinaryCrossentropy({ ...options, reduction: "mean" });
        const value = reduced(shaped(all.yTrue), shaped(all.yPred), null, { mask });
        expect(distance(value, mean, dtype)).toBeLessThanOrEqual(dtype === "float32" ? 2 : 2 ** 6);
      });

      test("weights of rows are those of their elements", () => {
        const byRow = Array.from({ length: rows }, (_, row) => spread(row));
        const byElement = Array.from(
          { length: rows * columns },
          (_, i) => byRow[Math.floor(i / columns)]!,
        );
        for (const loss of [bce, new BinaryCrossentropy({ fromLogits: true, ignoreLabel: -1 })]) {
          const ofRows = loss.valueAndGrad(shaped(all.yTrue), shaped(all.yPred), floats(byRow));
          const ofElements = loss.valueAndGrad(
            shaped(all.yTrue),
            shaped(all.yPred),
            shaped(byElement),
          );
          const values = [ofRows, ofElements].map(({ value }) =>
            typeof value === "number" ? [value] : Array.from((value as NdArray).data),
          );
          expect(farthest(values[0]!, values[1]!, dtype)).toBeLessThanOrEqual(
            dtype === "float32" ? 4 : 2 ** 6,
          );
          expect(farthest(ofRows.grad.data, ofElements.grad.data, dtype)).toBeLessThanOrEqual(4);
        }
      });
    },
  );
});

describe.each([
  { dtype: "float32", z: -100, power: 60 },
  { dtype: "float64", z: -740, power: 600 },
] as const)("a weight brings back what faint $dtype has lost", ({ dtype, z, power }) => {
  const expected = (Math.exp(z / 2) * 2 ** (power / 2)) ** 2;

  describe.each([3, 64, 100])("in rows of %i", (columns) => {
    const shape = [2, columns];
    const zeros = () => ({ data: new kinds[dtype](2 * columns), shape });
    const far = () => ({ data: new kinds[dtype](2 * columns).fill(z), shape });
    const close = (actual: ArrayLike<number>, wanted: number) =>
      expect(
        Math.max(...Array.from(actual, (entry) => distance(entry, wanted, dtype))),
      ).toBeLessThanOrEqual(dtype === "float32" ? 4 : 2 * (columns + 10));

    test.each(["one", "of rows", "of elements"])("weights: %s", (kind) => {
      const all = { data: new kinds[dtype](2 * columns).fill(2 ** power), shape };
      const weights = { one: 2 ** power, "of rows": new kinds[dtype](2).fill(2 ** power) };
      const weight = kind === "of elements" ? all : weights[kind as "one" | "of rows"];
      for (const reduction of ["none", "sum", "mean"] as const) {
        const bce = new BinaryCrossentropy({ fromLogits: true, reduction });
        const [rows, mean] = reduction === "none" ? [1, 1] : reduction === "sum" ? [2, 1] : [1, 2];
        const out = far();
        for (const value of [
          bce(zeros(), far(), weight),
          bce.valueAndGrad(zeros(), far(), weight).value,
          bce.valueAndGrad(zeros(), out, weight, { out: out.data }).value,
        ])
          close(typeof value === "number" ? [value] : value.data, rows * expected);
        for (const derivative of [
          bce.valueAndGrad(zeros(), far(), weight).grad,
          bce.hessian(zeros(), far(), weight),
        ])
          close(derivative.data, expected / columns / mean);
        close(out.data, expected / columns / mean);
      }
    });
  });
});

test.each([false, true])("cells whose elements lie apart, with a mask: %s", (isMasked) => {
  const [samples, columns] = [1100, 5];
  const shape = [samples, columns];
  const index = Array.from({ length: samples * columns }, (_, i) => i);
  const kept = Uint8Array.from(index, (i) => Number(i % columns !== 2 && i % 3 > 0));
  const [y, z] = [index.map((i) => (i * 5) % 2), index.map(wave)];
  const bce = new BinaryCrossentropy({ fromLogits: true, reduction: "none", axis: 0 });
  const tensor = (values: number[]) => ({ data: Float32Array.from(values), shape });
  const mask = isMasked ? { data: kept, shape } : null;
  const { data } = bce(tensor(y), tensor(z), null, { mask });
  const alone = (column: number) => {
    const ofColumn = index.filter((i) => i % columns === column && (!isMasked || kept[i] === 1));
    if (ofColumn.length === 0) return 0;
    const of = (values: number[]) => Float32Array.from(ofColumn, (i) => values[i]!);
    return new BinaryCrossentropy({ fromLogits: true })(of(y), of(z));
  };
  expect(farthest(data, [0, 1, 2, 3, 4].map(alone), "float32")).toBeLessThanOrEqual(2);
});

test.each([0.5, 3])("infinite losses of rows of weight %d, in place", (weight) => {
  const shape = [2, 64];
  const yPred = { data: new Float32Array(128).fill(1), shape };
  yPred.data[70] = -Infinity;
  const yTrue = { data: new Float32Array(128).fill(1), shape };
  const bce = new BinaryCrossentropy({ fromLogits: true });
  const { value, grad } = bce.valueAndGrad(yTrue, yPred, [weight, weight], { out: yPred.data });
  expect(value).toBe(Infinity);
  expect(grad.data[70]).toBe(-weight / 128);
});

test("a weight brings back what a faint loss has lost, in a block of cells too", () => {
  const z = [-103.7298355102539, -97.0750503540039, -100];
  const w = [1e10, 1e10, 1e10];
  const repeat = (values: number[]) => ({
    data: Float32Array.from({ length: 3 * rows }, (_, i) => values[i % 3]!),
    shape: [rows, 3],
  });
  const bce = new BinaryCrossentropy({ fromLogits: true, reduction: "none" });
  const expected = z.reduce((sum, x, i) => sum + Math.exp(Math.fround(x)) * w[i]!, 0) / 3;
  const { value } = bce.valueAndGrad(repeat([0, 0, 0]), repeat(z), repeat(w));
  for (const losses of [value, bce(repeat([0, 0, 0]), repeat(z), repeat(w))])
    for (const loss of losses.data)
      expect(distance(loss, expected, "float32")).toBeLessThanOrEqual(2);
});
