// Starts the backend that trains in the page: on the graphics card, by WebGPU or WebGL.

import * as tf from "@tensorflow/tfjs";
import "@tensorflow/tfjs-backend-webgpu";

export const backends = ["webgpu", "webgl"] as const;

export type Backend = (typeof backends)[number];

/** @throws Error if the browser does not have it. */
export async function startBackend(backend: Backend): Promise<void> {
  // An earlier training leaves its variables.
  tf.disposeVariables();
  const there = await tf.setBackend(backend).catch(() => false);
  if (!there)
    throw new Error(
      `this browser has no ${backend === "webgpu" ? "WebGPU" : "WebGL"}. Choose the other backend.`,
    );
  await tf.ready();
}
