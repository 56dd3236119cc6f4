// Joining the other processes. MPI waits for all of them, and for ever where one is gone: while this thread waits, a
// worker looks whether they are still there.

import { nodeModule } from "../../node-module.js";
import type { Mpi } from "./functions.js";
import type { Launcher } from "./launcher.js";

/** What the worker is told. */
export interface Watch {
  readonly launcher: Launcher;
  readonly timeoutSeconds: number;
}

interface NodeWorker {
  once(event: "message", listener: () => void): void;
  once(event: "error", listener: (error: Error) => void): void;
  terminate(): Promise<unknown>;
}

interface WorkerThreads {
  readonly Worker: new (script: object, options: { readonly workerData: Watch; readonly execArgv: readonly string[] }) => NodeWorker;
}

declare const URL: new (path: string, base: string) => object;

/** Resolves once every process has joined. The worker ends this process where one of them cannot come any more. */
export async function join(mpi: Mpi, launcher: Launcher | undefined, timeoutSeconds: number): Promise<void> {
  if (launcher === undefined || launcher.size === 1) return mpi.init();
  const { Worker } = nodeModule<WorkerThreads>("worker_threads")!;
  const worker = new Worker(new URL("./watcher.js", import.meta.url), { workerData: { launcher, timeoutSeconds }, execArgv: [] });
  await new Promise<void>((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
  });
  try {
    mpi.init();
  } finally {
    await worker.terminate();
  }
}
