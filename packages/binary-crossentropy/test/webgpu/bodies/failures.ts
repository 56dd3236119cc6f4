// What is refused, and what becomes of errors of the device.

import { BinaryCrossentropy } from "binary-crossentropy";
import { beforeAll, describe, expect, test } from "vitest";
import { GpuBinaryCrossentropy } from "../../../src/webgpu/index.js";
import { bufferOf, emptyBuffer, someData } from "./buffers.js";
import { type Request, watchedLoss } from "./watched-loss.js";

const failure = async (run: () => unknown): Promise<string> => {
  try {
    await run();
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
  return "nothing was thrown";
};

export function describeFailures(deviceName: string, request: Request): void {
  describe(`failures on ${deviceName}`, () => {
    let device: GPUDevice;
    let bce: GpuBinaryCrossentropy;
    const onArrays = new BinaryCrossentropy({ fromLogits: true });
    beforeAll(async () => {
      const loss = await watchedLoss(request);
      ({ device, bce } = loss);
      return loss.close;
    });

    test("what does not fit is refused, with nothing written", async () => {
      const own = "ValueError: GpuBinaryCrossentropy:";
      const four = emptyBuffer(device, 4);
      const other = emptyBuffer(device, 4);
      const any = (value: unknown) => value as never;
      expect(await failure(() => bce(any(undefined), four))).toBe(
        `${own} yTrue must be a GPUBuffer or a number, got undefined.`,
      );
      expect(await failure(() => bce(four, any([1, 2])))).toContain(
        `${own} yPred must be an object, got [1, 2]`,
      );
      expect(await failure(() => bce(four, other, { count: 5 }))).toBe(
        `${own} yTrue must hold at least 20 bytes, for shape [5], got 16 bytes.`,
      );
      for (const count of [-1, 1.5, "4"])
        expect(await failure(() => bce(four, other, { count: any(count) }))).toBe(
          `${own} count must be a number of elements, got ${JSON.stringify(count)}.`,
        );
      expect(await failure(() => bce(four, { buffer: other, offset: 2 }))).toBe(
        `${own} yPred.offset must be a multiple of 4, in bytes, got 2.`,
      );
      expect(await failure(() => bce(four, { buffer: other, size: 32 }))).toBe(
        `${own} yPred must lie within its buffer of 16 bytes, got 32 bytes at 0.`,
      );
      expect(await failure(() => bce.valueAndGrad(four, other, { out: other }))).toBe(
        `${own} out must be another buffer than that of yPred, got the same. WebGPU does not let a shader read a buffer that it writes.`,
      );
      expect(await failure(() => bce(four, other, any({ sampleWeights: four })))).toContain(
        'options must have no other keys than shape, count, sampleWeight, mask, got "sampleWeights"',
      );
      expect(
        await failure(() =>
          bce(four, other, { shape: [2, 2], sampleWeight: bufferOf(device, new Float32Array(3)) }),
        ),
      ).toBe(
        "ShapeError: GpuBinaryCrossentropy: sampleWeight must fit the losses of shape [2], got shape [3]. What fits: a scalar, [2], [2, 1], [2, 2] for one per element.",
      );
      const unusable = device.createBuffer({ size: 16, usage: GPUBufferUsage.COPY_DST });
      expect(await failure(() => bce(four, unusable))).toBe(
        `${own} yPred must be a buffer with GPUBufferUsage.STORAGE, got usage 8.`,
      );
      expect(await failure(() => bce.encode(any({}), { yTrue: four, yPred: other }))).toContain(
        "pass must be a GPUComputePassEncoder",
      );
      const options = { dtype: "float64" } as never;
      expect(await failure(() => GpuBinaryCrossentropy.create(device, options))).toBe(
        `${own} dtype must be "float32" on a GPU, got "float64".`,
      );
      expect(await failure(() => GpuBinaryCrossentropy.create(any({})))).toContain(
        `${own} device must be a GPUDevice`,
      );
      const scattered = await GpuBinaryCrossentropy.create(device, { axis: 0 });
      expect(await failure(() => scattered(four, other, { shape: [2, 2] }))).toBe(
        `${own} axis must name the last axes of shape [2, 2], or all, on a GPU, got 0.`,
      );
    });

    test("an instance is made by create alone", async () => {
      const Class = GpuBinaryCrossentropy as unknown as new (...args: unknown[]) => unknown;
      for (const args of [[], [device], [device, {}]])
        expect(await failure(() => new Class(...args))).toBe(
          "ValueError: GpuBinaryCrossentropy: an instance must be made by await GpuBinaryCrossentropy.create(device, options), got new.",
        );
    });

    test("a destroyed buffer rejects with the device's reason, and the next call computes", async () => {
      const { yTrue, yPred } = someData(8);
      const [labels, logits] = [bufferOf(device, yTrue), bufferOf(device, yPred)];
      const gone = bufferOf(device, yPred);
      gone.destroy();
      expect(await failure(() => bce(labels, gone))).toMatch(
        /^ValueError: GpuBinaryCrossentropy: device must be able to compute, got an error of it: .*destroyed/is,
      );
      expect(await bce(labels, logits)).toBeCloseTo(onArrays(yTrue, yPred) as number, 5);
    });

    test("an output that the device has no room for rejects, and no error is left uncaptured", async () => {
      const { yTrue, yPred } = someData(8);
      const [labels, logits] = [bufferOf(device, yTrue), bufferOf(device, yPred)];
      await bce.hessian(labels, logits);
      const create = device.createBuffer.bind(device);
      const size = device.limits.maxBufferSize + 4;
      Object.defineProperty(device, "createBuffer", {
        configurable: true,
        value: (of: GPUBufferDescriptor) => create({ ...of, size }),
      });
      for (const name of ["valueAndGrad", "hessian"] as const)
        expect(await failure(() => bce[name](labels, logits))).toMatch(
          /^ValueError: GpuBinaryCrossentropy: device must be able to compute, got an error of it: /,
        );
      delete (device as Partial<GPUDevice>).createBuffer;
      expect(await bce(labels, logits)).toBeCloseTo(onArrays(yTrue, yPred) as number, 5);
    });

    test("a lost device rejects, before and during a call", async () => {
      const other = await request();
      const loss = await GpuBinaryCrossentropy.create(other, { fromLogits: true });
      const { yTrue, yPred } = someData(8);
      const [labels, logits] = [bufferOf(other, yTrue), bufferOf(other, yPred)];
      const during = failure(() => loss(labels, logits));
      other.destroy();
      // It may have been computed before the device was lost.
      expect(await during).toMatch(/nothing was thrown|device must be able to compute, got/);
      await other.lost;
      expect(await failure(() => loss(labels, logits))).toMatch(/got a lost one \(destroyed/);
      expect(await failure(() => GpuBinaryCrossentropy.create(other))).toMatch(/got a lost one/);
    });

    test("more bytes than the device binds are refused", async () => {
      const requiredLimits = { maxStorageBufferBindingSize: 1 << 20 };
      const small = await request({ requiredLimits });
      // Devices may give more than is asked.
      const limit = small.limits.maxStorageBufferBindingSize;
      const buffer = small.createBuffer({ size: limit + 4, usage: GPUBufferUsage.STORAGE });
      const loss = await GpuBinaryCrossentropy.create(small);
      expect(await failure(() => loss(1, buffer))).toContain(
        `yPred must be at most ${limit} bytes, which the device binds, got ${limit + 4} bytes`,
      );
      small.destroy();
    });
  });
}
