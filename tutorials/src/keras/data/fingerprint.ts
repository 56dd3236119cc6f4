// A short text that differs for different data, so that a checkpoint is not taken up with others
// than it was made with.

/** FNV-1a over the bits of at most about 100,000 of the numbers, evenly spread. */
export function fingerprint(...arrays: readonly (Float32Array | Uint8Array)[]): string {
  let hash = 0x811c9dc5;
  for (const array of arrays) {
    const bits =
      array instanceof Float32Array
        ? new Uint32Array(array.buffer, array.byteOffset, array.length)
        : array;
    // Odd, so that no row length keeps it in one column.
    const step = Math.floor(bits.length / 100_000) | 1;
    for (let i = 0; i < bits.length; i += step) hash = Math.imul(hash ^ bits[i]!, 0x01000193);
    hash = Math.imul(hash ^ bits.length, 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, "0");
}
