// One rank of the measurement of MpiStrategy's all-reduce: the loop of c/allreduce.c, with the same
// arguments and output.

import { MpiStrategy } from "binary-crossentropy-distribute";

const warmUp = 5;

const strategy = await MpiStrategy.start();
for (const size of process.argv.slice(2)) {
  const [bytes, calls] = size.split(":").map(Number) as [number, number];
  const numbers = new Float32Array(bytes / 4);
  const ns = new Float64Array(calls);
  strategy.barrier();
  for (let call = -warmUp; call < calls; call++) {
    const start = process.hrtime.bigint();
    strategy.allReduce(numbers);
    if (call >= 0) ns[call] = Number(process.hrtime.bigint() - start);
  }
  if (strategy.replicaIdInSyncGroup === 0)
    process.stdout.write(Array.from(ns, (time) => `${bytes} ${time}\n`).join(""));
}
