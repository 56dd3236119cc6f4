// A short text that differs for different data, so that a checkpoint is not resumed with other data
// than its own.

/** The FNV-1a hash of the bits of at most about 100,000 of the numbers, evenly spread. */
export function fingerprint(...arrays: readonly (Float32Array | Uint8Array)[]): string {
  let hash = 0x811c9dc5;
  for (const array of arrays) {
    const bits =
      array instanceof Float32Array
        ? new Uint32Array(array.buffer, array.byteOffset, array.length)
        : array;
    // Odd, so that it does not stay in a few columns of pictures, whose widths are mostly even.
    const step = Math.floor(bits.length / 100_000) | 1;
    for (let i = 0; i < bits.length; i += step) hash = Math.imul(hash ^ bits[i]!, 0x01000193);
    hash = Math.imul(hash ^ bits.length, 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, "0");
}
