// The differences of rows, added up over clusters of rows that belong together.

import { blockAlone } from "../metrics/block.js";
import { frameOf } from "../metrics/frame.js";
import {
  addMoments,
  type MomentSums,
  momentsOfCluster,
  noMoments,
} from "../metrics/moment-sums.js";
import { MomentTallies } from "../metrics/moment-tallies.js";
import type { Pairs } from "./pairs.js";

export class ClusterDifferences {
  readonly #tallies = new MomentTallies();
  readonly #block = blockAlone(false).block;
  /** Weights are added up times 2^−frame; null until there are some. */
  #frame: number | null = null;

  /** @param a The losses of A. @param b Those of B. */
  add({ count, weights, clusters }: Pairs, a: Float64Array, b: Float64Array): void {
    const block = this.#block;
    if (weights === null) block.weights.fill(1, 0, count);
    else block.weights.set(weights);
    block.clusters.set(clusters!);
    for (let i = 0; i < count; i++) block.losses[i] = b[i]! - a[i]!;
    this.#frame ??= frameOf(block.weights, count);
    this.#tallies.add(block, count, this.#frame ?? 0, true);
  }

  moments(): MomentSums {
    let sums = noMoments;
    for (let cluster = 0; cluster < this.#tallies.clusters; cluster++)
      sums = addMoments(sums, momentsOfCluster(this.#tallies.cluster(cluster)));
    return sums;
  }
}
