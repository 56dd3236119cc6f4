// A query that Ctrl-C and a time limit end where it runs.

import { onInterrupt } from "../interrupt.js";

/**
 * What the work gives. After Ctrl-C it never settles: the program ends, and nothing is printed on the way.
 * @param stop Ends the work at the server. @param tooSlow Throws what a user is told.
 */
export function stoppable<T>(work: Promise<T>, stop: () => Promise<void>, seconds: number, tooSlow: () => never): Promise<T> {
  return new Promise((resolve, reject) => {
    let isStopped = false;
    const forget = onInterrupt(async () => {
      isStopped = true;
      clearTimeout(timer);
      await stop().catch(() => undefined);
    });
    const end = (settle: () => void) => {
      clearTimeout(timer);
      forget();
      if (!isStopped) settle();
    };
    const timer = setTimeout(() => {
      isStopped = true;
      forget();
      void stop()
        .catch(() => undefined)
        .then(tooSlow)
        .catch(reject);
    }, seconds * 1000);
    work.then(
      (value) => end(() => resolve(value)),
      (error) => end(() => reject(error)),
    );
  });
}
