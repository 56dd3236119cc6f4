// npm run gpu -w bench: measures the loss on buffers of a GPU beside TensorFlow.js and jax-js, and
// writes the table into packages/binary-crossentropy/docs/webgpu.md; or checks that the page shows
// the last results.

import { gpuTable } from "./gpu/gpu-rows.js";
import { measureGpu } from "./gpu/measure-gpu.js";
import { fullLimits, smokeLimits } from "./measure.js";
import { runPageCommand } from "./page-command.js";
import { gpuFile } from "./paths.js";

await runPageCommand({
  name: "gpu",
  what: "the loss on buffers of a GPU",
  page: gpuFile,
  block: gpuTable,
  measure: async (isShort) => ({ rows: await measureGpu(isShort ? smokeLimits : fullLimits) }),
});
