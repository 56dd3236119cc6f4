// The processes that score together: a single one, or those of an mpirun job, each with its own
// portion.

import { availableParallelism, hostname } from "node:os";
import { deserialize, serialize } from "node:v8";

export interface Replicas {
  /** The number of this process, from 0. Process 0 prints. */
  readonly rank: number;
  readonly size: number;
  /** Processors of this machine per process on it, at least 1. */
  readonly cores: number;
  /** Gathers a value from every process, by rank. Every process must call it. */
  gather<T>(value: T): Promise<T[]>;
  /** Whether it runs apart from the others and hears nothing of them: `gather` gives its own. */
  readonly isApart?: true;
}

/** A shard of a run: one of several processes that need not run at the same time. */
export function shardOf({ index, count }: { index: number; count: number }): Replicas {
  return { ...alone, rank: index - 1, size: count, isApart: true };
}

export const alone: Replicas = {
  rank: 0,
  size: 1,
  cores: availableParallelism(),
  gather: async (value) => [value],
};

/** The processes of the job that started this one, or this one alone. */
export async function findReplicas(): Promise<Replicas> {
  const { MpiStrategy } = await import("binary-crossentropy-distribute");
  if (!MpiStrategy.isLaunched()) return alone;
  const strategy = await MpiStrategy.start();
  // JSON cannot carry typed arrays.
  const gather = async <T>(value: T) =>
    strategy
      .gather(serialize(value).toString("base64"))
      .map((text) => deserialize(Buffer.from(text, "base64")) as T);
  const here = (await gather(hostname())).filter((name) => name === hostname()).length;
  return {
    rank: strategy.replicaIdInSyncGroup,
    size: strategy.numReplicasInSync,
    cores: Math.max(1, Math.floor(availableParallelism() / here)),
    gather,
  };
}
