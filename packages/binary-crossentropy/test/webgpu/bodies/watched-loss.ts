// The loss of logits on a device, whose errors that nobody catches fail the tests.

import { expect } from "vitest";
import { GpuBinaryCrossentropy } from "../../../src/webgpu/index.js";

export type Request = (descriptor?: GPUDeviceDescriptor) => Promise<GPUDevice>;

export async function watchedLoss(request: Request) {
  const device = await request();
  const faults: string[] = [];
  device.onuncapturederror = ({ error }) => faults.push(error.message);
  const bce = await GpuBinaryCrossentropy.create(device, { fromLogits: true });
  const close = () => {
    expect(faults).toEqual([]);
    device.destroy();
  };
  return { device, bce, close };
}
