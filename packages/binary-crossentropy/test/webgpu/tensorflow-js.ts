// TensorFlow.js's webgpu backend in Node, with every op computed on the device: by itself
// TensorFlow.js computes small tensors on the CPU, and a test of a few numbers would say nothing
// about shaders.

import { nodeGpu } from "./node-device.js";

/** To be awaited before TensorFlow.js is used. */
export async function useWebGpu(): Promise<void> {
  // Node 20 has no navigator, and Node 24 one without a GPU.
  const navigator = { ...globalThis.navigator, gpu: nodeGpu() };
  Object.defineProperty(globalThis, "navigator", { configurable: true, value: navigator });
  const tf = await import("@tensorflow/tfjs");
  await import("@tensorflow/tfjs-backend-webgpu");
  tf.env().set("WEBGPU_CPU_FORWARD", false);
  if (!(await tf.setBackend("webgpu"))) throw new Error("TensorFlow.js has no webgpu backend");
}
