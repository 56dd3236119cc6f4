// The workers of a pool: how they start, what becomes of one that dies, and how they stop.

import { startNodeWorker } from "./node.js";
import { startFailure } from "./start-failure.js";
import { startWebWorker } from "./web.js";
import type { WorkerHandle } from "./worker-handle.js";

export interface Member {
  /** From 1. */
  readonly who: number;
  readonly handle: WorkerHandle;
}

declare const setTimeout: (run: () => void, milliseconds: number) => unknown;
declare const clearTimeout: (timer: unknown) => void;

const longestStart = 10_000;

export class Pool {
  readonly members = new Map<number, Member>();
  /** Number of threads that the pool had at first, including the calling thread. */
  readonly count: number;
  /** Number of workers that died or stopped answering. */
  lost = 0;
  /** Called for every worker that has no more to do in the present sweep, or that is lost. */
  onIdle: (member: Member) => void = () => {};
  readonly #onLost: (error: Error) => void;

  constructor(count: number, onLost: (error: Error) => void) {
    this.count = count;
    this.#onLost = onLost;
  }

  /** Starts the workers; when one cannot start, none is left. */
  async start(script: string | undefined): Promise<void> {
    const numbers = Array.from({ length: this.count - 1 }, (_, i) => i + 1);
    try {
      await Promise.all(numbers.map((who) => this.#startOne(who, script)));
    } catch (error) {
      await this.stop();
      throw startFailure(script, error as Error);
    }
  }

  /** Gives a worker up: it takes part in nothing any more, and `onLost` is called. */
  lose(member: Member, cause: Error): void {
    if (!this.members.delete(member.who)) return;
    this.lost++;
    member.handle.terminate();
    this.onIdle(member);
    const left = `${this.members.size + 1} of ${this.count} threads are left`;
    const message = `binary-crossentropy/threads: a worker was lost, ${cause.message}. The calling thread does its part; ${left}.`;
    this.#onLost(Object.assign(new Error(message), { cause }));
  }

  async stop(): Promise<void> {
    const members = [...this.members.values()];
    this.members.clear();
    await Promise.all(members.map(({ handle }) => handle.terminate()));
  }

  #startOne(who: number, script: string | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const handle = startNodeWorker(script) ?? startWebWorker(script);
      const member = { who, handle };
      this.members.set(who, member);
      const timer = setTimeout(
        () => reject(new Error(`no answer in ${longestStart / 1000} s`)),
        longestStart,
      );
      const end = (settle: () => void) => {
        clearTimeout(timer);
        settle();
      };
      let isReady = false;
      handle.listen({
        onMessage: (message) => {
          if (message === "idle") this.onIdle(member);
          // A browser holds back what is sent to a worker until the sender has heard that its
          // script has run, and a thread that computes hears nothing: a worker has started once it
          // has answered.
          if (message === "loaded") handle.post("start");
          if (message !== "ready") return;
          isReady = true;
          handle.unref();
          end(resolve);
        },
        onEnd: (error) => (isReady ? this.lose(member, error) : end(() => reject(error))),
      });
    });
  }
}
