// Random numbers that are the same everywhere.

/** Numbers in (0, 1) of Lehmer's sequence: each call of the result gives the next one. */
export function sequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}
