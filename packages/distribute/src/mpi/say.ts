// What a process says of itself before it ends.

import { nodeModule } from "binary-crossentropy/internal";

interface FileSystem {
  writeSync(file: number, text: string): void;
}

const standardError = 2;

/** A launcher that is told to end the job drops what it has not yet passed on. */
const passOnMs = 200;

/**
 * Writes lines to the standard error output, and waits until the launcher will have read them,
 * since the end of the job comes next.
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
