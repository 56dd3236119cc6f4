// A worker as seen by the thread that started it, the same in Node and in browsers.

export interface WorkerHandle {
  post(message: unknown): void;
  terminate(): unknown;
  /** Lets the process end while the worker runs. */
  unref(): void;
  /** `onEnd` may be called several times, or, in browsers, never. */
  listen(listeners: { onMessage(message: unknown): void; onEnd(error: Error): void }): void;
}
