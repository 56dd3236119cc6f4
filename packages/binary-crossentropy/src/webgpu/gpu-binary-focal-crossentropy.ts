// Binary focal cross-entropy on buffers of a GPU: the class.

import type { FocalElementOptions } from "../loss/binary-focal-crossentropy.js";
import { readFocalOptions } from "../options/focal-options.js";
import type { Reduction } from "../semantics/reduction.js";
import { focalArithmetic } from "./focal-arithmetic.js";
import type { GpuDevice } from "./gpu.js";
import { type GpuElementOptions, GpuLoss, onDevice } from "./gpu-loss.js";

const owner = "GpuBinaryFocalCrossentropy";

export interface GpuBinaryFocalCrossentropyOptions<R extends Reduction = Reduction>
  extends GpuElementOptions<R>,
    Pick<FocalElementOptions, "gamma" | "alpha" | "applyClassBalancing"> {}

/**
 * Binary focal cross-entropy on buffers of a GPU, with the numbers of `BinaryFocalCrossentropy` in
 * float32; it is called as {@link GpuBinaryCrossentropy} is.
 *
 * @typeParam R The reduction.
 */
export class GpuBinaryFocalCrossentropy<const R extends Reduction = "auto"> extends GpuLoss<R> {
  /**
   * Builds the loss on a device, and compiles a first shader there.
   *
   * @param device A `GPUDevice`; no feature of it is needed, and nothing of it is changed.
   * @throws ValueError, as a rejection, for an option of another name, type or value, and for a
   * device that is lost or cannot compute.
   */
  static async create<const R extends Reduction = "auto">(
    device: GpuDevice,
    options: GpuBinaryFocalCrossentropyOptions<R> = {},
  ): Promise<GpuBinaryFocalCrossentropy<R>> {
    const { settings, focus } = readFocalOptions(owner, options);
    const focal = focus && focalArithmetic(focus);
    return new GpuBinaryFocalCrossentropy<R>(await onDevice(owner, device, { settings, focal }));
  }
}
