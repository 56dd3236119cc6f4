// What every rank does in test/strategy.test.ts.

export default async function main(strategy) {
  const { numReplicasInSync: size, replicaIdInSyncGroup: rank } = strategy;
  const long = Float32Array.from({ length: 40_000 }, (_, i) => Math.sin(i + rank));
  strategy.allReduce(long);
  const shared = Float64Array.of(rank, 10 * rank);
  strategy.broadcast(shared, size - 1);
  strategy.barrier();
  return {
    rank,
    sum: strategy.reduce("sum", rank + 1),
    mean: strategy.reduce("mean", Float32Array.of(rank, 2)),
    long,
    shared,
    gathered: strategy.gather({ rank, text: "é".repeat(rank) }),
  };
}
