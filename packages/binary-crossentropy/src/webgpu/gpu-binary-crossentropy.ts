// Binary cross-entropy on buffers of a GPU: the class.

import { readOptions } from "../options/read-options.js";
import type { Reduction } from "../semantics/reduction.js";
import type { GpuDevice } from "./gpu.js";
import { type GpuElementOptions, GpuLoss, onDevice } from "./gpu-loss.js";

const owner = "GpuBinaryCrossentropy";

export interface GpuBinaryCrossentropyOptions<R extends Reduction = Reduction>
  extends GpuElementOptions<R> {}

/**
 * Binary cross-entropy on buffers of a GPU, with the numbers of `BinaryCrossentropy` in float32. It
 * is computed there, by shaders of this package; docs/webgpu.md is its page.
 *
 * @typeParam R The reduction.
 */
export class GpuBinaryCrossentropy<const R extends Reduction = "auto"> extends GpuLoss<R> {
  /**
   * Builds the loss on a device, and compiles a first shader there.
   *
   * @param device A `GPUDevice`; no feature of it is needed, and nothing of it is changed.
   * @throws ValueError, as a rejection, for an option of another name, type or value, and for a
   * device that is lost or cannot compute.
   */
  static async create<const R extends Reduction = "auto">(
    device: GpuDevice,
    options: GpuBinaryCrossentropyOptions<R> = {},
  ): Promise<GpuBinaryCrossentropy<R>> {
    const settings = readOptions(owner, options);
    return new GpuBinaryCrossentropy<R>(
      await onDevice(owner, device, { settings, focal: undefined }),
    );
  }
}
