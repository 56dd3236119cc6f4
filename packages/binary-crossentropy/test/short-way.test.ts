// The short way of small arrays gives the bits of the long one, whatever they are, and declines what
// is not for it.

import {
  BinaryCrossentropy,
  type FloatArray,
  type NumericArray,
  type Reduction,
} from "binary-crossentropy";
import { describe, expect, test } from "vitest";
import { reductionsToOne } from "./support/reductions.js";
import { asLong, attempt, shapedAs } from "./support/short-way.js";

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
        for (const reduction of reductionsToOne)
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
        for (const reduction of [...reductionsToOne, "none"] as const)
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
});
