// The numbers of groups, and of clusters, which are parts of groups.

import { GroupIndex } from "../input/group-index.js";
import { mostClusters } from "../metrics/moment-tallies.js";

export interface Indexes {
  readonly groups: GroupIndex | null;
  readonly clusters: GroupIndex | null;
}

/** @param by The columns of groups. @param cluster That of clusters, behind them. */
export function indexesBy(by: readonly string[], cluster: string | undefined): Indexes {
  return {
    groups: by.length > 0 ? new GroupIndex(by) : null,
    clusters:
      cluster === undefined ? null : new GroupIndex([...by, cluster], mostClusters, "--cluster"),
  };
}
