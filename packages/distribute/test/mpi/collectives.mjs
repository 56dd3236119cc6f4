// Every collective call, on every rank; rank 0 prints what all ranks have.

import { createHash } from "node:crypto";
import { getStrategy, MpiStrategy } from "binary-crossentropy-distribute";

const strategy = await MpiStrategy.start();
const { numReplicasInSync: size, replicaIdInSyncGroup: rank } = strategy;
const bits = (array) => createHash("sha256").update(array).digest("hex");

const sums = [1, 31, 1000, 300_001].map((length) => {
  const array = Float32Array.from({ length }, (_, i) => Math.sin(i + rank));
  strategy.allReduce(array);
  return bits(array);
});
const shared = new Float64Array(new SharedArrayBuffer(80)).fill(rank + 0.5);
strategy.allReduce(shared, "mean");
const root = Uint8Array.of(rank, rank);
strategy.broadcast(root, size - 1);
strategy.barrier();
const inScope = await strategy.scope(async () => {
  await Promise.resolve();
  return getStrategy() === strategy;
});
const second = await MpiStrategy.start();
const otherTimeout = await MpiStrategy.start({ timeout: 5 }).catch((error) => error.message);
const results = strategy.gather({
  rank,
  sum: strategy.reduce("sum", rank + 1),
  mean: Array.from(strategy.reduce("mean", Float32Array.of(rank, 2))),
  shared: shared[9],
  root: Array.from(root),
  sums,
  text: strategy.gather("é".repeat(rank)),
  empty: Array.from(strategy.reduce("sum", new Float32Array(0))),
  inScope,
  isOne: second === strategy && (await MpiStrategy.start({ timeout: 1800 })) === strategy,
  otherTimeout,
});
if (rank === 0) console.log(JSON.stringify({ library: strategy.library, results }));
