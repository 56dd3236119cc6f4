// Every road to the same number: the short way of small arrays, the long way of strides, one block and
// several. The expected values follow from what a weight means, not from one of the roads. That the
// ways agree to the bit is in short-way.test.ts.

import {
  BinaryCrossentropy,
  type NdArray,
  type Reduction,
  type TensorLike,
} from "binary-crossentropy";
import { describe, expect, test } from "vitest";
import { reductionsToOne } from "./support/reductions.js";

const axes = [null, 0, -1, [0], [-1]] as const;
// Around the sizes of a block, up to which the short way goes.
const lengths = [1, 2, 3, 1023, 1024, 1025, 2047, 2048, 2049, 4097];

type Road = (array: Float32Array | Float64Array) => TensorLike;
const roads: [name: string, road: Road][] = [
  ["flat", (array) => array],
  ["shaped", (data) => ({ data, shape: [data.length] })],
  ["shaped, from an offset on", (data) => ({ data, shape: [data.length], offset: 0 })],
  ["nested", (array) => Array.from(array)],
];

/** Σ w ln 2 over N undecided elements as the contract reduces it. */
function expected(
  weights: ArrayLike<number> | null,
  length: number,
  axis: (typeof axes)[number],
  reduction: Reduction,
): number {
  if (weights === null) return Math.LN2;
  const total = Array.from(weights).reduce((a, b) => a + b, 0);
  // With an axis named, flat data under flat weights is N samples; without one, one sample of N
  // weighted elements.
  if (reduction === "mean_with_sample_weight") return Math.LN2;
  return (Math.LN2 * total) / (axis !== null && reduction === "sum" ? 1 : length);
}

describe.each(roads)("%s", (_, road) => {
  test.each(reductionsToOne)(
    "%s: one rule says what flat weights mean, whatever the length",
    (reduction) => {
      for (const axis of axes) {
        const bce = new BinaryCrossentropy({ fromLogits: true, axis, reduction, dtype: "float32" });
        for (const length of lengths) {
          const y = Float32Array.from({ length }, (_, i) => i % 2);
          const z = new Float32Array(length);
          for (const w of [
            null,
            new Float32Array(length).fill(1),
            Float32Array.from({ length }, (_, i) => i % 5),
          ]) {
            // One weight of a lone element that is 0 has no mean.
            if (w?.every((weight) => weight === 0)) continue;
            const at = `axis ${JSON.stringify(axis)}, length ${length}, weights ${w?.subarray(0, 2)}`;
            const wanted = expected(w, length, axis, reduction);
            const args = [road(y), road(z), w && road(w)] as const;
            const { value, grad } = bce.valueAndGrad(...args);
            expect(Math.abs(value / wanted - 1), at).toBeLessThanOrEqual(2 ** -23);
            expect(bce(...args), at).toBe(value);
            // Each gradient is half of what its loss counts for.
            const total = w?.reduce((a, b) => a + b, 0) ?? length;
            const share = (i: number) =>
              (((w?.[i] ?? 1) / total) * wanted * (y[i] ? -0.5 : 0.5)) / Math.LN2;
            const wrong = grad.data.findIndex(
              (g, i) => !(Math.abs(g - share(i)) <= 4e-7 * Math.abs(share(i))),
            );
            expect(wrong, `gradient, ${at}`).toBe(-1);
          }
        }
      }
    },
  );
});

describe("validate finds a value where the caller has it, whatever the order in which cells are computed", () => {
  const [y, half] = [
    [
      [0, 1],
      [1, 0],
    ],
    0.5,
  ];
  const places = [0, 1, 2, 3];
  const at = (place: number, odd: number, other: number) =>
    [0, 2].map((row) => [row, row + 1].map((i) => (i === place ? odd : other)));

  test.each([0, 1, -1, null, [], [0, 1]] as const)("axis %j", (axis) => {
    const bce = new BinaryCrossentropy({ axis, validate: true });
    for (const odd of places) {
      for (const masked of places) {
        const call = () => bce(y, at(odd, NaN, half), null, { mask: at(masked, 0, 1) });
        const name = `NaN at ${odd}, masked ${masked}`;
        if (odd === masked) expect(call(), name).toBeCloseTo(Math.LN2, 6);
        else
          expect(call, name).toThrow(
            `BinaryCrossentropy: yPred must be probabilities in [0, 1], got NaN at [${odd >> 1}, ${odd & 1}].`,
          );
        const ignoring = new BinaryCrossentropy({ axis, validate: true, ignoreLabel: -1 });
        const ignored = () => ignoring(at(masked, -1, 1), at(odd, 7, half));
        if (odd === masked) expect(ignored(), name).toBeCloseTo(Math.LN2, 6);
        else expect(ignored, name).toThrow(`got 7 at [${odd >> 1}, ${odd & 1}].`);
      }
    }
  });
});

describe("ignoreLabel is looked for among the labels as their own array holds them", () => {
  const loss = (ignoreLabel: number, labels: TensorLike, dtype: "float32" | "float64") => {
    const bce = new BinaryCrossentropy({
      fromLogits: true,
      ignoreLabel,
      dtype,
      reduction: "none",
      axis: [],
    });
    const { data } = bce(labels, new Float64Array([0, 0])) as NdArray;
    return Array.from(data, (l) => l !== 0);
  };

  test.each(["float32", "float64"] as const)("computed in %s", (dtype) => {
    for (const label of [-999.99, 1e20, 0.1, 16777217, 1 + 2 ** -30]) {
      for (const Kind of [Float32Array, Float64Array]) {
        expect(loss(label, Kind.of(label, 1), dtype), `${label} in a ${Kind.name}`).toEqual([
          false,
          Math.fround(label) !== 1 || Kind !== Float32Array,
        ]);
        const strided = { data: Kind.of(label, 9, 1), shape: [2], stride: [2] };
        expect(loss(label, strided, dtype)[0]).toBe(false);
      }
      expect(loss(label, [label, 1], dtype)).toEqual([false, true]);
    }
    // What rounds to the same number in the compute dtype is another label all the same.
    expect(loss(16777217, Int32Array.of(16777216, 16777217), dtype)).toEqual([true, false]);
    expect(loss(0.1, Float64Array.of(Math.fround(0.1), 0.1), dtype)).toEqual([true, false]);
    expect(loss(-1, Uint8Array.of(255, 1), dtype)).toEqual([true, true]);
    expect(loss(0.5, Int8Array.of(0, 1), dtype)).toEqual([true, true]);
  });
});
