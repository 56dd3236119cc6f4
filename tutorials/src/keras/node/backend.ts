// Starts TensorFlow.js in Node: the backend "wasm", with the kernels that training needs.

import * as tf from "@tensorflow/tfjs";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { installWasmKernels } from "../wasm/install.js";
import { packageFolder } from "./package-folder.js";

export async function startWasm(): Promise<void> {
  setWasmPaths(`${packageFolder("@tensorflow/tfjs-backend-wasm", "dist")}/`);
  await tf.setBackend("wasm");
  installWasmKernels();
}
