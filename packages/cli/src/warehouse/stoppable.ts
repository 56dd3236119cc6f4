// Work at a server that Ctrl-C and a time limit end in any case: a server that does not stop when it
// is asked to is cut off.

import { setTimeout as delay } from "node:timers/promises";
import { onInterrupt } from "../interrupt.js";

/** Milliseconds within which a server has to stop when it is asked to. */
export const patience = 1500;

export interface Ending {
  /** Asks the server to end the work. It may fail, and may never be done. */
  stop?(): Promise<void>;
  /** Lets go of every connection, at once and without a word from the other side. */
  cut(): void;
}

/** The result of the work, if it comes in time. */
export function inTime(work: Promise<unknown>, milliseconds: number): Promise<unknown> {
  const isOver = new AbortController();
  const limit = delay(milliseconds, undefined, { signal: isOver.signal }).catch(() => undefined);
  return Promise.race([work.catch(() => undefined), limit]).finally(() => isOver.abort());
}

/**
 * What the work gives. After Ctrl-C it never settles: the program ends, and nothing is printed on
 * the way.
 * @param tooSlow Throws what a user is told.
 */
export function stoppable<T>(
  work: Promise<T>,
  ending: Ending,
  milliseconds: number,
  tooSlow: () => never,
): Promise<T> {
  return new Promise((resolve, reject) => {
    let isStopped = false;
    const stop = async () => {
      isStopped = true;
      clearTimeout(timer);
      if (ending.stop !== undefined) await inTime(ending.stop(), patience);
      ending.cut();
    };
    const forget = onInterrupt(stop);
    const timer = setTimeout(() => {
      forget();
      void stop().then(tooSlow).catch(reject);
    }, milliseconds);
    const end = (settle: () => void) => {
      clearTimeout(timer);
      forget();
      if (!isStopped) settle();
    };
    work.then(
      (value) => end(() => resolve(value)),
      (error) => end(() => reject(error)),
    );
  });
}
