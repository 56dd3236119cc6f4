// Waits for the other ranks without blocking, by asking again and again whether an operation has
// ended: at first at once, then after sleeps, so that a rank that waits for long leaves its core to
// the others.

import type { HasEnded } from "./functions.js";

declare const performance: { now(): number };

const spinMs = 1;
const longestSleepMs = 1;

/**
 * Memory to sleep on. Made when a rank first waits, since a page without shared memory may import
 * this file.
 */
let nothing: Int32Array | undefined;

/** Returns once the operation has ended. */
export function waitFor(hasEnded: HasEnded): void {
  if (hasEnded()) return;
  nothing ??= new Int32Array(new SharedArrayBuffer(4));
  const start = performance.now();
  while (!hasEnded()) {
    const waited = performance.now() - start;
    if (waited >= spinMs) Atomics.wait(nothing, 0, 0, Math.min(longestSleepMs, waited / 8));
  }
}
