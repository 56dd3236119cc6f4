// The one way in which a replica fails while the others wait for it. It keeps what it threw until
// the next message, as an Attempt; the message, or a gather, tells the others that there is a
// failure, and then all of them throw. Errors that are not caught here end the process, and with it
// the job: see ../../mpi/end-with-process.ts.

import { refuse, ValueError } from "binary-crossentropy/internal";
import type { Strategy } from "../../strategy.js";

/** What was thrown; it may be anything, undefined too. */
export interface Failure {
  readonly error: unknown;
}

/** Runs what may fail on one replica alone. Nothing more is run after a failure. */
export class Attempt {
  failure: Failure | undefined;

  run<T>(fn: () => T): T | undefined {
    if (this.failure) return undefined;
    try {
      return fn();
    } catch (error) {
      this.failure = { error };
      return undefined;
    }
  }

  async runAsync<T>(fn: () => Promise<T>): Promise<T | undefined> {
    if (this.failure) return undefined;
    try {
      return await fn();
    } catch (error) {
      this.failure = { error };
      return undefined;
    }
  }
}

/**
 * To be called on every replica once all of them know that at least one has failed.
 *
 * @param what What should have ended without an error, for the message.
 * @throws On replicas that failed, what they threw; on the others a ValueError that names the first
 * of them and its error.
 */
export function failTogether(
  owner: string,
  strategy: Strategy,
  what: string,
  failure: Failure | undefined,
): never {
  const messages = gatherMessages(strategy, failure);
  if (failure) throw failure.error;
  const replica = messages.findIndex((message) => message !== null);
  return refuse(
    owner,
    what,
    "end without an error on every replica",
    `one on replica ${replica}: ${messages[replica]}`,
  );
}

/**
 * Has replica 0 run something while the others wait for it.
 *
 * @returns What the function returned on replica 0; undefined on the others.
 * @throws On replica 0 what the function threw; on the others a ValueError with the same message.
 */
export async function runOnFirst<T>(
  strategy: Strategy,
  fn: () => Promise<T>,
): Promise<T | undefined> {
  const attempt = new Attempt();
  const isFirst = strategy.replicaIdInSyncGroup === 0;
  const result = isFirst ? await attempt.runAsync(fn) : undefined;
  const [message] = gatherMessages(strategy, attempt.failure);
  if (attempt.failure) throw attempt.failure.error;
  if (message !== null) throw new ValueError(message!);
  return result;
}

/** What each replica threw, by replica; null where it threw nothing. */
function gatherMessages(strategy: Strategy, failure: Failure | undefined): (string | null)[] {
  return strategy.gather(failure ? messageOf(failure.error) : null, "errors");
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
