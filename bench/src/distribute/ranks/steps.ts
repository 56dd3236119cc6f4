// One rank of the measurement of training steps: a logistic regression on typed arrays. Rank 0
// prints "PARAMETERS COMPUTING COMMUNICATING" in nanoseconds for each step.

import { BinaryCrossentropy } from "binary-crossentropy";
import { MpiStrategy } from "binary-crossentropy-distribute";

const [rounds, rows, ...sizes] = process.argv.slice(2).map(Number) as [number, number, ...number[]];
const strategy = await MpiStrategy.start();
const bce = new BinaryCrossentropy({ fromLogits: true, reduction: "sum" });
const globalBatchSize = rows * strategy.numReplicasInSync;
const learningRate = 1e-3;

for (const parameters of sizes) {
  const features = parameters - 1;
  const x = new Float32Array(rows * features);
  for (let i = 0; i < x.length; i++) x[i] = ((Math.imul(i, 0x9e37_79b1) >>> 16) & 255) / 256 - 0.5;
  const yTrue = Float32Array.from({ length: rows }, (_, i) => i & 1);
  const weights = new Float32Array(parameters);
  const logits = new Float32Array(rows);
  const byLogit = new Float32Array(rows);
  // The gradient, and after it the loss: one buffer, one message.
  const fused = new Float32Array(parameters + 1);

  const gradient = () => {
    for (let row = 0; row < rows; row++) {
      let sum = weights[features]!;
      for (let i = 0, at = row * features; i < features; i++) sum += weights[i]! * x[at + i]!;
      logits[row] = sum;
    }
    fused.fill(0);
    fused[parameters] = bce.valueAndGrad(yTrue, logits, null, { out: byLogit }).value;
    for (let row = 0; row < rows; row++) {
      const factor = byLogit[row]! / globalBatchSize;
      for (let i = 0, at = row * features; i < features; i++) fused[i]! += factor * x[at + i]!;
      fused[features]! += factor;
    }
  };
  const update = () => {
    for (let i = 0; i < parameters; i++) weights[i]! -= learningRate * fused[i]!;
  };

  // The first ones warm up: small models need many until their code is compiled.
  const warmUps = Math.min(3000, 3 + Math.ceil(1e7 / x.length));
  for (let round = -warmUps; round < rounds; round++) {
    const start = process.hrtime.bigint();
    gradient();
    const computed = process.hrtime.bigint();
    strategy.allReduce(fused);
    const reduced = process.hrtime.bigint();
    update();
    const ended = process.hrtime.bigint();
    const communicating = Number(reduced - computed);
    const computing = Number(ended - start) - communicating;
    if (strategy.replicaIdInSyncGroup === 0 && round >= 0)
      console.log(`${parameters} ${computing} ${communicating}`);
  }
}
