// Engines count the memory of ordinary buffers to know when to collect unused ones. They do not
// count shared memory, so a program that makes and drops many shared memories would keep them all.

/**
 * The most bytes that are counted for one memory: enough to make the engine look for unused ones.
 */
const largest = 2 ** 26;

/**
 * An object to hold as long as a shared memory of that many bytes, so that the engine counts them.
 * Pages that nobody touches take up addresses and no memory.
 */
export function countedAs(bytes: number): object {
  try {
    return new ArrayBuffer(Math.min(bytes, largest));
  } catch {
    // If there is no memory left, the engine has just collected what it could.
    return {};
  }
}
