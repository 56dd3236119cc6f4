// Handles signals: stops what runs elsewhere for the program, then ends it.

import { exitCodes } from "./errors.js";

const stops = new Set<() => Promise<void>>();

/** Milliseconds to wait for that. */
const patience = 3000;

/** @returns A function to call once there is nothing left to stop. */
export function onInterrupt(stop: () => Promise<void>): () => void {
  stops.add(stop);
  return () => void stops.delete(stop);
}

const codes = {
  SIGINT: exitCodes.interrupted,
  SIGTERM: exitCodes.terminated,
  SIGHUP: exitCodes.hungUp,
};

/** Ends the program on a signal, with the exit code of that signal; on a second one at once. */
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
