// The arithmetic of the shaders, run on a device.

import { arithmetic, quickArithmetic } from "../../../src/webgpu/arithmetic.js";
import { bitsOf } from "../../../src/webgpu/bits.js";
import {
  anyPrediction,
  type Input,
  quantities,
  randomNumbers,
  truth,
  ulpsApart,
} from "../../wgsl/support/distance.js";

/** What computes elements on a GPU. */
export interface Elements {
  /**
   * All three quantities of each element in turn, of labels and predictions as bits; more than once
   * where there is more than one way to them.
   */
  compute(input: Input, y: Uint32Array, x: Uint32Array): Promise<Float32Array>;
  close(): void;
}

/** The arithmetic by itself, on a device. */
export const elementsOn = (device: GPUDevice): Elements => ({
  compute: (input, y, x) => compute(device, input, y, x),
  close: () => device.destroy(),
});

/**
 * Computes all three quantities of each element twice, as floats of the bits that come: as every
 * element is computed, and the short way where it can be.
 */
async function compute(device: GPUDevice, input: Input, y: Uint32Array, x: Uint32Array) {
  const code = `
@group(0) @binding(0) var<storage, read> y: array<u32>;
@group(0) @binding(1) var<storage, read> x: array<u32>;
@group(0) @binding(2) var<storage, read_write> out: array<u32>;
@group(0) @binding(3) var<uniform> hidden: vec4u;
${arithmetic({ ...input, labelSmoothing: 0 }, "hidden.x")}
${quickArithmetic({ ...input, labelSmoothing: 0 })}
@compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x;
  if (i >= arrayLength(&x)) { return; }
  let at = 6u * i;
  out[at] = bitsOf(lossOf(y[i], x[i], wide(1.0)));
  out[at + 1u] = bitsOf(gradientOf(y[i], x[i], wide(1.0)));
  out[at + 2u] = bitsOf(hessianOf(y[i], x[i], wide(1.0)));
  for (var j = 0u; j < 3u; j++) { out[at + 3u + j] = out[at + j]; }
  if (!isQuickLabel(y[i]) || !isQuickPrediction(x[i])) { return; }
  let quick = quickOf(quickSharesOf(y[i], 1.0), x[i]);
  out[at + 3u] = bitcast<u32>(quick.loss);
  out[at + 4u] = bitcast<u32>(quick.gradient);
  out[at + 5u] = bitcast<u32>(quick.hessian);
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
  const size = 24 * x.length;
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

/** Points over all exponents, and as many by chance. */
export function pointsOf(input: Input): number[] {
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
  return points;
}

/** The largest distances from the definition that a device gives for hard labels. */
export async function measure(elements: Elements, input: Input, points: readonly number[]) {
  const x = Uint32Array.from(points.flatMap((point) => [bitsOf(point), bitsOf(point)]));
  const y = Uint32Array.from(x, (_, i) => bitsOf(i % 2));
  const got = await elements.compute(input, y, x);
  const numbers = got.length / x.length;
  const expected = truth(input);
  const worst = () => ({ ulps: 0, at: "" });
  const distances = { loss: worst(), gradient: worst(), hessian: worst() };
  for (let i = 0; i < got.length; i++) {
    const element = Math.floor(i / numbers);
    const [label, quantity] = [element % 2, quantities[i % 3]!];
    const point = points[Math.floor(element / 2)]!;
    // There the definition takes ∞ from ∞.
    if (quantity === "hessian" && Math.abs(point) === Infinity && !input.fromLogits) continue;
    const want = expected(quantity, label, point);
    const ulps = ulpsApart(got[i]!, want);
    if (ulps > distances[quantity].ulps)
      distances[quantity] = { ulps, at: `${label} at ${point}: ${got[i]} for ${want}` };
  }
  return distances;
}
