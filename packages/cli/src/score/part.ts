// What one process finds in its share of the files, as plain data, and how several parts are
// merged.

import type { Source } from "../input/batch.js";
import type { GroupIndex } from "../input/group-index.js";
import { compareScaled } from "../metrics/odd-row.js";
import type { Tallies, TalliesState } from "../metrics/tallies.js";
import { costOf, type WorstRow } from "../metrics/worst-rows.js";
import type { BadRow } from "./bad-rows.js";
import type { WorstRowResult } from "./result.js";
import type { Sourced } from "./sourced.js";

/** A row of a file, which has a number. */
export type WorstRowOfFile = Sourced<WorstRowResult> & { readonly row: number };

export interface Part {
  readonly tallies: TalliesState;
  /** The values of each group, in the order of the tallies. */
  readonly groups: readonly (readonly (string | null)[])[];
  readonly worst: readonly WorstRowOfFile[];
  readonly bad: { readonly count: number; readonly listed: readonly Sourced<BadRow>[] };
}

/** Adds the tallies of other parts to those of the first one. */
export function mergeTallies(
  first: Tallies,
  groups: GroupIndex | null,
  others: readonly Part[],
): void {
  for (const { tallies, groups: values } of others) {
    first.merge(tallies, (group) => groups?.numberOf(values[group]!) ?? 0);
  }
}

/** The worst rows of all parts; of two that cost the same, the one that came first. */
export function mergeWorst(parts: readonly Part[], most: number): WorstRowResult[] {
  return parts
    .flatMap(({ worst }) => worst)
    .sort((a, b) => compareScaled(costOf(b), costOf(a)) || a.source - b.source || a.row - b.row)
    .slice(0, most)
    .map(({ source: _, ...row }) => row);
}

/** The bad rows of all parts, in the order of the files. */
export function mergeBad(
  parts: readonly Part[],
  most: number,
): { count: number; listed: BadRow[] } {
  const listed = parts.flatMap(({ bad }) => bad.listed).sort((a, b) => a.source - b.source);
  return {
    count: parts.reduce((sum, { bad }) => sum + bad.count, 0),
    listed: listed.slice(0, most).map(({ source: _, ...row }) => row),
  };
}

/** The worst rows of a process, with the lines that they begin on. */
export async function findWorst(
  rows: readonly WorstRow[],
  sources: ReadonlyMap<number, Source>,
): Promise<WorstRowOfFile[]> {
  const lines = new Map<number, readonly (number | null)[] | null>();
  for (const [index, source] of sources) {
    const wanted = rows.filter((row) => row.source === index).map(({ row }) => row);
    if (wanted.length > 0) lines.set(index, await source.linesOf(wanted));
  }
  const next = new Map<number, number>();
  return rows.map(({ source, row, label, prediction, weight, loss }) => {
    const at = next.get(source) ?? 0;
    next.set(source, at + 1);
    return {
      source,
      file: sources.get(source)!.name,
      row,
      line: lines.get(source)?.[at] ?? null,
      label,
      prediction,
      weight,
      loss,
    };
  });
}
