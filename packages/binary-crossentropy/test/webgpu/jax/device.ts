// WebGPU for jax-js in Node.

import type { Device } from "../../jax/device.js";
import { nodeGpu } from "../node-device.js";

// jax-js asks the browser's name, which Node 20 has not.
const navigator = { userAgent: "node", gpu: nodeGpu() };
Object.defineProperty(globalThis, "navigator", { value: navigator, configurable: true });

/** It takes what is below the normal numbers for 0, and so half of what is just above them. */
export const webgpu: Device = {
  name: "webgpu",
  dtypes: ["float32"],
  smallest: { float32: 2 ** -125, float64: 0 },
};
