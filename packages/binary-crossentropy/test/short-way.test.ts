// The short way of small arrays gives the bits of the long one, whatever they are, and declines what
// is not for it.

import {
  BinaryCrossentropy,
  type FloatArray,
  type NdArray,
  type NumericArray,
  type Reduction,
} from "binary-crossentropy";
import { describe, expect, test } from "vitest";

const reductions = [
  "auto",
  "sum_over_batch_size",
  "mean",
  "mean_with_sample_weight",
  "sum",
] as const;

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

describe("to the bit", () => {
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

  const few = [[37], [23, 1], [41, 3], [5, 3, 4], [3, 64]];

  describe.each(few.map((shape) => [shape] as const))("selection, shape [%s]", (shape) => {
    const size = shape.reduce((a, b) => a * b);
    const flags = (count: number) => Uint8Array.from({ length: count }, (_, i) => +(i % 3 > 0));
    const masks = [
      undefined,
      [flags(size), shape],
      [flags(size / shape.at(-1)!), shape.slice(0, -1)],
      [flags(shape[0]!), [shape[0]!]],
    ] as const;

    test.each([Float32Array, Float64Array] as FloatClass[])("%o", (Floats) => {
      const each = (of: (i: number) => number) =>
        Floats.from(Array.from({ length: size }, (_, i) => of(i)));
      const x = each((i) => (i + 1) / (size + 1));
      const w = each((i) => 0.25 * (1 + ((3 * i) % 7)));
      const labels = {
        of1: each((i) => (i * 5) % 2),
        of2: each((i) => ((i * 5) % 7 ? i % 2 : -1)),
      };
      for (const reduction of ["auto", "sum", "none"] as const)
        for (const axis of [null, 0, -1] as const)
          for (const ignoreLabel of [undefined, -1, 0])
            for (const validate of [false, true])
              for (const mask of masks)
                for (const weight of [undefined, w]) {
                  const bce = new BinaryCrossentropy<Reduction>({
                    axis,
                    reduction,
                    validate,
                    ...(ignoreLabel === undefined ? {} : { ignoreLabel }),
                  });
                  const y = ignoreLabel === -1 ? labels.of2 : labels.of1;
                  const args = (as: typeof shapedAs | typeof asLong, x: FloatArray) =>
                    [as(y, shape), as(x, shape), weight && as(weight, shape)] as const;
                  const short = mask && { mask: { data: mask[0], shape: [...mask[1]] } };
                  const long = mask && { mask: asLong(mask[0], mask[1]) };
                  const at = `${reduction}, ${axis}, ${ignoreLabel}, ${validate}, ${mask?.[1]}`;
                  const wanted = attempt(() => bce.valueAndGrad(...args(asLong, x), long));
                  const over = x.slice();
                  const found = [
                    attempt(() => bce.valueAndGrad(...args(shapedAs, x), short)),
                    attempt(() =>
                      bce.valueAndGrad(...args(shapedAs, over), { ...short, out: over }),
                    ),
                  ];
                  expect(found, at).toEqual([wanted, wanted]);
                  const value = attempt(() => bce(...args(shapedAs, x), short));
                  expect(value, at).toEqual(typeof wanted === "string" ? wanted : wanted.value);
                  expect(attempt(() => bce.hessian(...args(shapedAs, x), short))).toEqual(
                    attempt(() => bce.hessian(...args(asLong, x), long)),
                  );
                }
    });
  });

  describe("lists", () => {
    /** As nested lists of that shape, made of whatever the item at each place is. */
    function nest<T>(shape: readonly number[], of: (i: number) => T): unknown {
      const [length = 1, ...inner] = shape;
      const size = inner.reduce((a, b) => a * b, 1);
      const row = (i: number): unknown =>
        inner.length === 0 ? of(i) : nest(inner, (k) => of(i * size + k));
      return Array.from({ length }, (_, i) => row(i));
    }
    const shapesOfLists = [[1], [37], [300], [2049], [23, 1], [41, 3], [5, 3, 4], [3, 64]];
    const items = {
      integers: (i: number) => i % 2,
      booleans: (i: number) => i % 2 === 1,
      soft: (i: number) => (i % 7) / 7,
      "integers, then soft": (i: number) => (i < 6 ? i % 2 : 0.25),
      "booleans and numbers": (i: number) => (i % 3 ? i % 2 : i % 2 === 1),
    };

    test.each(Object.entries(items))("labels that are %s", (_, label) => {
      for (const shape of shapesOfLists)
        for (const reduction of ["auto", "sum", "none"] as const)
          for (const start of [0, 0.5]) {
            const size = shape.reduce((a, b) => a * b);
            const bce = new BinaryCrossentropy<Reduction>({ fromLogits: true, reduction });
            const logit = (i: number) => start + 9 * Math.sin(i * i);
            const weight = (i: number) => 0.25 * (1 + ((3 * i) % 7));
            const long = <T>(of: (i: number) => T) =>
              ({ data: Array.from({ length: size }, (_, i) => of(i)), shape, offset: 0 }) as never;
            const y = nest(shape, label) as never;
            const x = nest(shape, logit) as never;
            const w = nest(shape, weight) as never;
            const mask = nest(shape, (i) => i % 3 > 0) as never;
            for (const [sampleWeight, asLong] of [
              [null, null] as const,
              [w, long(weight)] as const,
            ])
              for (const masks of [
                undefined,
                { short: { mask }, long: { mask: long((i) => i % 3 > 0) } },
              ]) {
                const wanted = bce.valueAndGrad(long(label), long(logit), asLong, masks?.long);
                const found = bce.valueAndGrad(y, x, sampleWeight, masks?.short);
                const at = `[${shape}], ${reduction}, ${start}`;
                expect(found, at).toEqual(wanted);
                expect(bce(y, x, sampleWeight, masks?.short), at).toEqual(wanted.value);
                expect(bce.hessian(y, x, sampleWeight, masks?.short), at).toEqual(
                  bce.hessian(long(label), long(logit), asLong, masks?.long),
                );
                const typed = Float32Array.from({ length: size }, (_, i) => logit(i));
                expect(bce(y, shapedAs(typed, shape), sampleWeight, masks?.short), at).toEqual(
                  wanted.value,
                );
                // Labels and weights keep the digits that float64 computes with.
                const double = Float64Array.from({ length: size }, (_, i) => logit(i));
                expect(bce(y, shapedAs(double, shape), sampleWeight, masks?.short), at).toEqual(
                  bce(long(label), shapedAs(double, shape), asLong, masks?.long),
                );
              }
          }
    });

    test("options that look at more digits than float32 has", () => {
      const [y, p] = [
        [0.1, 1],
        [0.3, 0.1 + 1e-9],
      ] as const;
      const long = (data: readonly number[]) => ({ data, shape: [2], offset: 0 }) as never;
      for (const options of [
        { dtype: "float64" },
        { ignoreLabel: 0.1 },
        { ignoreLabel: 1 },
        { validate: true },
      ] as const) {
        const bce = new BinaryCrossentropy(options);
        expect(bce(y, p)).toBe(bce(long(y), long(p)));
      }
      const bce = new BinaryCrossentropy({ validate: true });
      expect(() => bce([0, 1], [0.5, 1 + 1e-9])).toThrow(
        "be probabilities in [0, 1], got 1.000000001",
      );
    });

    test("an item that calls a loss while it is read disturbs nothing", () => {
      const bce = new BinaryCrossentropy({ fromLogits: true });
      const plain = [3, -2, 1, 0.5];
      const wanted = bce([1, 0, 1, 0], plain);
      let calls = 0;
      const z = [...plain];
      Object.defineProperty(z, 1, {
        enumerable: true,
        get() {
          calls++;
          expect(bce([0, 0], [5, 5.5])).toBeCloseTo(5.2556, 3);
          expect(bce(Float32Array.of(0), Float32Array.of(0))).toBeCloseTo(Math.LN2, 6);
          return -2;
        },
      });
      expect(bce([1, 0, 1, 0], z)).toBe(wanted);
      expect(calls).toBeGreaterThan(0);
    });

    test("lists and objects are asked once, labels first, and what they throw is thrown", () => {
      const bce = new BinaryCrossentropy();
      const batches = [0.5, 0.25, 0.125].map((p) => Float32Array.of(p, p));
      const next = {
        get data() {
          return batches.shift();
        },
        shape: [2],
      };
      expect(bce([1, 1], next as never)).toBe(bce([1, 1], [0.5, 0.5]));
      expect(bce(Float32Array.of(1, 1), next as never)).toBe(bce([1, 1], [0.25, 0.25]));
      // What goes the long way after all has been asked as well.
      expect(bce(Float32Array.of(1, 1), next as never, null, { mask: Int8Array.of(1, 1) })).toBe(
        bce([1, 1], [0.125, 0.125]),
      );

      const mine = new RangeError("mine");
      let asked = 0;
      const labels = [1, 0];
      Object.defineProperty(labels, 0, {
        get() {
          asked++;
          throw mine;
        },
      });
      expect(() => bce(labels, [0.5, 0.25])).toThrow(mine);
      expect(asked).toBe(1);

      const throwing = {
        get data() {
          throw mine;
        },
        shape: [1],
      };
      expect(() => bce("x" as never, throwing as never)).toThrow(
        /^BinaryCrossentropy: yTrue must /,
      );

      const predictions = [0.25, 0.25];
      const writing = [1, 1];
      Object.defineProperty(writing, 0, {
        get() {
          predictions[1] = 0.75;
          return 1;
        },
      });
      expect(bce(writing, predictions)).toBe(bce([1, 1], [0.25, 0.75]));
    });

    test("what is no list of numbers is refused, and the next call is not", () => {
      const bce = new BinaryCrossentropy({ fromLogits: true });
      expect(() => bce([0, 1], [1, "2"] as never)).toThrow(/^BinaryCrossentropy: yPred/);
      expect(() => bce([[0], [1, 1]], [[1], [2]])).toThrow(/^BinaryCrossentropy: yTrue/);
      const thrown = new Error("not today");
      const z = [1, 2];
      Object.defineProperty(z, 1, {
        get() {
          throw thrown;
        },
      });
      expect(() => bce([0, 1], z)).toThrow(thrown);
      expect(bce([0, 1], [1, 2])).toBe(bce(Float32Array.of(0, 1), Float32Array.of(1, 2)));
    });
  });

  test("what is wrong with values or a mask is said as on the long way", () => {
    const bce = new BinaryCrossentropy({ validate: true });
    const [y, p, length] = [Float32Array.of(0, 1, 1), Float32Array.of(0.5, 0.25, 1), 3];
    const wrong = [
      [Float32Array.of(0, 1, 1.5), p],
      [y, Float32Array.of(0.5, NaN, 1)],
      [y, Float32Array.of(0.5, 0.5, -0.5)],
      [Uint8Array.of(0, 1, 2), p],
      [Float64Array.of(0, 1, 1 + 1e-12), p],
      [y, p, Uint8Array.of(0, 1, 2)],
      [y, p, Uint8Array.of(0, 1)],
    ] as const;
    for (const [labels, predictions, mask] of wrong) {
      const long = attempt(() =>
        bce(asLong(labels, [length]), asLong(predictions, [length]), null, { mask: mask ?? null }),
      );
      expect(long).toMatch(/^(Value|Shape)Error: /);
      expect(attempt(() => bce(labels, predictions, null, { mask: mask ?? null }))).toBe(long);
    }
    // What a mask leaves out may be anything.
    const [ends, mask] = [Float32Array.of(NaN, 0.25, 1), Uint8Array.of(0, 1, 1)];
    expect(bce(y, ends, null, { mask })).toBe(bce(y.subarray(1), ends.subarray(1)));
  });

  test("a label that rounds to the one to be ignored is not left out", () => {
    const bce = new BinaryCrossentropy({ fromLogits: true, ignoreLabel: 0.1 });
    const [z, length] = [Float32Array.of(1, 2), 2];
    for (const y of [Float64Array.of(0.1, Math.fround(0.1)), Float32Array.of(0.1, 0.2)])
      expect(bce(y, z)).toBe(bce(asLong(y, [length]), asLong(z, [length])));
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

  test.each([
    ["a BigInt", 2n],
    ["a symbol", Symbol("two")],
    ["an object", { valueOf: (): number => 2 }],
  ])("%s in a shape is refused, whatever the strides", (_, length) => {
    const bce = new BinaryCrossentropy({ fromLogits: true });
    const data = Float32Array.of(1, -2, 3, -4);
    const y = { data: Float32Array.of(0, 1, 1, 1), shape: [2, 2] };
    for (const more of [{}, { strides: [2, 1] }])
      expect(() => bce(y, { data, shape: [length, 2], ...more } as never)).toThrow(
        "yPred.shape must hold integers >= 0",
      );
  });

  test.each([
    ["a DataView", () => new DataView(new ArrayBuffer(8))],
    ["an array of BigInts", () => new BigInt64Array(2)],
  ])("%s that says that it has data and a shape is refused", (_, create) => {
    const bce = new BinaryCrossentropy();
    const more = { data: Float32Array.of(0.5, 0.25), shape: [2] };
    const of = (more: object) => attempt(() => bce([1, 0], Object.assign(create(), more) as never));
    expect(of(more)).toMatch(/^ValueError: BinaryCrossentropy: yPred must be a number, /);
    expect(of(more)).toBe(of({ ...more, offset: 0 }));
  });

  test("options are those that the object has", () => {
    const bce = new BinaryCrossentropy();
    const [y, p, mask] = [Float32Array.of(1, 0), Float32Array.of(0.5, 0.25), Uint8Array.of(1, 0)];
    const pretends = new Proxy({}, { get: (_, key) => (key === "mask" ? mask : undefined) });
    expect(bce(y, p, null, pretends)).toBe(bce(y, p));
    for (const list of [[], new DataView(new ArrayBuffer(1))]) {
      Object.setPrototypeOf(list, Object.prototype);
      expect(() => bce(y, p, null, list as never)).toThrow(/the fourth argument must /);
      expect(() => bce.valueAndGrad(y, p, null, list as never)).toThrow(
        /the fourth argument must /,
      );
    }
    const hidden = Object.defineProperty({ mask }, "out", { value: new Float32Array(2) });
    expect(bce.valueAndGrad(y, p, null, hidden).grad.data).toBe((hidden as { out?: unknown }).out);
  });

  test("labels of BigInt are refused", () => {
    const bce = new BinaryCrossentropy();
    expect(() => bce(BigInt64Array.of(1n) as never, Float32Array.of(0.5))).toThrow(/BigInt/);
  });
});
