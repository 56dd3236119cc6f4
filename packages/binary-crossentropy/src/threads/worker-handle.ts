// A worker as the thread sees it that started it, the same in Node and in browsers.

export interface WorkerHandle {
  post(message: unknown): void;
  terminate(): unknown;
  /** Lets the process end although the worker is there. */
  unref(): void;
  /** `onEnd` may be called several times, or, in browsers, never. */
  listen(listeners: { onMessage(message: unknown): void; onEnd(error: Error): void }): void;
}
