// Every road to the same focal loss: beside other elements, in every length, reduced, weighted, masked,
// in place, and through the function, the metric and a configuration.

import {
  BinaryFocalCrossentropy,
  binaryFocalCrossentropy,
  KernelMemory,
  losses,
  metrics,
} from "binary-crossentropy";
import { describe, expect, test } from "vitest";
import { difference } from "./support/compare.js";
import { create, describeDtypes, inputs, kinds } from "./support/kernel-inputs.js";

describe.each([0.5, 1, 2, 5, 7.5])("gamma %d", (gamma) => {
  test.each([{}, { alpha: 0.3, applyClassBalancing: true }, { posWeight: 3 }])(
    "an element gives the same beside any others: %o",
    (balance) => {
      const options = { axis: [], reduction: "none", fromLogits: true, gamma, ...balance } as const;
      const focal = new BinaryFocalCrossentropy(options);
      const special = [NaN, Infinity, -Infinity, 88, -88, 1e30, -16.7, 17, -29, 0, -0];
      const at = (i: number) => (i % 5 === 3 ? special[i % special.length]! : 30 * Math.sin(i * i));
      for (const length of [1, 7, 8, 13, 131, 300]) {
        const z = Float32Array.from({ length }, (_, i) => at(i));
        const y = Float32Array.from({ length }, (_, i) => (i % 11 === 4 ? 0.3 : i % 2));
        const mask = Uint8Array.from({ length }, (_, i) => (i % 7 === 2 ? 0 : 1));
        const { value, grad } = focal.valueAndGrad(y, z);
        const masked = focal.valueAndGrad(y, z, null, { mask });
        expect(focal(y, z).data).toEqual(value.data);
        for (let i = 0; i < length; i++) {
          const alone = focal.valueAndGrad(y.slice(i, i + 1), z.slice(i, i + 1));
          const numbers = [value.data[i], grad.data[i]];
          expect(numbers, `${y[i]} ${z[i]}`).toEqual([alone.value.data[0], alone.grad.data[0]]);
          const kept = [masked.value.data[i], masked.grad.data[i]];
          expect(kept).toEqual(mask[i] === 1 ? numbers : [0, 0]);
        }
        const own = z.slice();
        focal.valueAndGrad(y, own, null, { out: own });
        expect(own).toEqual(grad.data);
      }
    },
  );
});

describe.each(inputs)("$name", ({ name, fromLogits, dialect }) => {
  describeDtypes(name, (dtype) => {
    const Kind = kinds[dtype] as Float32ArrayConstructor;
    const focused = { fromLogits, dialect, gamma: 2, dtype } as const;
    const n = 2500;
    const rows = { shape: [500, 5] };
    const { y: labels, x: predictions } = create(n, fromLogits, false);
    const [y, x] = [Kind.from(labels), Kind.from(predictions)];
    const shaped = (data: Float32Array | Uint8Array) => ({ data, ...rows });
    // Each element by itself: what all roads are held to.
    const lone = new BinaryFocalCrossentropy({ ...focused, axis: [], reduction: "none" });
    const { value: each, grad: slopes } = lone.valueAndGrad(y, x);
    const curvatures = lone.hessian(y, x).data;
    const weights = Kind.from({ length: n }, (_, i) => (i % 7) / 4);
    const kept = Uint8Array.from({ length: n }, (_, i) => (i % 3 === 0 ? 0 : 1));
    const near = { relative: dtype === "float32" ? 4e-7 : 1e-13, floor: 0 };

    const sumOf = (of: (i: number) => number) => {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += of(i);
      return sum;
    };

    test("one by one and together, in every length", () => {
      const sum = new BinaryFocalCrossentropy({ ...focused, axis: [], reduction: "sum" });
      for (const length of [1, 2, 3, 4, 5, 7, 8, 15, 16, 17, 31, 32, 33, 64, 127, 2048, 2049]) {
        const [t, p] = [y.slice(0, length), x.slice(0, length)];
        const { value, grad } = lone.valueAndGrad(t, p);
        expect(value.data).toEqual(each.data.slice(0, length));
        expect(grad.data).toEqual(slopes.data.slice(0, length));
        expect(lone.hessian(t, p).data).toEqual(curvatures.slice(0, length));
        const total = Array.from(value.data).reduce((a, b) => a + b, 0);
        expect(difference([sum(t, p)], [total], near)).toBe("");
        expect(difference([sum.valueAndGrad(t, p).value], [total], near)).toBe("");
      }
    });

    test("reductions, axes, weights and masks", () => {
      const all = { axis: [], reduction: "sum" } as const;
      const sum = new BinaryFocalCrossentropy({ ...focused, ...all });
      const weighted = sumOf((i) => weights[i]! * each.data[i]!);
      expect(difference([sum(y, x, weights)], [weighted], near)).toBe("");
      const masked = sumOf((i) => kept[i]! * each.data[i]!);
      expect(difference([sum(y, x, null, { mask: kept })], [masked], near)).toBe("");
      const both = sumOf((i) => kept[i]! * weights[i]! * each.data[i]!);
      expect(difference([sum(y, x, weights, { mask: kept })], [both], near)).toBe("");
      const ignoring = new BinaryFocalCrossentropy({ ...focused, ...all, ignoreLabel: 1 });
      const zeros = sumOf((i) => (y[i] === 1 ? 0 : each.data[i]!));
      expect(difference([ignoring(y, x)], [zeros], near)).toBe("");
      const mean = new BinaryFocalCrossentropy(focused);
      const average = sumOf((i) => each.data[i]!) / n;
      expect(difference([mean(y, x), mean(shaped(y), shaped(x))], [average, average], near)).toBe(
        "",
      );
      const cells = new BinaryFocalCrossentropy({ ...focused, reduction: "none" });
      const means = Array.from({ length: 500 }, (_, row) =>
        [0, 1, 2, 3, 4].reduce((a, j) => a + each.data[5 * row + j]! / 5, 0),
      );
      expect(difference(cells(shaped(y), shaped(x)).data, means, near)).toBe("");
      const byRow = weights.subarray(0, 500);
      const byRows = cells(shaped(y), shaped(x), byRow);
      expect(
        difference(
          byRows.data,
          means.map((loss, i) => loss * byRow[i]!),
          near,
        ),
      ).toBe("");
      const columns = new BinaryFocalCrossentropy({ ...focused, axis: 0, reduction: "none" });
      const ofColumns = [0, 1, 2, 3, 4].map((j) => sumOf((i) => (i % 5 === j ? each.data[i]! : 0)));
      expect(
        difference(
          columns(shaped(y), shaped(x)).data,
          ofColumns.map((sum) => sum / 500),
          near,
        ),
      ).toBe("");
      const part = { mask: shaped(kept) };
      const maskedMeans = Array.from({ length: 500 }, (_, row) => {
        const [sum, count] = [0, 1, 2, 3, 4].reduce(
          ([s, c], j) => (kept[5 * row + j] ? [s + each.data[5 * row + j]!, c + 1] : [s, c]),
          [0, 0] as [number, number],
        );
        return sum / count;
      });
      expect(difference(cells(shaped(y), shaped(x), null, part).data, maskedMeans, near)).toBe("");
    });

    test("derivatives under weights, masks, means over cells, and in place", () => {
      const mean = new BinaryFocalCrossentropy({ ...focused, reduction: "sum" });
      const expected = (derivatives: ArrayLike<number>, factor: (i: number) => number) =>
        Array.from(derivatives, (g, i) => (g * factor(i)) / 5);
      const few = { relative: 4 * near.relative, floor: 0 };
      type Arguments = Parameters<typeof mean.hessian>;
      for (const [of, derivatives] of [
        [(...args: Arguments) => mean.valueAndGrad(...args).grad, slopes.data],
        [(...args: Arguments) => mean.hessian(...args), curvatures],
      ] as const) {
        const call = (...args: Arguments) => of(...args).data;
        const [t, p] = [shaped(y), shaped(x)];
        expect(
          difference(
            call(t, p),
            expected(derivatives, () => 1),
            few,
          ),
        ).toBe("");
        const w = shaped(weights);
        expect(
          difference(
            call(t, p, w),
            expected(derivatives, (i) => weights[i]!),
            few,
          ),
        ).toBe("");
        const perRow = expected(derivatives, (i) => weights[Math.floor(i / 5)]!);
        expect(difference(call(t, p, weights.subarray(0, 500)), perRow, few)).toBe("");
        const mask = shaped(kept);
        const counts = Array.from({ length: 500 }, (_, row) =>
          kept.subarray(5 * row, 5 * row + 5).reduce((a, b) => a + b, 0),
        );
        const masked = expected(derivatives, (i) => (5 * kept[i]!) / counts[Math.floor(i / 5)]!);
        expect(difference(call(t, p, null, { mask }), masked, few)).toBe("");
        const alone = call(t, p);
        const own = x.slice();
        expect(call(t, shaped(own), null, { out: own })).toEqual(alone);
        expect(own).toEqual(alone);
      }
      const memory = new KernelMemory({ byteLength: 2 ** 20 });
      const place = (values: Float32Array | Float64Array) => {
        const array = dtype === "float32" ? memory.float32(n) : memory.float64(n);
        array.set(values);
        return array;
      };
      const [t, p] = [place(y), place(x)];
      const flat = new BinaryFocalCrossentropy({ ...focused, reduction: "sum" });
      const ordinary = flat.valueAndGrad(y, x);
      const inPlace = flat.valueAndGrad(t, p, null, { out: p });
      expect(inPlace.value).toBe(ordinary.value);
      expect(p).toEqual(ordinary.grad.data);
    });

    test("a weight that is large, tiny, 0 or infinite", () => {
      const sum = new BinaryFocalCrossentropy({ ...focused, axis: [], reduction: "none" });
      for (const w of [2 ** 60, 2 ** -60, 2 ** 100, 2 ** -100]) {
        const scaled = sum.valueAndGrad(y, x, w);
        const exactly = { relative: 1e-6, floor: dtype === "float32" ? 2 ** -149 : 2 ** -1074 };
        expect(
          difference(
            scaled.value.data,
            each.data.map((v) => v * w),
            exactly,
          ),
        ).toBe("");
        expect(
          difference(
            scaled.grad.data,
            slopes.data.map((g) => g * w),
            exactly,
          ),
        ).toBe("");
      }
      expect(sum(y, x, 0).data.every((v) => v === 0)).toBe(true);
    });

    test("function, method, metric and configuration", () => {
      const focal = new BinaryFocalCrossentropy({ ...focused, reduction: "none" });
      const cells = focal(shaped(y), shaped(x));
      const options = { fromLogits, dialect, gamma: 2, dtype } as const;
      expect(binaryFocalCrossentropy(shaped(y), shaped(x), options)).toEqual(cells);
      expect(focal.call(shaped(y), shaped(x))).toEqual(cells);
      const again = losses.deserialize(JSON.parse(JSON.stringify(losses.serialize(focal))));
      expect((again as typeof focal)(shaped(y), shaped(x))).toEqual(cells);
      const metric = new metrics.BinaryFocalCrossentropy(options);
      metric.updateState(shaped(y), shaped(x));
      const mean = new BinaryFocalCrossentropy(focused)(shaped(y), shaped(x));
      expect(difference([metric.result()], [mean], near)).toBe("");
      const other = metrics.BinaryFocalCrossentropy.fromConfig(metric.getConfig());
      other.merge(metric);
      expect(other.result()).toBe(metric.result());
    });
  });
});
