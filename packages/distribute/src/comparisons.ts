// Values of all replicas, compared: whether they are the same, which replica differs, and how the
// difference reads in a message. Every replica compares the same values, so that all of them throw
// or none does.

import { refuse } from "binary-crossentropy/internal";
/** @throws ValueError where the values, by replica, are not all the same. It says who has what. */
export function expectSame(
  owner: string,
  argument: string,
  values: readonly string[],
  expected = "be the same on every replica",
): void {
  if (replicaThatDiffers(values) >= 0) refuse(owner, argument, expected, whoHasWhat(values));
}

/**
 * Compares lines of text, such as the description of a model, by replica.
 *
 * @throws ValueError that names the first replica that differs from most, and the first line in
 * which it does.
 */
export function expectSameLines(
  owner: string,
  argument: string,
  lines: readonly (readonly string[])[],
): void {
  const texts = lines.map((list) => list.join("\n"));
  const usual = mostCommon(texts);
  const replica = texts.findIndex((text) => text !== usual);
  if (replica < 0) return;
  const other = texts.indexOf(usual);
  const [received, expected] = firstDifference(lines[replica]!, lines[other]!);
  refuse(
    owner,
    argument,
    "be the same on every replica",
    `${received} on replica ${replica}, where replica ${other} has ${expected}`,
  );
}

/** The first replica whose value is not that of replica 0; -1 where there is none. */
export function replicaThatDiffers(values: ArrayLike<unknown>): number {
  return Array.from(values).findIndex((value) => value !== values[0]);
}

/** The first line in which two lists differ, from each; "nothing more" from one that has ended. */
export function firstDifference(a: readonly string[], b: readonly string[]): [string, string] {
  const longer = Math.max(a.length, b.length);
  for (let i = 0; i < longer; i++)
    if (a[i] !== b[i]) return [a[i] ?? "nothing more", b[i] ?? "nothing more"];
  return ["the same", "the same"];
}

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

/** The most common text; of several that are equally common, the earliest. */
function mostCommon(texts: readonly string[]): string {
  const counts = texts.map((text) => texts.filter((other) => other === text).length);
  return texts[counts.indexOf(Math.max(...counts))]!;
}
