// Where browsers keep memory from being shared, that is said.

import { refuse } from "../errors.js";

interface Environment {
  readonly crossOriginIsolated?: boolean;
  readonly SharedArrayBuffer?: unknown;
}

/** @throws ValueError where there is no shared memory. */
export function requireSharedMemory(owner: string): void {
  const { SharedArrayBuffer: shared, crossOriginIsolated } = globalThis as Environment;
  if (shared !== undefined && crossOriginIsolated !== false) return;
  const headers = "Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp";
  refuse(owner, "the page", "be cross-origin isolated", "one that is not", `Serve it with the headers ${headers}.`);
}
