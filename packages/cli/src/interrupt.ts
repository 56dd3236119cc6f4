// Signals that end the program: what runs elsewhere for it is stopped there first.

import { exitCodes } from "./errors.js";

const stops = new Set<() => Promise<void>>();

/** Milliseconds that stopping may take. */
const patience = 3000;

/** @returns What to call when there is nothing left to stop. */
export function onInterrupt(stop: () => Promise<void>): () => void {
  stops.add(stop);
  return () => void stops.delete(stop);
}

const codes = {
  SIGINT: exitCodes.interrupted,
  SIGTERM: exitCodes.terminated,
  SIGHUP: exitCodes.hungUp,
};

/** Ends the program at a signal with its code; at the second one without waiting. */
export function listenForSignals(): void {
  let isEnding = false;
  for (const [signal, code] of Object.entries(codes)) {
    const end = () => process.exit(code);
    process.on(signal, () => {
      if (isEnding || stops.size === 0) end();
      isEnding = true;
      setTimeout(end, patience);
      void Promise.allSettled([...stops].map((stop) => stop())).then(end);
    });
  }
}
