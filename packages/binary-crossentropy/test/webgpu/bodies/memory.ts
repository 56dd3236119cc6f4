// Buffers: lengths around those of workgroups, offsets, and that nothing beside the outputs is
// written; passes of the caller's.

import { testInTiers } from "@binary-crossentropy/test/tiers";
import { BinaryCrossentropy } from "binary-crossentropy";
import { beforeAll, describe, expect, test } from "vitest";
import { GpuBinaryCrossentropy } from "../../../src/webgpu/index.js";
import { randomNumbers } from "../../wgsl/support/distance.js";
import { bufferOf, bytesOf, emptyBuffer, floatsOf, inPass, someData } from "./buffers.js";
import { type Request, watchedLoss } from "./watched-loss.js";

const guard = 0xa5;

export function describeBuffers(deviceName: string, request: Request): void {
  describe(`buffers on ${deviceName}`, () => {
    let device: GPUDevice;
    let bce: GpuBinaryCrossentropy;
    const onArrays = new BinaryCrossentropy({ fromLogits: true });
    beforeAll(async () => {
      const loss = await watchedLoss(request);
      ({ device, bce } = loss);
      return loss.close;
    });

    // More workgroups than one dimension holds would be needed for the last one.
    const counts = [1, 3, 255, 256, 257, 65_535 * 256 + 1];
    const titled = counts.map((count) => [`${count} elements`, count] as const);
    const quick = titled.slice(0, -1).map(([title]) => title);
    testInTiers(titled, quick, async (_, count) => {
      const { yTrue, yPred } = someData(count);
      const guards = { before: 4 * 67, after: 12, guard };
      const [labels, logits] = [bufferOf(device, yTrue), bufferOf(device, yPred, guards)];
      const out = bufferOf(device, new Uint8Array(4 * count), guards);
      const part = { offset: 4 * 67, size: 4 * count };
      const { value } = await bce.valueAndGrad(
        labels,
        { buffer: logits, ...part },
        { out: { buffer: out, ...part } },
      );
      const want = onArrays.valueAndGrad(yTrue, yPred);
      expect(Math.abs(value / (want.value as number) - 1)).toBeLessThan(2e-7);
      const bytes = await bytesOf(device, out);
      const got = new Float32Array(bytes, 4 * 67, count);
      let worst = 0;
      for (let i = 0; i < count; i++) {
        const expected = want.grad.data[i]!;
        worst = Math.max(worst, Math.abs(got[i]! - expected) / (Math.abs(expected) || 1));
      }
      expect(worst).toBeLessThan(5e-7);
      const around = [
        ...new Uint8Array(bytes, 0, 4 * 67),
        ...new Uint8Array(bytes, 4 * 67 + 4 * count),
      ];
      expect(around.every((byte) => byte === guard)).toBe(true);
      for (const buffer of [labels, logits, out]) buffer.destroy();
    });

    test("no elements: what the package on arrays gives", async () => {
      const empty = emptyBuffer(device, 1);
      expect(await bce(empty, empty, { count: 0 })).toBe(onArrays([], []));
      expect(await bce(empty, empty, { shape: [0, 3] })).toBe(0);
    });

    test("no elements of rows that there are: losses that are NaN, encoded too", async () => {
      const empty = emptyBuffer(device, 1);
      const losses = bufferOf(device, Float32Array.of(1, 1));
      inPass(device, (pass) =>
        bce.encode(pass, { yTrue: empty, yPred: empty, shape: [2, 0], losses }),
      );
      expect([...(await floatsOf(device, losses))]).toEqual([NaN, NaN]);
    });

    // The last word of a buffer is filled up: as many bytes as a shape has items come first.
    test.each([
      [[4, 5], 4],
      [[3], 3],
      [[1, 4], 4],
      [[2, 3], 2],
      [[2, 3], 6],
    ])("a mask of bytes by their number: shape %j, %d bytes", async (shape, items) => {
      const { yTrue, yPred } = someData(shape.reduce((a, b) => a * b));
      const kept = Uint8Array.from({ length: items }, (_, i) => (i === 1 ? 0 : 1));
      const value = await bce(bufferOf(device, yTrue), bufferOf(device, yPred), {
        shape,
        mask: { buffer: bufferOf(device, kept), type: "uint8" },
      });
      const [labels, logits] = [
        { data: yTrue, shape },
        { data: yPred, shape },
      ];
      const whole = { data: kept, shape: items === yPred.length ? shape : [items] };
      expect(value).toBeCloseTo(onArrays(labels, logits, null, { mask: whole }) as number, 5);
    });

    test("labels in bytes, from a byte on that begins no word", async () => {
      const { yTrue, yPred } = someData(1001);
      const labels = bufferOf(device, Uint8Array.from(yTrue), { before: 5, guard });
      const value = await bce(
        { buffer: labels, offset: 5, type: "uint8" },
        bufferOf(device, yPred),
      );
      expect(value).toBeCloseTo(onArrays(yTrue, yPred) as number, 6);
    });

    test("encodes into a pass: value, gradient, second derivatives and losses", async () => {
      const { yTrue, yPred } = someData(600);
      const [labels, logits] = [bufferOf(device, yTrue), bufferOf(device, yPred)];
      const [value, losses] = [emptyBuffer(device, 1), emptyBuffer(device, 200)];
      const [grad, hessian] = [emptyBuffer(device, 600), emptyBuffer(device, 600)];
      const shape = [200, 3];
      inPass(device, (pass) => {
        bce.encode(pass, { yTrue: labels, yPred: logits, shape, value, losses, grad, hessian });
      });
      const nested = [
        { data: yTrue, shape },
        { data: yPred, shape },
      ] as const;
      const close = async (buffer: GPUBuffer, want: ArrayLike<number>) => {
        const got = await floatsOf(device, buffer);
        expect(got.length).toBe(want.length);
        got.forEach((x, i) => {
          expect(Math.abs(x - want[i]!)).toBeLessThanOrEqual(6e-7 * Math.abs(want[i]!));
        });
      };
      await close(value, [onArrays(...nested) as number]);
      await close(grad, onArrays.valueAndGrad(...nested).grad.data);
      await close(hessian, onArrays.hessian(...nested).data);
      await close(losses, onArrays.call(...nested).data);
    });

    test("weights beyond what a sum of floats holds: infinite sums, right derivatives", async () => {
      const { yTrue, yPred } = someData(300);
      const [labels, logits] = [bufferOf(device, yTrue), bufferOf(device, yPred)];
      const { value, grad } = await bce.valueAndGrad(labels, logits, { sampleWeight: 1e30 });
      expect(value).toBe(Infinity);
      const want = onArrays.valueAndGrad(yTrue, yPred, 1e30).grad.data;
      (await floatsOf(device, grad)).forEach((x, i) => {
        expect(Math.abs(x / want[i]! - 1)).toBeLessThan(1e-6);
      });
    });

    test.each([
      { fromLogits: true },
      { fromLogits: true, labelSmoothing: 0.1, reduction: "mean_with_sample_weight", axis: [] },
      { dialect: "keras2", posWeight: 3 },
      { dialect: "keras3", labelSmoothing: 0.1 },
      { dialect: "torch", reduction: "mean_with_sample_weight", axis: [] },
      { dialect: "exact", posWeight: 0.01 },
      { dialect: "exact", posWeight: 1e-6 },
    ] as const)("usual and unusual elements side by side: %o", async (options) => {
      const isLogits = "fromLogits" in options;
      const random = randomNumbers(21);
      const of = (...all: number[]) => all[Math.floor(random() * all.length)]!;
      const count = 3000;
      const filled = (next: () => number) => Float32Array.from({ length: count }, next);
      const yPred = filled(() => {
        const isUsual = random() < 0.7;
        if (isLogits) return isUsual ? 16 * random() - 8 : of(-90, 90, 41, -39.9, 1e20, 0, 1e-42);
        return isUsual ? random() : of(2 ** -29, 2 ** -31, 1e-38, 1e-42, 1 - 2 ** -24);
      });
      const yTrue = filled(() => (random() < 0.8 ? of(0, 1) : of(0.25, 0.999, 1e-9, 1e-42)));
      const weights = filled(() => (random() < 0.8 ? of(0, 1, 3) : of(1e-9, 2e6, -1, 2 ** -10)));
      const kept = Uint8Array.from(weights, () => of(0, 1, 1, 1));
      const loss = await GpuBinaryCrossentropy.create(device, options);
      const shape = [count, 1];
      const call = {
        shape,
        sampleWeight: bufferOf(device, weights),
        mask: { buffer: bufferOf(device, kept), type: "uint8" as const },
      };
      const got = await loss.valueAndGrad(bufferOf(device, yTrue), bufferOf(device, yPred), call);
      const hessian = await loss.hessian(bufferOf(device, yTrue), bufferOf(device, yPred), call);
      const arrays = new BinaryCrossentropy({ ...options, dtype: "float32" });
      const tensors = [
        { data: yTrue, shape },
        { data: yPred, shape },
        weights,
        { mask: kept },
      ] as const;
      const want = arrays.valueAndGrad(...tensors);
      expect(got.value / (want.value as number)).toBeCloseTo(1, 6);
      const check = async (buffer: GPUBuffer, expected: ArrayLike<number>) => {
        (await floatsOf(device, buffer)).forEach((x, i) => {
          // Soft labels take one term from another, and what is left has lost digits.
          const isHard = !("labelSmoothing" in options) && (yTrue[i] === 0 || yTrue[i] === 1);
          const floor = isHard ? 2 ** -148 : (1e-6 * Math.abs(weights[i]!)) / 1000;
          const limit = Math.max(1e-6 * Math.abs(expected[i]!), floor);
          const title = `${yTrue[i]} ${yPred[i]} ${weights[i]}: ${x} for ${expected[i]}`;
          if (x !== expected[i]) expect(Math.abs(x - expected[i]!), title).toBeLessThan(limit);
        });
      };
      await check(got.grad, want.grad.data);
      await check(hessian, arrays.hessian(...tensors).data);
    });

    test("calls that do not wait for one another", async () => {
      const sets = [10, 5000, 300].map(someData);
      const values = await Promise.all(
        sets.map(({ yTrue, yPred }) => bce(bufferOf(device, yTrue), bufferOf(device, yPred))),
      );
      sets.forEach(({ yTrue, yPred }, i) => {
        expect(values[i]).toBeCloseTo(onArrays(yTrue, yPred) as number, 5);
      });
    });

    test("a warm call makes no buffer and no bind group", async () => {
      const { yTrue, yPred } = someData(100);
      const call = [
        bufferOf(device, yTrue),
        bufferOf(device, yPred),
        { out: emptyBuffer(device, 100) },
      ] as const;
      await bce.valueAndGrad(...call);
      await bce.hessian(...call);
      const made: string[] = [];
      for (const name of ["createBuffer", "createBindGroup", "createComputePipeline"] as const) {
        const original = device[name].bind(device) as (of: never) => unknown;
        Object.defineProperty(device, name, {
          configurable: true,
          value: (of: never) => {
            made.push(name);
            return original(of);
          },
        });
      }
      // More often than buffers for what is read are kept.
      for (let i = 0; i < 6; i++) {
        await bce.valueAndGrad(...call);
        await bce.hessian(...call);
      }
      for (const name of ["createBuffer", "createBindGroup", "createComputePipeline"] as const)
        delete (device as unknown as Record<string, unknown>)[name];
      expect(made).toEqual([]);
    });
  });
}
