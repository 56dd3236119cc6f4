// What one process finds in its share of the files, as plain data, and how several parts are
// merged.

import type { Place, Source } from "../input/batch.js";
import type { GroupIndex } from "../input/group-index.js";
import type { ClusterSums, MomentSums } from "../metrics/moment-sums.js";
import type { MomentTallies } from "../metrics/moment-tallies.js";
import { compareScaled } from "../metrics/odd-row.js";
import type { Tallies, TalliesState } from "../metrics/tallies.js";
import { costOf, type WorstRow } from "../metrics/worst-rows.js";
import type { BadRow } from "./bad-rows.js";
import type { ColumnLook } from "./column-look.js";
import type { Joined } from "./join/result.js";
import type { LikelyCluster } from "./likely-cluster.js";
import type { WorstRowResult } from "./result.js";
import type { Sourced } from "./sourced.js";

/** A row of a file, which has a number. */
export type WorstRowOfFile = Sourced<WorstRowResult> & {
  readonly row: number;
  /** Its place in the source, which may be of several files. */
  readonly place: number;
};

export interface Part {
  readonly tallies: TalliesState;
  /** The values of each group, in the order of the tallies. */
  readonly groups: readonly (readonly (string | null)[])[];
  readonly moments: MomentPart;
  readonly worst: readonly WorstRowOfFile[];
  readonly bad: { readonly count: number; readonly listed: readonly Sourced<BadRow>[] };
  /** What was found of how its files are written. */
  readonly notes: readonly string[];
  /** The column that likely tells which rows belong together, in the process that looked for it. */
  readonly likely: LikelyCluster | null;
  readonly look: ColumnLook;
  /** What found no partner, in the process that joined. */
  readonly joined: Joined | null;
}

/** The names of all that a part holds. */
const fields = Object.keys({
  tallies: true,
  groups: true,
  moments: true,
  worst: true,
  bad: true,
  notes: true,
  likely: true,
  look: true,
  joined: true,
} satisfies Readonly<Record<keyof Part, true>>);

/** How what another build found differs from a part, in words; null if it does not. */
export function unlikePart(found: object | undefined): string | null {
  const names = Object.keys(found ?? {});
  const missing = fields.filter((name) => !names.includes(name));
  const unknown = names.filter((name) => !fields.includes(name));
  if (missing.length > 0) return `one without ${missing.join(", ")}`;
  return unknown.length > 0 ? `one with ${unknown.join(", ")} as well` : null;
}

/** The moments of each group, and the sums of each cluster with the values that it is known by. */
export interface MomentPart {
  readonly groups: readonly MomentSums[];
  readonly clusters: readonly ClusterSums[];
  readonly values: readonly (readonly (string | null)[])[];
}

/** What the sums of a process are for others. */
type SumsPart = Pick<Part, "tallies" | "groups" | "moments">;

export const noSumsPart: SumsPart = {
  tallies: { groups: [], costs: new Map(), frame: null, isMany: false },
  groups: [],
  moments: { groups: [], clusters: [], values: [] },
};

export function sumsPart({ tallies, moments, groups, clusters }: PartSums): SumsPart {
  const state = tallies.state();
  return {
    tallies: state,
    groups: groups === null ? [] : state.groups.map((_, group) => groups.valuesOf(group)),
    moments: momentPart(moments, clusters),
  };
}

function momentPart(moments: MomentTallies, clusters: GroupIndex | null): MomentPart {
  const each = <T>(length: number, of: (index: number) => T) =>
    Array.from({ length }, (_, index) => of(index));
  return {
    groups: each(moments.size, (group) => moments.group(group)),
    clusters: each(moments.clusters, (cluster) => moments.cluster(cluster)),
    values: clusters === null ? [] : each(moments.clusters, (index) => clusters.valuesOf(index)),
  };
}

/** What parts add up to, with the groups and clusters as the sums number them. */
export interface PartSums {
  readonly tallies: Tallies;
  readonly moments: MomentTallies;
  readonly groups: GroupIndex | null;
  readonly clusters: GroupIndex | null;
}

/** Adds other parts to the sums. */
export function mergeSums(
  { tallies, moments, groups, clusters }: PartSums,
  others: readonly Part[],
): void {
  for (const part of others) {
    const groupOf = (group: number) => groups?.numberOf(part.groups[group]!) ?? 0;
    tallies.merge(part.tallies, groupOf);
    moments.merge(part.moments.groups, groupOf, part.moments.clusters, (cluster) =>
      clusters!.numberOf(part.moments.values[cluster]!),
    );
  }
}

/** The worst rows of all parts; of two that cost the same, the one that came first. */
export function mergeWorst(parts: readonly Part[], most: number): WorstRowResult[] {
  return parts
    .flatMap(({ worst }) => worst)
    .sort((a, b) => compareScaled(costOf(b), costOf(a)) || a.source - b.source || a.place - b.place)
    .slice(0, most)
    .map(({ source: _, place: __, ...row }) => row);
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

async function placesOf(source: Source, rows: readonly number[]): Promise<readonly Place[]> {
  if (source.placesOf !== undefined) return source.placesOf(rows);
  const lines = await source.linesOf(rows);
  return rows.map((row, i) => ({ file: source.name, row, line: lines?.[i] ?? null }));
}

/**
 * The worst rows of a process, with the lines that they begin on.
 *
 * @param show Columns of which they have the values as well.
 */
export async function findWorst(
  rows: readonly WorstRow[],
  sources: ReadonlyMap<number, Source>,
  show: readonly string[],
): Promise<WorstRowOfFile[]> {
  const places = new Map<number, readonly Place[]>();
  const shown = new Map<number, ReadonlyMap<number, readonly (string | null)[]>>();
  for (const [index, source] of sources) {
    const wanted = rows.filter((row) => row.source === index).map(({ row }) => row);
    if (wanted.length === 0) continue;
    places.set(index, await placesOf(source, wanted));
    if (show.length > 0) shown.set(index, await textsOf(source, wanted, show));
  }
  const next = new Map<number, number>();
  return rows.map(({ source, row: place, label, prediction, weight, loss }) => {
    const at = next.get(source) ?? 0;
    next.set(source, at + 1);
    const texts = shown.get(source)?.get(place);
    return {
      source,
      place,
      ...places.get(source)![at]!,
      label,
      prediction,
      weight,
      loss,
      ...(texts && { shown: texts }),
    };
  });
}

/** By the number of the row. */
async function textsOf(source: Source, rows: readonly number[], show: readonly string[]) {
  const sorted = [...new Set(rows)].sort((a, b) => a - b);
  const texts = (await source.textsOf?.(sorted, show)) ?? [];
  return new Map(sorted.map((row, i) => [row, texts[i] ?? show.map(() => null)]));
}
