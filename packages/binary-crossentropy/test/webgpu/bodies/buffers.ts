// Buffers of a device, filled and read.

import { randomNumbers } from "../../wgsl/support/distance.js";

/** Logits, and labels of 0 and 1. */
export function someData(count: number) {
  const random = randomNumbers(count + 1);
  const yPred = Float32Array.from({ length: count }, () => 16 * random() - 8);
  return { yPred, yTrue: Float32Array.from(yPred, () => (random() < 0.5 ? 1 : 0)) };
}

export type Numbers = Float32Array | Uint8Array | Uint32Array;

/** A buffer of the numbers, `before` bytes after its beginning, which are filled with `guard`. */
export function bufferOf(
  device: GPUDevice,
  data: Numbers,
  { before = 0, after = 0, usage = 0, guard = 0 } = {},
): GPUBuffer {
  const bytes = new Uint8Array(Math.max(Math.ceil((before + data.byteLength + after) / 4) * 4, 4));
  bytes.fill(guard);
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), before);
  const buffer = device.createBuffer({
    size: bytes.length,
    usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST | usage,
  });
  device.queue.writeBuffer(buffer, 0, bytes);
  return buffer;
}

/** An empty one for so many floats. */
export const emptyBuffer = (device: GPUDevice, count: number): GPUBuffer =>
  bufferOf(device, new Float32Array(count));

export async function bytesOf(device: GPUDevice, buffer: GPUBuffer): Promise<ArrayBuffer> {
  const { size } = buffer;
  const usage = GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST;
  const staging = device.createBuffer({ size, usage });
  const encoder = device.createCommandEncoder();
  encoder.copyBufferToBuffer(buffer, 0, staging, 0, size);
  device.queue.submit([encoder.finish()]);
  await staging.mapAsync(GPUMapMode.READ);
  const bytes = staging.getMappedRange().slice(0);
  staging.destroy();
  return bytes;
}

export async function floatsOf(device: GPUDevice, buffer: GPUBuffer): Promise<Float32Array> {
  return new Float32Array(await bytesOf(device, buffer));
}

/** Something in a compute pass, submitted. */
export function inPass(device: GPUDevice, encode: (pass: GPUComputePassEncoder) => void): void {
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  encode(pass);
  pass.end();
  device.queue.submit([encoder.finish()]);
}
