// Which backend computes: the only file that knows all of them.

import { backend, getBackend, tidy } from "@tensorflow/tfjs-core";
import type { Backend } from "./backend.js";
import { formula } from "./formula.js";
import { hostBackend } from "./host.js";
import { type CpuBackend, cpuMemory, type WasmBackend, wasmMemory } from "./memory.js";
import { productOf } from "./product-of.js";
import type { WebGpuBackend } from "./webgpu/program.js";
import { shaderBackend } from "./webgpu/shader-backend.js";

export function activeBackend(): Backend {
  const active: unknown = backend();
  switch (getBackend()) {
    case "cpu":
      return hostBackend(cpuMemory(active as CpuBackend));
    case "wasm":
      return hostBackend(wasmMemory(active as WasmBackend));
    case "webgpu":
      return shaderBackend(active as WebGpuBackend);
    default:
      return composition;
  }
}

/** Whatever runs TensorFlow.js's own ops. */
const composition: Backend = {
  element: (quantity, y, x, options) => tidy(() => formula(quantity, y, x, options)),
  product: (a, b) => tidy(() => productOf(a, b)),
  whole: () => undefined,
};
