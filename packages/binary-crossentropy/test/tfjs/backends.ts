// The backends of TensorFlow.js that run in Node without a native library, and how tests switch
// between them.

import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import * as tf from "@tensorflow/tfjs";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { beforeAll, describe } from "vitest";

setWasmPaths(`${dirname(fileURLToPath(import.meta.resolve("@tensorflow/tfjs-backend-wasm")))}/`);

export const backends = ["cpu", "wasm"] as const;

/** Runs the body once with each backend active. */
export function onEachBackend(body: (backend: (typeof backends)[number]) => void): void {
  describe.each(backends)("%s", (backend) => {
    beforeAll(async () => {
      await tf.setBackend(backend);
    });
    body(backend);
  });
}

export { column, flat, tensorOf } from "./tensors.js";
