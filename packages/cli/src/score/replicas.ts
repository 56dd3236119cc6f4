// The processes that score together: one alone, or those of a job that mpirun started, each with a
// portion of its own.

import { availableParallelism, hostname } from "node:os";
import { deserialize, serialize } from "node:v8";

export interface Replicas {
  /** Which of them this one is, from 0 on. The first one prints. */
  readonly rank: number;
  readonly size: number;
  /** How many processors of this machine each of its processes has for itself, 1 or more. */
  readonly cores: number;
  /** What each of them has to say, by rank. Every one calls it. */
  gather<T>(value: T): Promise<T[]>;
}

export const alone: Replicas = {
  rank: 0,
  size: 1,
  cores: availableParallelism(),
  gather: async (value) => [value],
};

/** The processes of the job that this one was started in; it alone where there is none. */
export async function findReplicas(): Promise<Replicas> {
  const { MpiStrategy } = await import("binary-crossentropy-distribute");
  if (!MpiStrategy.isLaunched()) return alone;
  const strategy = await MpiStrategy.start();
  // Typed arrays are more than JSON can carry.
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
