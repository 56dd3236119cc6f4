// Engines count the memory of ordinary buffers, to know when it is time to collect those that
// nobody holds any more; that of shared ones they do not. A program that makes and drops many would
// keep them all.

/** The most that is counted for one: it is enough to have the engine look. */
const largest = 2 ** 26;

/**
 * Something to be held as long as a shared memory of so many bytes, so that the engine counts as
 * many for it. Pages that nobody touches take up addresses and no memory.
 */
export function countedAs(bytes: number): object {
  try {
    return new ArrayBuffer(Math.min(bytes, largest));
  } catch {
    // Where there are no more to be had the engine has just collected what it could.
    return {};
  }
}
