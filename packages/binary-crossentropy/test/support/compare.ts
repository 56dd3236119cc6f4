// Comparisons, element by element, before any reduction: NaN equals NaN, infinities equal
// themselves, and neither is ever within a tolerance of anything else.

/**
 * How far values may be apart: relative to the expected one, but no less than `floor`, for all or
 * for each.
 */
export interface Tolerance {
  readonly relative: number;
  readonly floor: number | readonly number[];
}

/**
 * The first element that differs by more than the tolerance, as a sentence; empty when there is
 * none.
 */
export function difference(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: Tolerance,
): string {
  if (actual.length !== expected.length)
    return `length ${actual.length} instead of ${expected.length}`;
  for (let i = 0; i < actual.length; i++) {
    const [a, e] = [actual[i]!, expected[i]!];
    if (Object.is(a, e) || a === e) continue;
    const floor = typeof tolerance.floor === "number" ? tolerance.floor : tolerance.floor[i]!;
    const allowed = Math.max(tolerance.relative * Math.abs(e), floor);
    if (!(Math.abs(a - e) <= allowed) || !Number.isFinite(e)) return `${a} instead of ${e} at ${i}`;
  }
  return "";
}

/** The distance between neighbouring numbers of the precision at x. */
export function ulp(x: number, dtype: "float32" | "float64"): number {
  const [bits, smallest] = dtype === "float32" ? [23, 2 ** -149] : [52, 2 ** -1074];
  const magnitude = Math.abs(x);
  if (magnitude === 0) return smallest;
  let exponent = Math.floor(Math.log2(magnitude));
  // log2 rounds: next to a power of two it may be off by one.
  if (2 ** exponent > magnitude) exponent--;
  else if (2 ** (exponent + 1) <= magnitude) exponent++;
  return Math.max(2 ** (exponent - bits), smallest);
}
