// How a rank ends with its process. A rank that fails says so, with its number, and ends the
// others, which would wait for it for ever. A rank that ends well waits for the others to end, and
// leaves MPI. The watchers of the other ranks find a process that cannot do even that: see
// watcher.ts.

import { nodeModule } from "binary-crossentropy/internal";
import type { MpiCommunicator } from "./communicator.js";
import { say } from "./say.js";

interface Process {
  on(event: "exit", listener: (code: number) => void): void;
  on(event: "uncaughtExceptionMonitor", listener: (error: unknown) => void): void;
}

/** Ends the job together with this process. */
export function endWithProcess(communicator: MpiCommunicator): void {
  const process = nodeModule<Process>("process")!;
  const who = `replica ${communicator.rank} of ${communicator.size}`;
  let thrown: { readonly error: unknown } | undefined;
  process.on("uncaughtExceptionMonitor", (error) => {
    thrown = { error };
  });
  process.on("exit", (code) => {
    if (code !== 0) {
      say(
        thrown
          ? `${who} failed: ${describe(thrown.error)}`
          : `${who} ended with exit code ${code}.`,
      );
      communicator.abort(code);
    }
    try {
      communicator.end();
    } catch (error) {
      say(`${who} ended while others did not: ${(error as Error).message}`);
      communicator.abort(1);
    }
  });
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? String(error)) : String(error);
}
