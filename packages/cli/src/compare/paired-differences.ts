// The differences of paired rows: their moments by group and by cluster, and how many rows got
// better or worse.

import type { GroupIndex } from "../input/group-index.js";
import { blockAlone } from "../metrics/block.js";
import { frameOf } from "../metrics/frame.js";
import { MomentTallies } from "../metrics/moment-tallies.js";
import { type Terms, termsOf } from "../score/terms.js";
import type { Pairs } from "./paired-rows.js";

export class PairedDifferences {
  count = 0;
  better = 0;
  worse = 0;
  readonly #tallies = new MomentTallies();
  readonly #block = blockAlone(false).block;
  /** Weights are added up times 2^−frame; null until there are some. */
  #frame: number | null = null;

  /** @param differences The loss of B minus that of A in each row. */
  add({ count, weights, groups, clusters }: Pairs, differences: Float64Array): void {
    const block = this.#block;
    if (weights === null) block.weights.fill(1, 0, count);
    else block.weights.set(weights.subarray(0, count));
    if (groups !== null) block.groups.set(groups.subarray(0, count));
    if (clusters !== null) block.clusters.set(clusters.subarray(0, count));
    block.losses.set(differences);
    this.#frame ??= frameOf(block.weights, count);
    this.#tallies.add(block, count, this.#frame ?? 0, clusters !== null);
    this.count += count;
    for (const d of differences) {
      if (d < 0) this.better += 1;
      else if (d > 0) this.worse += 1;
    }
  }

  terms(groups: GroupIndex | null, clusters: GroupIndex | null): Terms {
    return termsOf(this.#tallies, groups, clusters);
  }
}
