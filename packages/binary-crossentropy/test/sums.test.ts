// What sums and means owe to the losses that they are made of, and to the weights: under every
// dialect, on every road.

import { BinaryCrossentropy, type FloatArray, type NdArray } from "binary-crossentropy";
import { describe, expect, test } from "vitest";
import { describeDtypes, inputs, kinds } from "./support/kernel-inputs.js";

let seed = 5;
const random = () => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return seed / 2 ** 32;
};

/** The spacing of float32 numbers. */
const spacing = (x: number) => 2 ** (Math.max(Math.floor(Math.log2(Math.abs(x))), -126) - 23);

const variants = [
  { labelSmoothing: 0, posWeight: 1 },
  { labelSmoothing: 0.1, posWeight: 1 },
  { labelSmoothing: 0, posWeight: 3.7 },
  { labelSmoothing: 1e-9, posWeight: 1e-4 },
];

interface Data {
  y: FloatArray;
  x: FloatArray;
  w: FloatArray;
}

describe.each(inputs)("$name", ({ name, fromLogits, dialect }) => {
  describeDtypes(name, (dtype) => {
    const Kind = kinds[dtype];
    const prediction = () =>
      fromLogits
        ? (random() - 0.5) * 10 ** (3 * random() - 1)
        : random() < 0.5
          ? random()
          : 1 - 2 ** (-20 * random());
    const create = (length: number, soft: boolean, equal = false): Data => {
      const y = new Kind(length).map(() => (soft ? random() : random() < 0.5 ? 1 : 0));
      const x = new Kind(length).map(prediction);
      const w = new Kind(length).map(() => (random() < 0.1 ? 0 : 4 * random()));
      return equal ? { y: y.fill(y[0]!), x: x.fill(x[0]!), w: w.fill(0.75) } : { y, x, w };
    };
    const shaped = (data: FloatArray) => ({ data, shape: [data.length, 1] });

    test("the mean of one loss is that loss", () => {
      for (const options of variants) {
        const each = new BinaryCrossentropy({
          fromLogits,
          dialect,
          ...options,
          axis: [],
          reduction: "none",
        });
        const mean = new BinaryCrossentropy({ fromLogits, dialect, ...options });
        const sum = new BinaryCrossentropy({ fromLogits, dialect, ...options, reduction: "sum" });
        for (let i = 0; i < 300; i++) {
          const { y, x, w } = create(1, i % 2 === 1);
          const [loss, weighted] = [
            each(y, x).data[0]!,
            (each(shaped(y), shaped(x), shaped(w)) as NdArray).data[0]!,
          ];
          const at = `${y[0]}, ${x[0]}, ${JSON.stringify(options)}`;
          for (const got of [
            mean(y, x),
            mean(shaped(y), shaped(x)),
            sum(y, x),
            mean.valueAndGrad(y, x).value,
          ])
            expect(got, at).toBe(loss);
          for (const got of [
            mean(y, x, w),
            sum(shaped(y), shaped(x), w),
            sum.valueAndGrad(y, x, w).value,
          ])
            expect(got, at).toBe(weighted);
        }
      }
    });

    test("the mean of any number of losses is theirs to 1 ulp of float32", () => {
      for (const options of variants) {
        const each = new BinaryCrossentropy({
          fromLogits,
          dialect,
          ...options,
          axis: [],
          reduction: "none",
        });
        const mean = new BinaryCrossentropy({ fromLogits, dialect, ...options });
        for (const length of [2, 5, 16, 17, 33, 64, 1000, 2049, 5000]) {
          for (const soft of [false, true]) {
            for (const equal of length < 100 ? [...new Array(12).fill(true), false] : [false]) {
              const { y, x, w } = create(length, soft, equal);
              const losses = each(y, x).data;
              const at = `${length} of ${y[0]}, ${x[0]}, ${JSON.stringify(options)}`;
              for (const weights of [null, w]) {
                const terms = Array.from(losses, (loss, i) => (weights?.[i] ?? 1) * loss);
                const wanted = terms.reduce((a, b) => a + b, 0) / length;
                // Losses of keras2 next to 0 have either sign; what is left of them has the digits
                // of the largest.
                const unit = spacing(terms.reduce((a, b) => a + Math.abs(b), 0) / length);
                const got = weights ? mean(y, x, weights) : mean(y, x);
                expect(
                  Math.abs(got - wanted),
                  `${at}: ${got} instead of ${wanted}`,
                ).toBeLessThanOrEqual(unit);
                expect(mean.valueAndGrad(y, x, weights).value, at).toBe(got);
              }
            }
          }
        }
      }
    });

    test("weights times a power of two scale the sum exactly, and change no weighted mean", () => {
      const [sum, mean] = (["sum", "mean_with_sample_weight"] as const).map(
        (reduction) => new BinaryCrossentropy({ fromLogits, dialect, reduction, posWeight: 1 }),
      );
      const most = dtype === "float32" ? 100 : 1000;
      for (const length of [1, 3, 40, 2049, 5000]) {
        for (const soft of [false, true]) {
          const { y, x, w } = create(length, soft);
          // Few digits, which are left where numbers have few.
          w.forEach((_, i) => {
            w[i] = (i % 7) / 4 + (i === 0 ? 1 : 0);
          });
          // One loss among others that float32 has no digits for.
          if (fromLogits && length > 1) x[length >> 1] = 95;
          const value = sum!(y, x, w);
          const average = mean!(y, x, w);
          for (const power of [
            1,
            -1,
            30,
            -30,
            61,
            -61,
            most,
            -most,
            dtype === "float64" ? -1072 : -147,
          ]) {
            const scaled = w.map(
              (weight) =>
                weight * 2 ** Math.trunc(power / 2) * 2 ** (power - Math.trunc(power / 2)),
            );
            const at = `${length}, 2^${power}`;
            expect(mean!(y, x, scaled), at).toBe(average);
            expect(mean!(shaped(y), shaped(x), scaled), at).toBe(average);
            expect(mean!.valueAndGrad(y, x, scaled).value, at).toBe(average);
            const wanted =
              value * 2 ** Math.trunc(power / 2) * 2 ** (power - Math.trunc(power / 2));
            if (Math.abs(power) > most) continue;
            expect(sum!(y, x, scaled), at).toBe(wanted);
            expect(sum!.valueAndGrad(y, x, scaled).value, at).toBe(wanted);
          }
        }
      }
    });

    test("rows of weight 0 change nothing but counts", () => {
      const [sum, mean, auto] = (["sum", "mean_with_sample_weight", "auto"] as const).map(
        (reduction) => new BinaryCrossentropy({ fromLogits, dialect, reduction }),
      );
      const each = new BinaryCrossentropy({ fromLogits, dialect, axis: [], reduction: "none" });
      for (const length of [1, 5, 40, 2049]) {
        const { y, x, w } = create(length, false);
        w.fill(1.5);
        for (const added of [1, 3, 16, 50]) {
          const longer = (data: FloatArray, value: (i: number) => number) => {
            const long = new Kind(length + added);
            long.set(data);
            for (let i = length; i < length + added; i++) long[i] = value(i);
            return long;
          };
          const odd = fromLogits ? [0.5, -Infinity, 3, 1e30] : [0.5, 0, 1, 1e-30];
          const args = [
            longer(y, () => 1),
            longer(x, (i) => odd[i % 4]!),
            longer(w, () => 0),
          ] as const;
          const before = mean!.valueAndGrad(y, x, w);
          const after = mean!.valueAndGrad(...args);
          const close = (got: number, wanted: number) =>
            expect(Math.abs(got - wanted)).toBeLessThanOrEqual(
              (dtype === "float32" ? 1 : 2 ** -26) * spacing(wanted),
            );
          close(after.value, before.value);
          close(sum!(...args), sum!(y, x, w));
          const losses = Array.from(each(y, x).data, (loss) => 1.5 * loss);
          const wanted = losses.reduce((a, b) => a + b, 0) / (length + added);
          // Losses of keras2 next to 0 have either sign; what is left of them has the digits of the
          // largest.
          const unit = spacing(losses.reduce((a, b) => a + Math.abs(b), 0) / (length + added));
          expect(Math.abs(auto!(...args) - wanted)).toBeLessThanOrEqual(
            (dtype === "float32" ? 1 : 2 ** -29 * (length + 3)) * unit,
          );
          const change = before.grad.data.findIndex(
            (g, i) =>
              Math.abs(g - after.grad.data[i]!) > (dtype === "float32" ? 4 * spacing(g) : 1e-15),
          );
          expect(change).toBe(-1);
          expect(Array.from(after.grad.data.subarray(length), Math.abs)).toEqual(
            new Array(added).fill(0),
          );
        }
      }
    });
  });
});
