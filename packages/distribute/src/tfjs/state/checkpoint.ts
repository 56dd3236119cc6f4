// Checkpoints as a training uses them: replica 0 alone reads and writes, and every replica learns
// what it read and how it fared.

import { refuse, show } from "binary-crossentropy/internal";
import type { Strategy } from "../../strategy.js";
import { broadcastBytes } from "../messages/broadcast-bytes.js";
import { messageOf, runOnFirst } from "../messages/failures.js";

/**
 * A place for a checkpoint. `write` replaces the previous one as a whole or not at all. In Node,
 * `binary-crossentropy-distribute/checkpoint` has one that is a file.
 */
export interface CheckpointStore {
  /** What was written last; undefined where nothing has been written yet. */
  read(): Promise<Uint8Array | undefined>;
  write(bytes: Uint8Array): Promise<void>;
}

/**
 * The checkpoint that replica 0 reads, on every replica. @throws ValueError on every replica where
 * it cannot be read.
 */
export async function loadCheckpoint(
  owner: string,
  strategy: Strategy,
  store: CheckpointStore,
): Promise<Uint8Array | undefined> {
  const bytes = await runOnFirst(strategy, () =>
    orRefuse(owner, "be readable", async () => checkBytes(await store.read())),
  );
  return broadcastBytes(strategy, bytes);
}

/**
 * Has replica 0 make a checkpoint and write it, while the others wait.
 *
 * @throws ValueError on every replica where it cannot.
 */
export async function saveCheckpoint(
  owner: string,
  strategy: Strategy,
  store: CheckpointStore,
  make: () => Promise<Uint8Array>,
): Promise<void> {
  await runOnFirst(strategy, async () => {
    const bytes = await make();
    await orRefuse(owner, "be writable", () => store.write(bytes));
  });
}

/** A store of the caller's own may return anything. */
function checkBytes(bytes: unknown): Uint8Array | undefined {
  if (bytes === undefined || bytes instanceof Uint8Array) return bytes;
  throw new Error(`read() gave ${show(bytes)} in place of a Uint8Array`);
}

async function orRefuse<T>(owner: string, expected: string, fn: () => Promise<T>): Promise<T> {
  try {
    return await fn();
  } catch (error) {
    return refuse(owner, "checkpoint", expected, `an error on replica 0: ${messageOf(error)}`);
  }
}
