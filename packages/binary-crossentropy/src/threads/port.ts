// How a worker hears from the thread that started it.

import { nodeModule } from "../node-module.js";

export interface Port {
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  postMessage(message: unknown): void;
}

export const port: Port =
  nodeModule<{ readonly parentPort: Port }>("worker_threads")?.parentPort ??
  (globalThis as unknown as Port);
