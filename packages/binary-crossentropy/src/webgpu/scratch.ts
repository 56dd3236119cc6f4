// Buffers of the package's own on a device.

import type { Settings } from "../options/read-options.js";
import { type Device, type GpuBuffer, usages } from "./gpu.js";

/** What calls of one loss share. */
export interface Scratch {
  /** A buffer of so many bytes, or more, for sums. */
  partials(size: number): GpuBuffer;
  /** One for losses that are read back. */
  losses(size: number): GpuBuffer;
  /** One weight per label; undefined for one number. */
  readonly posWeights: GpuBuffer | undefined;
}

export function scratchOn(device: Device, posWeight: Settings["posWeight"]): Scratch {
  return {
    partials: largestOn(device),
    losses: largestOn(device),
    posWeights: Array.isArray(posWeight) ? filledOn(device, posWeight) : undefined,
  };
}

/** The largest buffer so far; plans that were made before keep theirs. */
function largestOn(device: Device): (size: number) => GpuBuffer {
  let largest: GpuBuffer | undefined;
  return (size) => {
    if (!largest || largest.size < size) largest = storageOf(device, size);
    return largest;
  };
}

function filledOn(device: Device, numbers: readonly number[]): GpuBuffer {
  const floats = Float32Array.from(numbers);
  const buffer = storageOf(device, floats.byteLength);
  device.queue.writeBuffer(buffer, 0, new Uint32Array(floats.buffer));
  return buffer;
}

export function storageOf(device: Device, size: number): GpuBuffer {
  const { storage, copySource, copyTarget } = usages;
  return device.createBuffer({ size: Math.max(size, 4), usage: storage | copySource | copyTarget });
}
