// The order of groups in every output.

/** Numbers by size, the rest by code unit, what is missing last. */
export function compareValues(a: readonly (string | null)[], b: readonly (string | null)[]): number {
  for (const [i, left] of a.entries()) {
    const right = b[i]!;
    if (left === right) continue;
    if (left === null || right === null) return left === null ? 1 : -1;
    const difference = Number(left) - Number(right);
    if (left.trim() !== "" && right.trim() !== "" && difference !== 0 && !Number.isNaN(difference)) return difference;
    return left < right ? -1 : 1;
  }
  return 0;
}
