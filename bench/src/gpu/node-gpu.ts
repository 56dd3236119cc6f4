// WebGPU in Node: Dawn on SwiftShader, which computes on the CPU. It is asked for before
// TensorFlow.js and jax-js are loaded, which look for `navigator.gpu` then.

import { existsSync } from "node:fs";
import koffi from "koffi";
import { create, globals } from "webgpu";
import { BenchError } from "../errors.js";

const folder = process.env["CHROMIUM_LIBRARIES"] ?? "/usr/lib/chromium";

/** Libraries, which would be closed again when they are collected. */
const kept: unknown[] = [];

/** Makes `navigator.gpu`, which lives as long as the process: Dawn ends it otherwise. */
export function installGpu(): void {
  const library = `${folder}/libvulkan.so.1`;
  if (!existsSync(library))
    throw new BenchError(
      `no SwiftShader in ${folder}: set CHROMIUM_LIBRARIES to Chromium's folder.`,
    );
  process.env["VK_ICD_FILENAMES"] = `${folder}/vk_swiftshader_icd.json`;
  // Dawn asks for the library by its name alone, and gets the one that is loaded.
  kept.push(koffi.load(library));
  Object.assign(globalThis, globals);
  const navigator = { gpu: create([]), userAgent: "Node" };
  Object.defineProperty(globalThis, "navigator", { value: navigator, configurable: true });
}

/** The number of dispatches that `run` makes. */
export async function countDispatches(run: () => Promise<unknown>): Promise<number> {
  const { prototype } = GPUComputePassEncoder;
  const original = prototype.dispatchWorkgroups;
  let count = 0;
  prototype.dispatchWorkgroups = function (...args) {
    count++;
    return original.apply(this, args);
  };
  try {
    await run();
  } finally {
    prototype.dispatchWorkgroups = original;
  }
  return count;
}
