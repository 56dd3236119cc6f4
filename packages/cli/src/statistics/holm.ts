// Many tests at once: p-values that stay what they say for the whole family of them.

/**
 * Holm's adjusted p-values, in the order of the given ones; null stays null. If no hypothesis is
 * true, the chance that any of them is below α is at most α, however the tests depend on each other.
 * Source: Holm, A simple sequentially rejective multiple test procedure, 1979.
 */
export function holm(values: readonly (number | null)[]): (number | null)[] {
  const tests = values.flatMap((p, index) => (p === null ? [] : [{ p, index }]));
  tests.sort((a, b) => a.p - b.p);
  const adjusted: (number | null)[] = values.map(() => null);
  let most = 0;
  for (const [i, { p, index }] of tests.entries()) {
    most = Math.max(most, Math.min(1, (tests.length - i) * p));
    adjusted[index] = most;
  }
  return adjusted;
}
