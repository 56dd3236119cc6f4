// Tensors as the package's shaders read them.

import { mul, type Tensor } from "@tensorflow/tfjs-core";
import type { WebGpuBackend } from "./program.js";

/** Whether the tensor's numbers lie on the device as floats. */
export function isOfFloats({ tensorMap }: WebGpuBackend, { dataId }: Tensor): boolean {
  return tensorMap.get(dataId)?.dtype === "float32";
}

/** The tensor in floats: a cast leaves integers where they lie; a product does not. */
export function floatsOf(backend: WebGpuBackend, tensor: Tensor): Tensor {
  return isOfFloats(backend, tensor) ? tensor : mul(tensor, 1);
}
