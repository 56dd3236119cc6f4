// Ctrl-C: what runs elsewhere for this program is stopped there before the program ends.

import { exitCodes } from "./errors.js";

const stops = new Set<() => Promise<void>>();

/** Milliseconds that stopping may take. */
const patience = 3000;

/** @returns What to call when there is nothing left to stop. */
export function onInterrupt(stop: () => Promise<void>): () => void {
  stops.add(stop);
  return () => void stops.delete(stop);
}

/** Ends the program at Ctrl-C; at the second one without waiting. */
export function listenForInterrupt(): void {
  const end = () => process.exit(exitCodes.interrupted);
  process.once("SIGINT", () => {
    process.once("SIGINT", end);
    if (stops.size === 0) end();
    setTimeout(end, patience);
    void Promise.allSettled([...stops].map((stop) => stop())).then(end);
  });
}
