// npm run sweep: at least ten million points of each input, and the largest distances from the
// truth.

import { kernelName } from "binary-crossentropy";
import { gammas, sweepFocal, sweepLogits, sweepProbabilities } from "./sweep.js";

let isWithin = true;
for (const [name, limit, sweep] of [
  ["logits", 2, sweepLogits(401)],
  ["probabilities", 2, sweepProbabilities(101)],
  ...gammas.flatMap((gamma) =>
    [false, true].map((isBalanced) => {
      const name = `logits of focal loss, gamma ${gamma}${isBalanced ? ", balanced" : ""}`;
      // Ten million of one power in each way that it is taken; of the others a tenth of them.
      const stride = !isBalanced && [1, 1.5, 2, 3.25, 5].includes(gamma) ? 43 : 431;
      return [name, 4, sweepFocal(stride, gamma, isBalanced)] as const;
    }),
  ),
] as const) {
  console.log(`${name}, kernel ${kernelName()}, ${sweep.points} points:`);
  for (const { quantity, label, ulp, at } of sweep.worst) {
    console.log(`  ${quantity}, label ${label}: at most ${ulp.toFixed(3)} ulp, at ${at}`);
    if (ulp <= limit) continue;
    console.error(`More than ${limit} ulp.`);
    isWithin = false;
  }
}
if (!isWithin) process.exitCode = 1;
