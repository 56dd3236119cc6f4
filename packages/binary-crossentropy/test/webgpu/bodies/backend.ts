// What computes the loss on a GPU, as the tests see it: this package's entry on buffers here, and
// whatever else computes it there.

import type {
  BinaryCrossentropyOptions,
  BinaryFocalCrossentropyOptions,
  Reduction,
} from "binary-crossentropy";
import {
  GpuBinaryCrossentropy,
  GpuBinaryFocalCrossentropy,
  type GpuLoss,
} from "../../../src/webgpu/index.js";
import { bufferOf, floatsOf, type Numbers } from "./buffers.js";

/** A call with its options. */
export interface Problem {
  /** With a `gamma` it is focal loss. */
  readonly options:
    | BinaryCrossentropyOptions<Reduction>
    | BinaryFocalCrossentropyOptions<Reduction>;
  readonly shape: readonly number[];
  readonly yTrue: Numbers | number;
  readonly yPred: Float32Array;
  readonly sampleWeight?: { data: Float32Array; shape: readonly number[] } | number | undefined;
  readonly mask?: { data: Numbers; shape: readonly number[] } | undefined;
}

export interface Answer {
  /** One number, or the losses. */
  readonly value: readonly number[];
  readonly grad: Float32Array;
  readonly hessian: Float32Array;
}

export interface Backend {
  readonly name: string;
  /** Without `isWhole` the second derivatives may be missing. */
  open(): Promise<{
    answer(problem: Problem, isWhole: boolean): Promise<Answer>;
    close(): void;
  }>;
}

/** The class of this entry, on a device. */
export function buffersOn(name: string, request: () => Promise<GPUDevice>): Backend {
  return {
    name,
    async open() {
      const device = await request();
      // Shaders are compiled once for the same options.
      const losses = new Map<string, Promise<GpuLoss<Reduction>>>();
      const lossOf = (options: Problem["options"]) => {
        const key = JSON.stringify(options, (_, x) => (Number.isNaN(x) ? "NaN" : x));
        const Gpu = "gamma" in options ? GpuBinaryFocalCrossentropy : GpuBinaryCrossentropy;
        const made = losses.get(key) ?? Gpu.create<Reduction>(device, options as object);
        losses.set(key, made);
        return made;
      };
      const answer = async (problem: Problem, isWhole: boolean): Promise<Answer> => {
        const { options, yTrue, yPred, sampleWeight, mask, shape } = problem;
        const made: GPUBuffer[] = [];
        const upload = (data: Numbers, of: readonly number[]) => {
          const buffer = bufferOf(device, data);
          made.push(buffer);
          const type = data instanceof Uint8Array ? ("uint8" as const) : ("float32" as const);
          return { buffer, size: data.byteLength, type, shape: of };
        };
        const bce = await lossOf(options);
        const labels = typeof yTrue === "number" ? yTrue : upload(yTrue, shape);
        const logits = upload(yPred, shape);
        const call = {
          sampleWeight:
            typeof sampleWeight === "object"
              ? upload(sampleWeight.data, sampleWeight.shape)
              : sampleWeight,
          mask: mask && upload(mask.data, mask.shape),
        };
        const { value, grad } = await bce.valueAndGrad(labels, logits, call);
        const read = async (buffer: GPUBuffer) =>
          (await floatsOf(device, buffer)).subarray(0, yPred.length);
        const numbers = (of: unknown) =>
          typeof of === "number" ? [of] : Array.from((of as { data: Float32Array }).data);
        const once = numbers(value);
        const gradient = await read(grad);
        made.push(grad);
        let second: Float32Array = new Float32Array();
        if (isWhole) {
          const again = numbers(await bce(labels, logits, call));
          if (!once.every((x, i) => Object.is(x, again[i])))
            throw new Error(`a call gives ${again}, valueAndGrad ${once}`);
          const hessian = await bce.hessian(labels, logits, call);
          second = await read(hessian);
          made.push(hessian);
        }
        for (const buffer of made) buffer.destroy();
        return { value: once, grad: gradient, hessian: second };
      };
      return { answer, close: () => device.destroy() };
    },
  };
}
