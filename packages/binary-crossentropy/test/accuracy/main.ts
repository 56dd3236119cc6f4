// npm run sweep: at least ten million points of each input, and the largest distances from the
// truth.

import { kernelName } from "binary-crossentropy";
import { sweepLogits, sweepProbabilities } from "./sweep.js";

const limit = 2;
let isWithin = true;
for (const [name, sweep] of [
  ["logits", sweepLogits(401)],
  ["probabilities", sweepProbabilities(101)],
] as const) {
  console.log(`${name}, kernel ${kernelName()}, ${sweep.points} points:`);
  for (const { quantity, label, ulp, at } of sweep.worst) {
    console.log(`  ${quantity}, label ${label}: at most ${ulp.toFixed(3)} ulp, at ${at}`);
    if (!(ulp <= limit)) isWithin = false;
  }
}
if (!isWithin) {
  console.error(`More than ${limit} ulp.`);
  process.exitCode = 1;
}
