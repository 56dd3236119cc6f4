// Starts the pool of this process or page: its options and what it needs.

import { setExecutor } from "../ambient.js";
import { refuse, show } from "../errors.js";
import { mostWorkers } from "../kernels/shared-machine.js";
import { nodeModule } from "../node-module.js";
import { readKeys } from "../options/read-keys.js";
import { isReadable, isRevoked } from "../tensor/intrinsics.js";
import { maySleep } from "./board.js";
import { Pool } from "./pool.js";
import { requireSharedMemory } from "./require-shared-memory.js";
import { Sharing } from "./share.js";
import { Threads } from "./threads.js";

const owner = "startThreads";

/**
 * Number of elements above which two threads are faster than one: docs/threads.md says how it was
 * measured.
 */
const defaultThreshold = 262144;

/** The calling thread, and the workers that a shared memory has room for. */
const mostThreads = 1 + mostWorkers;

export interface ThreadsOptions {
  /**
   * Number of threads that compute, including the calling thread; at most 128. Default: as many as
   * the machine runs at once.
   */
  readonly count?: number | undefined;
  /** Number of elements from which a call uses the pool. Default 262144. */
  readonly threshold?: number | undefined;
  /**
   * The address of the worker's script, `binary-crossentropy/threads/worker`, where it is not found
   * beside the package.
   */
  readonly worker?: string | { readonly href: string } | undefined;
  /**
   * Called with an error for each worker that dies or stops answering. Prints a warning by default.
   */
  readonly onLost?: ((error: Error) => void) | undefined;
}

declare const console: { warn(message: string): void };

interface Environment {
  readonly navigator?: { readonly hardwareConcurrency?: number };
}

let isTaken = false;

/**
 * Starts a pool of threads. There can be one at a time. While it runs, all threads compute the
 * calls of at least `threshold` elements whose arrays, `out` included, lie in a
 * `SharedKernelMemory` or another `SharedArrayBuffer`. Results are the same to the bit. In a page,
 * whose own thread may not wait, only the methods of {@link Threads} use the pool.
 *
 * Workers do not keep a process alive. If one dies, nothing is lost: the calling thread does its
 * part.
 *
 * @param options The number of threads, and the size of calls from which they are used.
 * @returns The pool, once its workers have started.
 * @throws ValueError for a bad option, when a pool is running, and where there is no shared memory.
 * @example
 * ```ts
 * import { BinaryCrossentropy } from "binary-crossentropy";
 * import { SharedKernelMemory, startThreads } from "binary-crossentropy/threads";
 *
 * const threads = await startThreads({ count: 2 });
 * const memory = new SharedKernelMemory({ byteLength: 9e6 + 3 * 64 });
 * const yTrue = memory.uint8(1e6).fill(1);
 * const yPred = memory.float32(1e6);
 * const grad = memory.float32(1e6);
 *
 * const bce = new BinaryCrossentropy({ fromLogits: true });
 * bce(yTrue, yPred); // 0.693
 * bce.valueAndGrad(yTrue, yPred, null, { out: grad }).value; // 0.693
 * await threads.evaluate(bce, yTrue, yPred); // 0.693
 * await threads.stop();
 * ```
 */
export async function startThreads(options: ThreadsOptions = {}): Promise<Threads> {
  const given = readKeys(owner, "options", options, ["count", "threshold", "worker", "onLost"]);
  const count = given.get("count") ?? Math.min(hardwareThreads(), mostThreads);
  if (!Number.isSafeInteger(count) || (count as number) < 1 || (count as number) > mostThreads) {
    refuse(owner, "count", `be an integer in [1, ${mostThreads}]`, show(count));
  }
  const threshold = given.get("threshold") ?? defaultThreshold;
  if (!(typeof threshold === "number" && threshold >= 0))
    refuse(owner, "threshold", "be a number >= 0", show(threshold));
  const worker = given.has("worker") ? addressOf(given.get("worker")) : undefined;
  const onLost = given.get("onLost") ?? ((error: Error) => console.warn(error.message));
  if (typeof onLost !== "function" || isRevoked(onLost))
    refuse(owner, "onLost", "be a function", show(onLost));
  requireSharedMemory(owner);
  if (isTaken)
    refuse(
      owner,
      "the pool before",
      "be stopped first",
      "one that is running",
      "Call stop() on it and await that.",
    );
  isTaken = true;
  const pool = new Pool(count as number, onLost as (error: Error) => void);
  try {
    await pool.start(worker);
  } catch (error) {
    isTaken = false;
    throw error;
  }
  const sharing = new Sharing(pool, threshold);
  if (maySleep()) setExecutor(sharing.sweep);
  return new Threads(pool, sharing, () => {
    isTaken = false;
  });
}

function hardwareThreads(): number {
  const { navigator } = globalThis as Environment;
  const os = nodeModule<{ availableParallelism(): number }>("os");
  return os?.availableParallelism() ?? navigator?.hardwareConcurrency ?? 1;
}

function addressOf(worker: unknown): string {
  const address = isReadable(worker) ? (worker as { href?: unknown }).href : worker;
  if (typeof address === "string") return address;
  refuse(owner, "worker", "be the address of a script, a string or a URL", show(worker));
}
