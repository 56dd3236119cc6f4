// Finds the names that a mistyped one most likely means.

/** The number of letters to change, add, remove or swap with their neighbour. */
export function editDistance(a: string, b: string): number {
  let [before, previous]: [number[], number[]] = [
    [],
    Array.from({ length: b.length + 1 }, (_, j) => j),
  ];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(previous[j]! + 1, row[j - 1]! + 1, previous[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, before[j - 2]! + 1);
      row.push(cost);
    }
    [before, previous] = [previous, row];
  }
  return previous[b.length]!;
}

/** Longer names are not compared letter by letter. */
const longest = 100;

/** At most three of the known names, the nearest first. */
export function nearest(name: string, known: readonly string[]): string[] {
  const folded = name.toLowerCase();
  const near = (one: string) => {
    const other = one.toLowerCase();
    if (other.trim() === folded.trim()) return 0;
    if (Math.max(folded.length, other.length) > longest) return Infinity;
    const isPart =
      folded.length > 1 && other.length > 1 && (other.includes(folded) || folded.includes(other));
    const distance = editDistance(folded, other);
    return distance < folded.length && distance <= Math.max(1, Math.ceil(folded.length / 3))
      ? distance
      : isPart
        ? folded.length
        : Infinity;
  };
  const ranked = known
    .map((one) => ({ one, distance: near(one) }))
    .filter(({ distance }) => distance < Infinity);
  return ranked
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ one }) => one);
}
