// One rank of the measurement of MpiStrategy's all-reduce: the loop of c/allreduce.c, with the same arguments and output.

import { MpiStrategy } from "binary-crossentropy/distribute";

const [rounds, ...sizes] = process.argv.slice(2);
const strategy = await MpiStrategy.start();
for (const size of sizes) {
  const [bytes, calls] = size.split(":").map(Number) as [number, number];
  const numbers = new Float32Array(bytes / 4);
  for (let round = -1; round < Number(rounds); round++) {
    strategy.barrier();
    const start = process.hrtime.bigint();
    for (let call = 0; call < calls; call++) strategy.allReduce(numbers);
    const ns = Number(process.hrtime.bigint() - start) / calls;
    // The first round warms up.
    if (strategy.replicaIdInSyncGroup === 0 && round >= 0) console.log(`${bytes} ${ns}`);
  }
}
