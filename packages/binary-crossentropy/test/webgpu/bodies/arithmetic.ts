// The arithmetic of the shaders, on a device: the same tests wherever there is one.

import { beforeAll, describe, expect, test } from "vitest";
import { arithmetic } from "../../../src/webgpu/arithmetic.js";
import { bitsOf } from "../../../src/webgpu/bits.js";
import {
  anyPrediction,
  type Input,
  quantities,
  randomNumbers,
  shaderInputs,
  truth,
  ulpsApart,
} from "../../wgsl/support/distance.js";

/** What computes elements on a GPU. */
export interface Elements {
  /** All three quantities of each element in turn, of labels and predictions as bits. */
  compute(input: Input, y: Uint32Array, x: Uint32Array): Promise<Float32Array>;
  close(): void;
}

/** The arithmetic by itself, on a device. */
export async function elementsOn(request: () => Promise<GPUDevice>): Promise<Elements> {
  const device = await request();
  return {
    compute: (input, y, x) => compute(device, input, y, x),
    close: () => device.destroy(),
  };
}

async function compute(device: GPUDevice, input: Input, y: Uint32Array, x: Uint32Array) {
  const code = `
@group(0) @binding(0) var<storage, read> y: array<u32>;
@group(0) @binding(1) var<storage, read> x: array<u32>;
@group(0) @binding(2) var<storage, read_write> out: array<u32>;
@group(0) @binding(3) var<uniform> hidden: vec4u;
${arithmetic({ ...input, labelSmoothing: 0 }, "hidden.x")}
@compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x;
  if (i >= arrayLength(&x)) { return; }
  out[3u * i] = bitsOf(lossOf(y[i], x[i], wide(1.0)));
  out[3u * i + 1u] = bitsOf(gradientOf(y[i], x[i], wide(1.0)));
  out[3u * i + 2u] = bitsOf(hessianOf(y[i], x[i], wide(1.0)));
}`;
  const module = device.createShaderModule({ code });
  const pipeline = await device.createComputePipelineAsync({
    layout: "auto",
    compute: { module, entryPoint: "main" },
  });
  const bufferOf = (data: Uint32Array, usage: number) => {
    const buffer = device.createBuffer({
      size: data.byteLength,
      usage: usage | GPUBufferUsage.COPY_DST,
    });
    device.queue.writeBuffer(buffer, 0, data as Uint32Array<ArrayBuffer>);
    return buffer;
  };
  const storage = GPUBufferUsage.STORAGE;
  const size = 12 * x.length;
  const out = device.createBuffer({ size, usage: storage | GPUBufferUsage.COPY_SRC });
  const buffers = [
    bufferOf(y, storage),
    bufferOf(x, storage),
    out,
    bufferOf(new Uint32Array(4), GPUBufferUsage.UNIFORM),
  ];
  const read = device.createBuffer({
    size,
    usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
  });
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(pipeline);
  pass.setBindGroup(
    0,
    device.createBindGroup({
      layout: pipeline.getBindGroupLayout(0),
      entries: buffers.map((buffer, binding) => ({ binding, resource: { buffer } })),
    }),
  );
  pass.dispatchWorkgroups(Math.ceil(x.length / 64));
  pass.end();
  encoder.copyBufferToBuffer(out, 0, read, 0, size);
  device.queue.submit([encoder.finish()]);
  await read.mapAsync(GPUMapMode.READ);
  const floats = new Float32Array(read.getMappedRange().slice(0));
  for (const buffer of [...buffers, read]) buffer.destroy();
  return floats;
}

export function describeArithmetic(deviceName: string, open: () => Promise<Elements>): void {
  describe(`the arithmetic on ${deviceName}`, () => {
    let elements: Elements;
    beforeAll(async () => {
      elements = await open();
      return () => elements.close();
    });

    async function check(input: Input, points: readonly number[], most: number) {
      const x = Uint32Array.from(points.flatMap((point) => [bitsOf(point), bitsOf(point)]));
      const y = Uint32Array.from(x, (_, i) => bitsOf(i % 2));
      const got = await elements.compute(input, y, x);
      const expected = truth(input);
      const worst = { ulps: 0, at: "" };
      points.forEach((point, i) => {
        for (const label of [0, 1])
          quantities.forEach((quantity, q) => {
            const [found, want] = [got[6 * i + 3 * label + q]!, expected(quantity, label, point)];
            const isPastRange =
              quantity === "hessian" && Math.abs(point) === Infinity && !input.fromLogits;
            const ulps = isPastRange ? 0 : ulpsApart(found, want);
            // PyTorch's second derivative is rounded three times as often.
            const limit = quantity === "hessian" && input.dialect === "torch" ? 2 * most : most;
            if (ulps > limit && ulps > worst.ulps)
              Object.assign(worst, {
                ulps,
                at: `${quantity} of ${label} at ${point}: ${found} for ${want}`,
              });
          });
      });
      expect(worst).toEqual({ ulps: 0, at: "" });
    }

    describe.each(shaderInputs)("$name", (input) => {
      test("hard labels: within 4 ulp over all exponents", async () => {
        const float = new Float32Array(1);
        const word = new Uint32Array(float.buffer);
        const points = Array.from({ length: 40_000 }, (_, i) => {
          // Subnormal numbers among them; signs in turn for logits, numbers up to 1 for probabilities.
          const last = input.fromLogits ? 0x7f800000 : 0x3f800001;
          word[0] = Math.floor((i / 40_000) * last) + (i % 7);
          return input.fromLogits && i % 2 ? -float[0]! : float[0]!;
        }).filter((point) => input.fromLogits || point <= 1);
        const random = randomNumbers(5);
        for (let i = 0; i < 40_000; i++) points.push(anyPrediction(input.fromLogits, random));
        await check(input, points, 4);
      });

      test("infinities, NaN, 0 and what lies outside", async () => {
        const ends = input.fromLogits ? [3.4e38, -3.4e38] : [2, -1, 1 + 2 ** -23, -(2 ** -149)];
        await check(input, [Infinity, -Infinity, NaN, 0, -0, 1, ...ends], 4);
      });
    });
  });
}
