// npm run tensors -w bench: measures the loss on tensors of TensorFlow.js beside TensorFlow.js's
// own, and writes the table into packages/binary-crossentropy/docs/tensorflow-js.md; or checks that
// the page shows the last results.

import { fullLimits, smokeLimits } from "./measure.js";
import { runPageCommand } from "./page-command.js";
import { tensorsFile } from "./paths.js";
import { measureTensors } from "./tensors/measure-tensors.js";
import { tensorTable } from "./tensors/tensor-rows.js";

await runPageCommand({
  name: "tensors",
  what: "losses on tensors of TensorFlow.js",
  page: tensorsFile,
  block: tensorTable,
  measure: async (isShort) => ({ rows: await measureTensors(isShort ? smokeLimits : fullLimits) }),
});
