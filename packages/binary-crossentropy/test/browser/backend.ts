// A backend of TensorFlow.js, with every op computed on the device: by itself TensorFlow.js
// computes small tensors on the CPU, and a test of a few numbers would say nothing about shaders.

import * as tf from "@tensorflow/tfjs";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import "@tensorflow/tfjs-backend-webgpu";
import { expect } from "vitest";

export async function useBackend(name: string): Promise<void> {
  setWasmPaths("/node_modules/@tensorflow/tfjs-backend-wasm/dist/");
  for (const flag of ["WEBGL_CPU_FORWARD", "WEBGPU_CPU_FORWARD"]) tf.env().set(flag, false);
  expect(await tf.setBackend(name)).toBe(true);
  await tf.ready();
}

export async function fetchGolden<T>(name: string): Promise<T> {
  return (await (await fetch(`/test/goldens/${name}.json`)).json()) as T;
}
