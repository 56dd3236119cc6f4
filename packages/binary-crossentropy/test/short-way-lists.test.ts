// Plain and nested lists on the short way of small calls give the bits of the long one.

import { BinaryCrossentropy, type Reduction } from "binary-crossentropy";
import { describe, expect, test } from "vitest";
import { shapedAs } from "./support/short-way.js";

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
          for (const [sampleWeight, asLong] of [[null, null] as const, [w, long(weight)] as const])
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
