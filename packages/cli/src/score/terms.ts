// The moments of all rows, of each group and of the rest: of rows or, with clusters, of the sums over
// clusters.

import type { GroupIndex } from "../input/group-index.js";
import { add, type Exact, exponentOf, subtract, toNumber, zero } from "../metrics/exact.js";
import type { MeanError } from "../metrics/mean-error.js";
import {
  addMoments,
  type ClusterSums,
  type MomentSums,
  momentsOfCluster,
  noMoments,
  subtractMoments,
} from "../metrics/moment-sums.js";
import type { MomentTallies } from "../metrics/moment-tallies.js";

/** The moments of all rows, and of each group. */
export interface Terms {
  readonly total: MomentSums;
  of(group: number): MomentSums;
  /** Those of all rows but the group's, and the covariance of both means. */
  rest(group: number): { moments: MomentSums; covariance(own: MeanError, rest: MeanError): number };
}

/** @param clusters Their last value is that of the cluster, behind those of its group. */
export function termsOf(
  moments: MomentTallies,
  groups: GroupIndex | null,
  clusters: GroupIndex | null,
): Terms {
  return clusters === null
    ? rowTerms(Array.from({ length: moments.size }, (_, group) => moments.group(group)))
    : ofClusters(moments, groups, clusters);
}

/** @param groups The moments of the rows of each. */
export function rowTerms(groups: readonly MomentSums[]): Terms {
  const total = groups.reduce(addMoments, noMoments);
  const of = (group: number) => groups[group] ?? noMoments;
  return {
    total,
    of,
    rest: (group) => ({ moments: subtractMoments(total, of(group)), covariance: () => 0 }),
  };
}

/** A cluster's rows in a group, and in all groups. */
interface Shared {
  readonly own: ClusterSums;
  readonly cluster: string;
}

function ofClusters(
  moments: MomentTallies,
  groups: GroupIndex | null,
  clusters: GroupIndex,
): Terms {
  const all = new Map<string, ClusterSums>();
  const byGroup: Shared[][] = [];
  for (let index = 0; index < moments.clusters; index++) {
    const own = moments.cluster(index);
    if (own.w.m === 0n) continue;
    const values = clusters.valuesOf(index);
    const group = groups?.numberOf(values.slice(0, -1)) ?? 0;
    const cluster = JSON.stringify(values.at(-1));
    byGroup[group] ??= [];
    byGroup[group].push({ own, cluster });
    const { w, u } = all.get(cluster) ?? { w: zero, u: zero };
    all.set(cluster, { w: add(w, own.w), u: add(u, own.u) });
  }
  const beyond = Array.from({ length: moments.size }, (_, group) => moments.group(group).isBeyond);
  const isBeyond = beyond.includes(true);
  const sum = (terms: Iterable<ClusterSums>) => {
    let found = noMoments;
    for (const term of terms) found = addMoments(found, momentsOfCluster(term));
    return found;
  };
  const total = { ...sum(all.values()), isBeyond };
  const of = (group: number): MomentSums => ({
    ...sum((byGroup[group] ?? []).map(({ own }) => own)),
    isBeyond: beyond[group] ?? false,
  });
  return {
    total,
    of,
    rest(group) {
      const shared = (byGroup[group] ?? []).map(({ own, cluster }) => {
        const whole = all.get(cluster)!;
        return { own, whole, rest: { w: subtract(whole.w, own.w), u: subtract(whole.u, own.u) } };
      });
      const without = subtractMoments(total, sum(shared.map(({ whole }) => whole)));
      const others = shared.filter(({ rest }) => rest.w.m !== 0n);
      const left = addMoments(without, sum(others.map(({ rest }) => rest)));
      return {
        moments: { ...left, isBeyond: beyond.some((is, i) => is && i !== group) },
        covariance: (own, rest) => covarianceOf(others, of(group), left, own, rest),
      };
    },
  };
}

/** Of the means of a group and of the rest: the sum over clusters with rows in both. */
function covarianceOf(
  shared: readonly { readonly own: ClusterSums; readonly rest: ClusterSums }[],
  group: MomentSums,
  others: MomentSums,
  { mean: a }: MeanError,
  { mean: b }: MeanError,
): number {
  const unit = exponentOf(add(group.sums.w, others.sums.w));
  const of = (x: Exact) => toNumber(x, unit);
  const weights = of(group.sums.w) * of(others.sums.w);
  return shared.reduce(
    (sum, { own, rest }) =>
      sum + ((of(own.u) - a * of(own.w)) * (of(rest.u) - b * of(rest.w))) / weights,
    0,
  );
}
