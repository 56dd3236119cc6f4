// A worker that answers a page, and ends with it.

import { onBeforeUnmount } from "vue";

export interface Asked<Question, Answer> {
  /** Asks a new worker, in place of the one before; `take` may be called many times. */
  ask(question: Question, take: (answer: Answer) => void): void;
  /** Ends the worker: no answer comes any more. */
  stop(): void;
}

/**
 * @param start makes a worker
 * @param failed the answer of a worker that breaks or does not start
 */
export function useWorker<Question, Answer>(
  start: () => Worker,
  failed: (message: string) => Answer,
): Asked<Question, Answer> {
  let worker: Worker | undefined;

  function stop(): void {
    worker?.terminate();
    worker = undefined;
  }

  function ask(question: Question, take: (answer: Answer) => void): void {
    stop();
    const own = start();
    worker = own;
    own.onmessage = ({ data }: MessageEvent<Answer>) => {
      if (worker === own) take(data);
    };
    own.onerror = ({ message }) => {
      if (worker === own) take(failed(message || "The worker did not start."));
    };
    own.postMessage(question);
  }

  onBeforeUnmount(stop);
  return { ask, stop };
}
