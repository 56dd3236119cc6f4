// What a kernel can get wrong and the definition cannot: the ends of vectors and blocks, arrays
// that start anywhere, bytes, and odd elements beside plain ones. Every result is held against the
// definition of one element, for each kernel in turn (see vitest.config.ts). Where the arrays lie
// is in kernel-memory.test.ts.

import { BinaryCrossentropy, kernelName } from "binary-crossentropy";
import { describe, expect, test } from "vitest";
import { formulaFor, mix } from "../src/semantics/element.js";
import { create, describeDtypes, inputs, kinds } from "./support/kernel-inputs.js";

// A sum's error is that of its terms; a derivative is rounded a few times.
const tolerance = {
  float32: { sum: 2.4e-7, each: 4e-7 },
  float64: { sum: 1e-14, each: 1e-15 },
} as const;

const labels = [
  ["hard labels", false, 0],
  ["hard labels, smoothed", false, 0.1],
  ["soft labels", true, 0],
] as const;
const everyShort = Array.from({ length: 17 }, (_, i) => i + 1);
const aroundBlocks = [1023, 1024, 1025, 2047, 2048, 2049, 4095, 4096, 4097, 8193];

describe.each(inputs)("$name", ({ name, fromLogits, dialect }) => {
  describeDtypes(name, (dtype) => {
    const Kind = kinds[dtype];
    const formula = formulaFor({ fromLogits, dialect, epsilon: 1e-7, dtype });

    function expected(y: ArrayLike<number>, x: ArrayLike<number>, s: number) {
      const t = Array.from(y, (label) => label * (1 - s) + s / 2);
      const each = (what: "loss" | "gradient" | "hessian") =>
        t.map((label, i) => mix(formula[what], 1 - label, label, x[i]!));
      return { loss: each("loss"), gradient: each("gradient"), hessian: each("hessian") };
    }

    // A derivative of a soft label is a difference: it errs as its terms do. In float64 the
    // definition itself errs: it rounds t, and then takes it from 1.
    const each = Math.max(tolerance[dtype].each, 1e-14);
    const termsOf = (x: ArrayLike<number>) =>
      Array.from(x, (p) => (fromLogits ? 1 : 1 / p + 1 / (1 - p)));
    const close = (
      got: ArrayLike<number>,
      wanted: number[],
      scale: number,
      at: string,
      terms: number[] = [],
    ) => {
      // One expectation for all elements: each costs more than what it looks at.
      const wrong = wanted.findIndex((value, i) => {
        const allowed = each * scale * Math.max(Math.abs(value), terms[i] ?? 0);
        return !(Math.abs(got[i]! - value * scale) <= allowed);
      });
      expect(
        wrong < 0 ? "" : `${got[wrong]} instead of ${wanted[wrong]! * scale} at ${wrong}`,
        at,
      ).toBe("");
    };

    test.each(labels)("every length, wherever the arrays start: %s", (_, soft, labelSmoothing) => {
      const bce = new BinaryCrossentropy({ fromLogits, dialect, labelSmoothing });
      const each = new BinaryCrossentropy({
        fromLogits,
        dialect,
        labelSmoothing,
        axis: [],
        reduction: "none",
      });
      for (const length of [...everyShort, ...aroundBlocks]) {
        const data = create(length, fromLogits, soft);
        for (const offset of length < 20 ? [0, 1, 2, 3] : [1]) {
          const y = new Kind(length + offset).subarray(offset);
          const x = new Kind(length + offset + 1).subarray(offset, offset + length);
          y.set(data.y);
          x.set(data.x);
          const truth = expected(y, x, labelSmoothing);
          const mean = truth.loss.reduce((a, b) => a + b, 0) / length;
          const at = `length ${length}, offset ${offset}`;
          const room = new Kind(length + offset + 3).fill(7);
          const out = room.subarray(offset, offset + length);
          const { value, grad } = bce.valueAndGrad(y, x, undefined, { out });
          expect(Math.abs(value - mean), at).toBeLessThanOrEqual(tolerance[dtype].sum * mean);
          expect(Math.abs(bce(y, x) - mean), at).toBeLessThanOrEqual(tolerance[dtype].sum * mean);
          expect(grad.data).toBe(out);
          expect([...room.subarray(0, offset), ...room.subarray(offset + length)], at).toEqual(
            new Array(offset + 3).fill(7),
          );
          close(out, truth.gradient, 1 / length, `gradient, ${at}`, termsOf(x));
          close(bce.hessian(y, x).data, truth.hessian, 1 / length, `second derivative, ${at}`);
          close(each(y, x).data, truth.loss, 1, `loss, ${at}`);
          expect(Array.from(x), "predictions are not written to").toEqual(
            Array.from(new Kind(data.x)),
          );
        }
      }
    });

    test.each(labels)(
      "every length under weights, of 0, infinity and NaN too: %s",
      (_, soft, labelSmoothing) => {
        const bce = new BinaryCrossentropy({ fromLogits, dialect, labelSmoothing });
        const product = (a: number, b: number) =>
          (a === 0 || b === 0) && !Number.isNaN(a + b) ? 0 : a * b;
        for (const length of [...everyShort, 33, 1024, 2051, 4099]) {
          for (const odd of [NaN, Infinity, 0, 2]) {
            const data = create(length, fromLogits, soft);
            const [y, x] = [new Kind(data.y), new Kind(data.x)];
            const w = new Kind(length).map((_, i) => (i % 6) / 2);
            w[length >> 1] = odd;
            const truth = expected(y, x, labelSmoothing);
            const mean =
              truth.loss.reduce((sum, loss, i) => sum + product(w[i]!, loss), 0) / length;
            const at = `length ${length}, weight ${odd}`;
            const { value, grad } = bce.valueAndGrad(y, x, w);
            expect(bce(y, x, w), at).toBe(value);
            if (Number.isFinite(mean))
              expect(Math.abs(value - mean), at).toBeLessThanOrEqual(
                tolerance[dtype].sum * 2 * mean,
              );
            else expect(value, at).toBe(mean);
            const gradient = truth.gradient.map((g, i) => product(w[i]!, g));
            const plain = gradient.map((g) => (Number.isFinite(g) ? g : 0));
            const got = Array.from(grad.data, (g, i) => (Number.isFinite(gradient[i]!) ? g : 0));
            close(
              got,
              plain,
              1 / length,
              at,
              termsOf(x).map((term, i) => product(term, Number.isFinite(w[i]!) ? w[i]! : 0)),
            );
            expect(
              Array.from(grad.data).filter((g) => !Number.isFinite(g)),
              at,
            ).toEqual(gradient.filter((g) => !Number.isFinite(g)));
          }
        }
      },
    );

    test("labels as bytes give the bits that floats give", () => {
      const bce = new BinaryCrossentropy({ fromLogits, dialect });
      for (const length of [1, 2, 3, 5, 16, 31, 2050, 4099]) {
        const data = create(length, fromLogits, false);
        const x = new Kind(data.x);
        const bytes = new Uint8Array(length + 3).subarray(3);
        bytes.set(data.y);
        const [asBytes, asFloats] = [
          bce.valueAndGrad(bytes, x),
          bce.valueAndGrad(new Kind(data.y), x),
        ];
        expect(asBytes).toEqual(asFloats);
        expect(bce(bytes, x)).toBe(bce(new Kind(data.y), x));
      }
    });

    test("an odd element anywhere changes itself alone", () => {
      const bce = new BinaryCrossentropy({ fromLogits, dialect });
      const odd: [y: number, x: number][] = [
        [1, NaN],
        [NaN, fromLogits ? 0.5 : 0.25],
        [0.25, fromLogits ? 0.5 : 0.75],
        ...(fromLogits
          ? ([
              [1, 200],
              [0, 200],
              [1, Infinity],
              [0, -Infinity],
              [0.5, -900],
            ] as [number, number][])
          : ([
              [1, 0.99999994],
              [0, 1e-9],
              [1, 1],
              [0, 0],
            ] as [number, number][])),
      ];
      for (const [oddY, oddX] of odd) {
        for (let at = 0; at < 21; at++) {
          const data = create(21, fromLogits, false);
          data.y[at] = oddY;
          data.x[at] = oddX;
          const [y, x] = [new Kind(data.y), new Kind(data.x)];
          const truth = expected(y, x, 0);
          const mean = truth.loss.reduce((a, b) => a + b, 0) / 21;
          const { value, grad } = bce.valueAndGrad(y, x);
          const where = `${oddY}, ${oddX} at ${at}`;
          if (Number.isFinite(mean))
            expect(Math.abs(value - mean), where).toBeLessThanOrEqual(tolerance[dtype].sum * mean);
          else expect(value, where).toBe(mean);
          expect(bce(y, x), where).toBe(value);
          for (let i = 0; i < 21; i++) {
            const gradient = truth.gradient[i]! / 21;
            if (Number.isNaN(gradient)) expect(grad.data[i], where).toBeNaN();
            else if (!Number.isFinite(gradient)) expect(grad.data[i], where).toBe(gradient);
            else
              expect(Math.abs(grad.data[i]! - gradient), where).toBeLessThanOrEqual(
                tolerance[dtype].each * Math.max(Math.abs(gradient), 1 / 21),
              );
          }
        }
      }
    });
  });
});

test("an odd element next to each boundary of blocks is found", () => {
  const bce = new BinaryCrossentropy({ fromLogits: true });
  const length = 3 * 4096 + 5;
  const y = new Float32Array(length);
  const plain = bce(y, new Float32Array(length));
  for (let boundary = 1024; boundary <= length; boundary += 1024) {
    for (const at of [boundary - 1, boundary, boundary + 1]) {
      if (at >= length) continue;
      const z = new Float32Array(length);
      z[at] = 5000;
      expect(bce(y, z) - plain, `at ${at}`).toBeCloseTo((5000 - Math.LN2) / length, 6);
      z[at] = NaN;
      expect(bce(y, z)).toBeNaN();
    }
  }
});

test("small arrays and the shapes that spell them out give the same bits", () => {
  const data = create(32, true, false);
  const [y, z] = [Float32Array.from(data.y), Float32Array.from(data.x)];
  const w = Float32Array.from(data.x, Math.abs);
  for (const reduction of ["auto", "sum", "mean", "mean_with_sample_weight"] as const) {
    const bce = new BinaryCrossentropy({
      fromLogits: true,
      reduction,
      posWeight: reduction === "sum" ? 3 : 1,
    });
    const shaped = (array: Float32Array) => ({ data: array, shape: [32] });
    expect(bce(y, z)).toBe(bce(shaped(y), shaped(z)));
    expect(bce(y, z, w)).toBe(bce(shaped(y), shaped(z), shaped(w)));
    expect(bce.valueAndGrad(y, z, w)).toEqual(bce.valueAndGrad(shaped(y), shaped(z), shaped(w)));
  }
});

test("the kernels that these tests run with are named", () => {
  expect(kernelName()).toBe(process.env["KERNELS"] ?? kernelName());
  expect(["relaxed-simd", "simd", "javascript"]).toContain(kernelName());
});

test("what a call leaves behind decides no bit of the next one", () => {
  const bce = new BinaryCrossentropy({
    labelSmoothing: 1,
    axis: null,
    dialect: "keras3",
    posWeight: [2.5906411837786436],
  });
  const call = () =>
    bce.valueAndGrad([0], { data: Float64Array.of(0.00002669674194929255), shape: [1] }).grad
      .data[0];
  const alone = call();
  for (const left of [0, 1e-310, 1e-30, 0.5, 1, 1e30, NaN, Infinity]) {
    for (const dtype of ["float32", "float64"] as const) {
      const others = new BinaryCrossentropy({
        dtype,
        axis: null,
        posWeight: [1, 2, 3, 4, 5, 6, 7].map((x) => (left > 0 && left < 1e31 ? x * left : x)),
      });
      const seven = Float64Array.from({ length: 7 }, () => left);
      others.valueAndGrad({ data: seven, shape: [7] }, { data: seven, shape: [7] });
      expect(call(), `after ${left}`).toBe(alone);
    }
  }
});
