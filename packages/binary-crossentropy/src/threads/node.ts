// Workers in Node.

import { nodeModule } from "../node-module.js";
import type { WorkerHandle } from "./worker-handle.js";

interface NodeWorker {
  postMessage(message: unknown): void;
  terminate(): Promise<unknown>;
  unref(): void;
  on(event: "message", listener: (message: unknown) => void): void;
  on(event: "error", listener: (error: Error) => void): void;
  on(event: "exit", listener: (code: number) => void): void;
}

interface WorkerThreads {
  readonly Worker: new (
    script: unknown,
    options: { readonly execArgv: readonly string[] },
  ) => NodeWorker;
}

declare const URL: new (path: string, base?: string) => object;

/** Starts a worker; undefined where this is not Node. */
export function startNodeWorker(script: string | undefined): WorkerHandle | undefined {
  const threads = nodeModule<WorkerThreads>("worker_threads");
  if (!threads) return undefined;
  // Bundlers must not look into this one: `here` hides it from them.
  const here = import.meta.url;
  const address =
    script === undefined
      ? new URL("./worker.js", here)
      : /^\w{2,}:/.test(script)
        ? new URL(script)
        : script;
  // Flags of the process may be none that a worker can have, such as those of a program that was
  // given with --eval.
  const worker = new threads.Worker(address, { execArgv: [] });
  return {
    post: (message) => worker.postMessage(message),
    terminate: () => worker.terminate(),
    unref: () => worker.unref(),
    listen({ onMessage, onEnd }) {
      worker.on("message", onMessage);
      worker.on("error", onEnd);
      worker.on("exit", (code) => onEnd(new Error(`it exited with code ${code}`)));
    },
  };
}
