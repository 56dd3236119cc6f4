// Replicas that differ: who has what, in one phrase.

/** `X on replicas 0, 2 and Y on replica 1`: each value once, with the replicas that have it. */
export function whoHasWhat(values: readonly string[]): string {
  const holders = new Map<string, number[]>();
  values.forEach((value, replica) => {
    holders.set(value, [...(holders.get(value) ?? []), replica]);
  });
  const parts = [...holders].map(
    ([value, replicas]) =>
      `${value} on replica${replicas.length > 1 ? "s" : ""} ${listOf(replicas)}`,
  );
  return parts.join(" and ");
}

const longestList = 8;

function listOf(replicas: readonly number[]): string {
  const shown = replicas.slice(0, longestList).join(", ");
  return replicas.length > longestList
    ? `${shown} and ${replicas.length - longestList} more`
    : shown;
}
