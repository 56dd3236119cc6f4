// Which kernels a run of the tests computes with: KERNELS names them, and without it they are the
// fastest there are.

import { setFlagsFromString } from "node:v8";
import type { KernelName } from "binary-crossentropy";
import { kernelName } from "binary-crossentropy";
import { limitKernels } from "../../src/ambient.js";

const wanted = process.env["KERNELS"] as KernelName | undefined;

// Behind a flag up to Node 20, there by default from 22 on.
if (wanted === "relaxed-simd" && Number.parseInt(process.versions.node, 10) < 22)
  setFlagsFromString("--experimental-wasm-relaxed-simd");
if (wanted !== undefined) {
  limitKernels(wanted);
  if (kernelName() !== wanted)
    throw new Error(`these tests are to run with ${wanted}, and this engine gives ${kernelName()}`);
}
