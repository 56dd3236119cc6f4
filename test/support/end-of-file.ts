// What the tests of a file share is closed at their end, also where one process runs many files.

import { afterAll } from "vitest";

const closings: (() => void)[] = [];

/** Closes something when the tests of the file that runs now have ended. */
export function atEndOfFile(close: () => void): void {
  closings.push(close);
}

/** For the set-up of each file: a module that several files import is evaluated once only. */
export function closeAtEndOfFile(): void {
  afterAll(() => {
    for (const close of closings.splice(0)) close();
  });
}
