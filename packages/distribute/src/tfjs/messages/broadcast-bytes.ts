// Bytes of replica 0, such as a checkpoint, of a length that only it knows.

import type { Strategy } from "../../strategy.js";

/** The bytes of replica 0 on every replica; undefined where it has none. */
export function broadcastBytes(
  strategy: Strategy,
  bytes: Uint8Array | undefined,
): Uint8Array | undefined {
  const isFirst = strategy.replicaIdInSyncGroup === 0;
  const [length] = strategy.gather(isFirst ? (bytes?.length ?? -1) : -1, "the length of a state");
  if (length === -1) return undefined;
  const received = isFirst ? bytes! : new Uint8Array(length!);
  strategy.broadcast(received);
  return received;
}
