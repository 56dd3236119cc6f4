// Says where memory cannot be shared, and what would help.

import { refuse } from "../errors.js";

interface Environment {
  readonly crossOriginIsolated?: boolean;
  readonly SharedArrayBuffer?: unknown;
  readonly Atomics?: unknown;
}

/** @throws ValueError where there is no shared memory. */
export function requireSharedMemory(owner: string): void {
  const {
    SharedArrayBuffer: shared,
    Atomics: atomics,
    crossOriginIsolated,
  } = globalThis as Environment;
  if (crossOriginIsolated === false) {
    const headers =
      "Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp";
    refuse(
      owner,
      "the page",
      "be cross-origin isolated",
      "one that is not",
      `Serve it with the headers ${headers}.`,
    );
  }
  const missing =
    shared === undefined ? "SharedArrayBuffer" : atomics === undefined ? "Atomics" : null;
  if (missing === null) return;
  refuse(
    owner,
    "the platform",
    "have SharedArrayBuffer and Atomics",
    `none of ${missing}`,
    "Calls work without threads.",
  );
}
