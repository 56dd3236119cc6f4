// A WebGPU device in Node: Dawn, by the package "webgpu", on SwiftShader, which Chromium has beside
// it and which computes on the CPU. CHROMIUM_LIBRARIES names another folder of the two libraries.

import koffi from "koffi";
import { create, globals } from "webgpu";

const folder = process.env["CHROMIUM_LIBRARIES"] ?? "/usr/lib/chromium";

/** The entry to WebGPU, kept: Dawn ends the process where it is collected while devices live. */
const kept = globalThis as {
  binaryCrossentropyTestGpu?: GPU;
  binaryCrossentropyTestVulkan?: unknown;
};

export function nodeGpu(): GPU {
  if (kept.binaryCrossentropyTestGpu) return kept.binaryCrossentropyTestGpu;
  process.env["VK_ICD_FILENAMES"] = `${folder}/vk_swiftshader_icd.json`;
  // Dawn asks for the library by its name alone, and gets the one that is loaded.
  // It would be closed again when it is collected.
  kept.binaryCrossentropyTestVulkan = koffi.load(`${folder}/libvulkan.so.1`);
  Object.assign(globalThis, globals);
  const gpu = create([]);
  kept.binaryCrossentropyTestGpu = gpu;
  return gpu;
}

export async function nodeDevice(descriptor: GPUDeviceDescriptor = {}): Promise<GPUDevice> {
  const adapter = await nodeGpu().requestAdapter();
  if (!adapter) throw new Error(`no WebGPU adapter from ${folder}`);
  return adapter.requestDevice(descriptor);
}
