// The differences of paired rows: their moments by group and by cluster, and how many rows got
// better or worse.

import type { GroupIndex } from "../input/group-index.js";
import type { Block } from "../metrics/block.js";
import { frameOf } from "../metrics/frame.js";
import { MomentTallies } from "../metrics/moment-tallies.js";
import { type Terms, termsOf } from "../score/terms.js";

export class PairedDifferences {
  count = 0;
  better = 0;
  worse = 0;
  readonly #tallies = new MomentTallies();
  /** Weights are added up times 2^−frame; null until there are some. */
  #frame: number | null = null;

  /** Adds the first rows of a block, whose losses are those of B minus those of A. */
  add(block: Block, count: number, isClustered: boolean): void {
    this.#frame ??= frameOf(block.weights, count);
    this.#tallies.add(block, count, this.#frame ?? 0, isClustered);
    this.count += count;
    for (let i = 0; i < count; i++) {
      const d = block.losses[i]!;
      if (d < 0) this.better += 1;
      else if (d > 0) this.worse += 1;
    }
  }

  terms(groups: GroupIndex | null, clusters: GroupIndex | null): Terms {
    return termsOf(this.#tallies, groups, clusters);
  }
}
