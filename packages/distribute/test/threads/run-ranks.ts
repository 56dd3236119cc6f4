// Runs a script on several ranks in threads of this process, against the package as it is built.

import { Worker } from "node:worker_threads";
// @ts-expect-error: plain JavaScript, since a worker loads it.
import { createSharedMemory } from "./communicator.mjs";

/** What a rank returned, or the error that it threw. */
export interface RankResult {
  readonly value?: unknown;
  readonly error?: string;
}

/**
 * Runs the script's default export, `(strategy, data) => value`, on so many ranks.
 *
 * @returns What each returned or threw, by rank.
 */
export async function runRanks(size: number, script: URL, data?: unknown): Promise<RankResult[]> {
  const memory: unknown = createSharedMemory(size);
  const workers = Array.from(
    { length: size },
    (_, rank) =>
      new Worker(new URL("rank.mjs", import.meta.url), {
        workerData: { memory, rank, script: script.href, data },
      }),
  );
  try {
    return await Promise.all(workers.map(resultOf));
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

function resultOf(worker: Worker): Promise<RankResult> {
  return new Promise((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
    worker.once("exit", (code) => reject(new Error(`a rank exited with code ${code}`)));
  });
}
