// Every road to the same number: the short way of small arrays, the long way of strides, one block and
// several. The expected values follow from what a weight means, not from one of the roads.

import {
  BinaryCrossentropy,
  type FloatArray,
  type NdArray,
  type NumericArray,
  type Reduction,
  type TensorLike,
} from "binary-crossentropy";
import { describe, expect, test } from "vitest";

const axes = [null, 0, -1, [0], [-1]] as const;
const reductions = [
  "auto",
  "sum_over_batch_size",
  "mean",
  "mean_with_sample_weight",
  "sum",
] as const;
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
  test.each(reductions)(
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

/** As the long way takes it: the short one declines what has an offset. */
const asLong = (data: NumericArray, shape: readonly number[]) =>
  ({ data, shape, offset: 0 }) as unknown as NdArray;

const shapedAs = (data: FloatArray, shape: readonly number[]) => ({ data, shape: [...shape] });

/** What a call gives, or what it says where it gives nothing. */
function attempt<T>(call: () => T): T | string {
  try {
    return call();
  } catch (error) {
    return `${error}`;
  }
}

type Weight = readonly [data: FloatArray, shape: readonly number[]];

type FloatClass = { from(values: ArrayLike<number>): FloatArray };

describe("the short way gives the bits of the long one", () => {
  const length = 37;
  const kindsOfLabels = [
    Float32Array,
    Float64Array,
    Uint8Array,
    Int8Array,
    Uint16Array,
    Int32Array,
    Uint32Array,
  ];

  test.each(kindsOfLabels)("labels of %o", (Kind) => {
    const labels = Kind.from(Array.from({ length }, (_, i) => i % 2));
    for (const Floats of [Float32Array, Float64Array])
      for (const fromLogits of [true, false])
        for (const reduction of reductions)
          for (const axis of [null, -1] as const) {
            const bce = new BinaryCrossentropy({ fromLogits, axis, reduction });
            const each = (of: (i: number) => number) =>
              Floats.from(Array.from({ length }, (_, i) => of(i)));
            const x = each((i) => (fromLogits ? i - 18 : (i + 1) / (length + 1)));
            const weights = each((i) => 1 + (i % 5));
            const long = (data: FloatArray | NumericArray) => asLong(data, [length]);
            for (const w of [null, weights]) {
              const direct = [labels, x, w] as const;
              const shaped = [long(labels), long(x), w && long(w)] as const;
              const at = `${Floats.name}, logits ${fromLogits}, ${reduction}, ${axis}, ${w?.[0]}`;
              expect(bce(...direct), at).toBe(bce(...shaped));
              expect(bce.valueAndGrad(...direct), at).toEqual(bce.valueAndGrad(...shaped));
              expect(bce.hessian(...direct), at).toEqual(bce.hessian(...shaped));
            }
          }
  });

  test("of second derivatives, wherever they are written", () => {
    const bce = new BinaryCrossentropy({ fromLogits: true });
    const y = Int32Array.from({ length }, (_, i) => i % 2);
    const z = Float32Array.from({ length }, (_, i) => i - 18);
    const wanted = bce.hessian(y, asLong(z, [length])).data;
    const out = new Float32Array(length);
    expect(bce.hessian(y, z, null, { out }).data).toBe(out);
    expect(out).toEqual(wanted);
    const overLabels = new Float32Array(y.buffer);
    expect(bce.hessian(y, z, null, { out: overLabels }).data).toBe(overLabels);
    expect(overLabels).toEqual(wanted);
    bce.hessian(1, z, null, { out: z });
    expect(z).toEqual(wanted);
    expect(() => bce.hessian(y, z, null, { out: new Float32Array(length + 1) })).toThrow(
      `out must have shape [${length}] and length ${length}, got [${length + 1}]`,
    );
  });

  const shapes = [
    [1],
    [37],
    [1, 1],
    [1, 3],
    [23, 1],
    [41, 3],
    [7, 1, 1],
    [5, 3, 4],
    [3, 63],
    [3, 64],
    [2, 700],
  ];

  describe.each(shapes.map((shape) => [shape] as const))("shape [%s]", (shape) => {
    const size = shape.reduce((a, b) => a * b);
    const columns = shape.at(-1)!;
    const weightsOf = (Floats: FloatClass): (Weight | undefined)[] => {
      const many = (count: number) =>
        Floats.from(Array.from({ length: count }, (_, i) => 0.25 * (1 + ((3 * i) % 7))));
      const samples = many(size / columns);
      return [
        undefined,
        [many(size), shape],
        [samples, shape.slice(0, -1)],
        [samples, [...shape.slice(0, -1), 1]],
        [many(shape[0]!), [shape[0]!]],
      ];
    };

    test.each([Float32Array, Float64Array] as FloatClass[])("%o", (Floats) => {
      const each = (of: (i: number) => number) =>
        Floats.from(Array.from({ length: size }, (_, i) => of(i)));
      const posWeights = [undefined, 2.5, Array.from({ length: columns }, (_, i) => 0.5 + i)];
      for (const fromLogits of [true, false])
        for (const reduction of [...reductions, "none"] as const)
          for (const axis of [null, 0, -1] as const)
            for (const posWeight of posWeights) {
              const bce = new BinaryCrossentropy<Reduction>({
                fromLogits,
                axis,
                reduction,
                ...(posWeight === undefined ? {} : { posWeight }),
              });
              const y = each((i) => (i * 5) % 2);
              const x = each((i) => (fromLogits ? 9 * Math.sin(i * i) : (i + 1) / (size + 1)));
              for (const weight of weightsOf(Floats)) {
                const short = { y: shapedAs(y, shape), w: weight && shapedAs(...weight) };
                const long = { y: asLong(y, shape), w: weight && asLong(...weight) };
                const at = `${fromLogits}, ${reduction}, ${axis}, ${posWeight}, ${weight?.[1]}`;
                const [given, over] = [shapedAs(x, shape), shapedAs(x.slice(), shape)];
                const wanted = attempt(() => bce.valueAndGrad(long.y, asLong(x, shape), long.w));
                const found = [
                  attempt(() => bce.valueAndGrad(short.y, given, short.w)),
                  attempt(() => bce.valueAndGrad(short.y, over, short.w, { out: over.data })),
                ];
                expect(found, at).toEqual([wanted, wanted]);
                const value = attempt(() => bce(short.y, given, short.w));
                expect(value, at).toEqual(typeof wanted === "string" ? wanted : wanted.value);
                const curved = attempt(() => bce.hessian(short.y, given, short.w));
                const wantedCurve = attempt(() => bce.hessian(long.y, asLong(x, shape), long.w));
                expect(curved, at).toEqual(wantedCurve);
              }
            }
    });
  });

  test.each([
    [[23], [23, 1]],
    [[23, 1], [23]],
    [
      [5, 4],
      [5, 4, 1],
    ],
  ])("labels of shape %j and predictions of %j", (ofLabels, ofPredictions) => {
    const size = ofLabels.reduce((a, b) => a * b);
    const y = Float32Array.from({ length: size }, (_, i) => i % 2);
    const z = Float32Array.from({ length: size }, (_, i) => 5 * Math.sin(i * i));
    for (const reduction of ["mean", "sum", "none"] as const) {
      const bce = new BinaryCrossentropy<Reduction>({ fromLogits: true, reduction });
      const wanted = bce.valueAndGrad(asLong(y, ofLabels), asLong(z, ofPredictions));
      const given = [shapedAs(y, ofLabels), shapedAs(z, ofPredictions)] as const;
      expect(bce.valueAndGrad(...given)).toEqual(wanted);
      expect(bce(...given)).toEqual(wanted.value);
      if (ofLabels.length === 1) expect(bce(y, given[1])).toEqual(wanted.value);
    }
  });

  test("as many shapes as a program may use in turn give what each gives by itself", () => {
    const bce = new BinaryCrossentropy({ fromLogits: true });
    for (let turn = 0; turn < 3; turn++)
      for (let rows = 1; rows < 7; rows++) {
        const shape = [rows, 2];
        const y = Float32Array.from({ length: 2 * rows }, (_, i) => i % 2);
        const z = Float32Array.from({ length: 2 * rows }, (_, i) => Math.sin(i));
        const w = Float32Array.from({ length: rows }, (_, i) => 1 + i);
        const fresh = new BinaryCrossentropy({ fromLogits: true });
        for (const weight of [null, w, shapedAs(w, [rows, 1])])
          expect(bce(shapedAs(y, shape), shapedAs(z, shape), weight)).toBe(
            fresh(asLong(y, shape), asLong(z, shape), weight),
          );
      }
  });

  test("an object that says more than its data and its shape goes the long way", () => {
    const bce = new BinaryCrossentropy({ fromLogits: true });
    const [data, shape] = [Float32Array.of(1, -2, 3, -4), [2, 2]];
    const y = { data: Float32Array.of(0, 1, 1, 1), shape };
    const wanted = bce(y, { data: Float32Array.of(1, 3, -2, -4), shape });
    for (const more of [{ strides: [1, 2] }, { stride: [1, 2] }])
      expect(bce(y, { data, shape, ...more } as NdArray)).toBe(wanted);
    expect(bce(y, { data, dims: shape } as unknown as NdArray)).toBe(bce(y, { data, shape }));
    const inOrder = { data, shape, strides: [2, 1] };
    expect(bce(y, inOrder)).toBe(bce(y, { data, shape }));
    expect(() => bce(y, { data, shape, strides: [2, 1, 1] } as NdArray)).toThrow(/stride per axis/);
    const hidden = Object.defineProperty({ data, shape }, "strides", { value: [1, 2] });
    expect(bce(y, hidden)).toBe(wanted);
  });

  test("labels of BigInt are refused", () => {
    const bce = new BinaryCrossentropy();
    expect(() => bce(BigInt64Array.of(1n) as never, Float32Array.of(0.5))).toThrow(/BigInt/);
  });
});
