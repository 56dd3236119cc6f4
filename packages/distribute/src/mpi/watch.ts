// Starts the watcher of a job. MPI waits for all processes, for ever if one is gone or stopped, so
// a worker checks that they are still there while this thread waits.

import { nodeModule } from "binary-crossentropy/internal";
import type { Launcher } from "./launcher.js";
import type { Introduction } from "./peers.js";
import type { Pulse } from "./pulse.js";
import type { Whereabouts } from "./roll-call.js";

/** What the worker is told when it starts. */
export interface WatchSettings {
  readonly launcher: Launcher | undefined;
  readonly timeoutSeconds: number;
  readonly memory: SharedArrayBuffer;
}

/** What the worker is told once the ranks know one another. */
export interface Company {
  readonly rank: number;
  readonly peers: readonly Introduction[];
}

interface NodeWorker {
  once(event: "message", listener: (whereabouts: Whereabouts | undefined) => void): void;
  once(event: "error", listener: (error: Error) => void): void;
  postMessage(company: Company): void;
  unref(): void;
}

interface WorkerThreads {
  readonly Worker: new (
    script: object,
    options: { readonly workerData: WatchSettings; readonly execArgv: readonly string[] },
  ) => NodeWorker;
}

declare const URL: new (path: string, base: string) => object;

export class Watch {
  readonly #worker: NodeWorker;
  /** Where the workers of other ranks can ask this one. */
  readonly whereabouts: Whereabouts | undefined;

  private constructor(worker: NodeWorker, whereabouts: Whereabouts | undefined) {
    this.#worker = worker;
    this.whereabouts = whereabouts;
  }

  /** Starts to watch. The worker lives as long as the process, and does not keep it alive. */
  static async start(
    pulse: Pulse,
    launcher: Launcher | undefined,
    timeoutSeconds: number,
  ): Promise<Watch> {
    const { Worker } = nodeModule<WorkerThreads>("worker_threads")!;
    const workerData = { launcher, timeoutSeconds, memory: pulse.memory };
    const worker = new Worker(new URL("./watcher.js", import.meta.url), {
      workerData,
      execArgv: [],
    });
    const whereabouts = await new Promise<Whereabouts | undefined>((resolve, reject) => {
      worker.once("message", resolve);
      worker.once("error", reject);
    });
    worker.unref();
    return new Watch(worker, whereabouts);
  }

  /** Tells the worker who the others are. */
  meet(company: Company): void {
    this.#worker.postMessage(company);
  }
}
