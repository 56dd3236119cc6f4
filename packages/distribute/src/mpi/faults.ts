// How a rank ends. One that fails says so, with its number, and ends the others, which would wait
// for it for ever; one that ends well waits for the others to end, and leaves MPI.

import { nodeModule } from "binary-crossentropy/internal";
import type { MpiCommunicator } from "./communicator.js";

interface Process {
  on(event: "exit", listener: (code: number) => void): void;
  on(event: "uncaughtExceptionMonitor", listener: (error: unknown) => void): void;
}

interface FileSystem {
  writeSync(file: number, text: string): void;
}

const standardError = 2;

/** A launcher that is told to end the job drops what it has not yet passed on. */
const passOnMs = 200;

/**
 * Writes lines to the standard error output, and waits until the launcher will have read them: what
 * comes next is the end.
 */
export function say(...messages: readonly string[]): void {
  try {
    const lines = messages.map((message) => `binary-crossentropy-distribute: ${message}\n`);
    nodeModule<FileSystem>("fs")!.writeSync(standardError, lines.join(""));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, passOnMs);
  } catch {
    // Nobody reads it any more.
  }
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
