// Checkpoints as a training uses them: replica 0 alone reads and writes, and what it met all
// replicas hear of.

import { refuse, show } from "binary-crossentropy/internal";
import type { Strategy } from "../strategy.js";

/**
 * Where a checkpoint is kept. `write` replaces the one before as a whole or not at all. In Node
 * `binary-crossentropy-distribute/checkpoint` has one that is a file.
 */
export interface CheckpointStore {
  /** What was written last; undefined where there is none yet. */
  read(): Promise<Uint8Array | undefined>;
  write(bytes: Uint8Array): Promise<void>;
}

/** The bytes of replica 0 on every replica; undefined where it has none. */
export function shareBytes(
  strategy: Strategy,
  bytes: Uint8Array | undefined,
): Uint8Array | undefined {
  const isFirst = strategy.replicaIdInSyncGroup === 0;
  const [length] = strategy.gather(isFirst ? (bytes?.length ?? -1) : -1, "the length of a state");
  if (length === -1) return undefined;
  const shared = isFirst ? bytes! : new Uint8Array(length!);
  strategy.broadcast(shared);
  return shared;
}

/** What replica 0 reads, on every replica. @throws ValueError on every replica where it cannot. */
export async function loadCheckpoint(
  owner: string,
  strategy: Strategy,
  store: CheckpointStore,
): Promise<Uint8Array | undefined> {
  const bytes = await onFirst(owner, strategy, "be readable", async () =>
    checkBytes(await store.read()),
  );
  return shareBytes(strategy, bytes);
}

/**
 * Has replica 0 write; the others wait for it.
 * @throws ValueError on every replica where it cannot.
 */
export async function saveCheckpoint(
  owner: string,
  strategy: Strategy,
  store: CheckpointStore,
  bytes: Uint8Array,
): Promise<void> {
  await onFirst(owner, strategy, "be writable", () => store.write(bytes));
}

/** A store of one's own may give anything. */
function checkBytes(bytes: unknown): Uint8Array | undefined {
  if (bytes === undefined || bytes instanceof Uint8Array) return bytes;
  throw new Error(`read() gave ${show(bytes)} in place of a Uint8Array`);
}

async function onFirst<T>(
  owner: string,
  strategy: Strategy,
  expected: string,
  fn: () => Promise<T>,
): Promise<T | undefined> {
  let [result, error]: [T | undefined, string | null] = [undefined, null];
  if (strategy.replicaIdInSyncGroup === 0) {
    try {
      result = await fn();
    } catch (thrown) {
      error = thrown instanceof Error ? thrown.message : String(thrown);
    }
  }
  const [met] = strategy.gather(error, `whether the checkpoint must ${expected}`);
  if (met !== null) refuse(owner, "checkpoint", expected, `an error on replica 0: ${met}`);
  return result;
}
