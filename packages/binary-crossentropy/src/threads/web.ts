// Workers in browsers.

import type { WorkerHandle } from "./worker-handle.js";

interface WebWorker {
  postMessage(message: unknown): void;
  terminate(): void;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onerror: ((event: { readonly message?: string; preventDefault(): void }) => void) | null;
}

declare const Worker: new (script: unknown, options: { readonly type: "module" }) => WebWorker;
declare const URL: new (path: string, base: string) => object;

export function startWebWorker(script: string | undefined): WorkerHandle {
  // Bundlers look for the second form, as it stands.
  const worker = script
    ? new Worker(script, { type: "module" })
    : new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
  return {
    post: (message) => worker.postMessage(message),
    terminate: () => worker.terminate(),
    unref() {},
    listen({ onMessage, onEnd }) {
      worker.onmessage = ({ data }) => onMessage(data);
      worker.onerror = (event) => {
        event.preventDefault();
        onEnd(new Error(event.message ?? "its script did not load"));
      };
    },
  };
}
