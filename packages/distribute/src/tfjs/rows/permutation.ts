// An order of rows that depends on numbers alone: every replica, and every resumed run, gets the
// same one.

/**
 * A generator of 32-bit numbers: Marsaglia, "Xorshift RNGs", Journal of Statistical Software 8
 * (2003), triple 13, 17, 5.
 */
function xorshift(...seeds: readonly number[]): () => number {
  let state = 0x9e3779b9;
  for (const seed of seeds) state = Math.imul(state ^ seed, 0x85ebca6b) ^ (state >>> 15);
  // The generator cannot leave this one state.
  state ||= 1;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  // Similar seeds differ in a few bits, which spread from draw to draw.
  for (let i = 0; i < 16; i++) next();
  return next;
}

/** The numbers below n in the order of the seeds (Fisher and Yates). */
export function permutation(n: number, ...seeds: readonly number[]): Int32Array {
  const random = xorshift(...seeds);
  const order = inOrder(n);
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor((random() * (i + 1)) / 2 ** 32);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

/** The numbers below n. */
export function inOrder(n: number): Int32Array {
  return Int32Array.from({ length: n }, (_, i) => i);
}
