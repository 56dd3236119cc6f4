// WebGPU for jax-js in Node: Dawn, by the package "webgpu", on SwiftShader, which Chromium has beside
// it and which computes on the CPU. CHROMIUM_LIBRARIES names another folder of the two libraries.

import koffi from "koffi";
import { create, globals } from "webgpu";
import type { Device } from "../../jax/device.js";

const folder = process.env["CHROMIUM_LIBRARIES"] ?? "/usr/lib/chromium";

/** The entry to WebGPU, kept: Dawn ends the process where it is collected while devices live. */
const kept = globalThis as { binaryCrossentropyJaxGpu?: GPU };

if (!kept.binaryCrossentropyJaxGpu) {
  process.env["VK_ICD_FILENAMES"] = `${folder}/vk_swiftshader_icd.json`;
  // Dawn asks for the library by its name alone, and gets the one that is loaded.
  koffi.load(`${folder}/libvulkan.so.1`);
  kept.binaryCrossentropyJaxGpu = create([]);
  // jax-js asks the browser's name, which Node 20 has not.
  const navigator = { userAgent: "node", gpu: kept.binaryCrossentropyJaxGpu };
  Object.assign(globalThis, globals);
  Object.defineProperty(globalThis, "navigator", { value: navigator, configurable: true });
}

/** It takes what is below the normal numbers for 0, and so half of what is just above them. */
export const webgpu: Device = {
  name: "webgpu",
  dtypes: ["float32"],
  smallest: { float32: 2 ** -125, float64: 0 },
};
