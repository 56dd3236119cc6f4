// The moments of the rows of each group, and Σ w and Σ w L of each cluster, a block of rows at a
// time: the module adds them up in a memory of their own, and odd rows are added here.

import {
  firstAddress,
  instantiate,
  type ModuleExports,
  type SharedMemory,
} from "../wasm/module.js";
import { clusterBytes, momentColumns, onesBytes, othersBytes } from "../wasm/numbers.js";
import { type Block, blockSize } from "./block.js";
import { add, type Exact, exact, zero } from "./exact.js";
import {
  addMoments,
  type ClusterSums,
  type MomentSums,
  momentNames,
  momentsOfOnes,
  momentsOfRow,
  noMoments,
} from "./moment-sums.js";
import { product } from "./odd-row.js";
import { mostGroups } from "./tally-memory.js";
import { chunksFor, Room, WindowRecords } from "./window-records.js";

/** So many clusters fit into the memory. */
export const mostClusters = 8_000_000;

/** So many rows have room in the words of a window. */
const mostRows = 2 ** 29;

/** The state of the moments, for a thread that shares their memory. */
export interface MomentParts {
  readonly memory: SharedMemory;
  readonly end: number;
  readonly frame: number;
  readonly size: number;
  readonly clusters: number;
  readonly odd: ReadonlyMap<number, MomentSums>;
  readonly oddClusters: ReadonlyMap<number, ClusterSums>;
}

/** By how much the frame of weights scales each sum. */
const powers = momentNames.map((name) => name.length);

export class MomentTallies {
  readonly #exports: ModuleExports;
  readonly #room: Room;
  readonly #columns: {
    readonly losses: Float64Array;
    readonly weights: Float64Array;
    readonly numbers: Int32Array;
    readonly odd: Uint32Array;
    readonly scratch: number;
  };
  readonly #ones: WindowRecords;
  readonly #others: WindowRecords;
  readonly #clusterRecords: WindowRecords;
  #odd = new Map<number, MomentSums>();
  #oddClusters = new Map<number, ClusterSums>();
  #frame = 0;
  #rows = 0;
  /** One more than the highest number of a group, and of a cluster. */
  size = 0;
  clusters = 0;

  /** @param shared The memory of another thread. By default a new one. */
  constructor(shared?: SharedMemory) {
    let end = firstAddress;
    const place = (bytes: number) => {
      const start = end;
      end += Math.ceil(bytes / 64) * 64;
      return start;
    };
    const columns = [place(8 * blockSize), place(8 * blockSize)] as const;
    const numbers = [place(4 * blockSize), place(4 * blockSize)] as const;
    const scratch = place(8 * momentColumns * (blockSize + 1));
    const tables = [mostGroups, mostGroups, mostClusters].map((most) => place(4 * chunksFor(most)));
    const { exports, memory } = instantiate(end, shared);
    const { buffer } = memory;
    this.#exports = exports;
    this.#room = new Room(memory, end);
    this.#columns = {
      losses: new Float64Array(buffer, columns[0], blockSize),
      weights: new Float64Array(buffer, columns[1], blockSize),
      numbers: new Int32Array(buffer, numbers[0], blockSize),
      odd: new Uint32Array(buffer, numbers[1], blockSize),
      scratch,
    };
    this.#ones = new WindowRecords(this.#room, tables[0]!, mostGroups, onesBytes);
    this.#others = new WindowRecords(this.#room, tables[1]!, mostGroups, othersBytes);
    this.#clusterRecords = new WindowRecords(this.#room, tables[2]!, mostClusters, clusterBytes);
  }

  /**
   * Adds the first rows of a block.
   *
   * @param frame Weights are added up times 2^−frame: the same for all blocks with weights.
   */
  add(block: Block, count: number, frame: number, isClustered: boolean): void {
    this.#frame = frame;
    this.#rows += count;
    if (this.#rows > mostRows) this.#carry(count);
    const { losses, weights, numbers } = this.#columns;
    losses.set(block.losses.subarray(0, count));
    weights.set(block.weights.subarray(0, count));
    numbers.set(block.groups.subarray(0, count));
    const half = Math.trunc(frame / 2);
    const factors = [2 ** -half, 2 ** (half - frame)] as const;
    this.#addGroups(block, count, factors);
    if (isClustered) {
      numbers.set(block.clusters.subarray(0, count));
      this.#addClusters(block, count, factors);
    }
  }

  #addGroups({ losses, weights, groups }: Block, count: number, factors: Factors): void {
    const columns = this.#columns;
    const highest = this.#exports.highestGroup(count, columns.numbers.byteOffset);
    this.size = Math.max(this.size, highest + 1);
    this.#ones.require(highest);
    if (weights.subarray(0, count).some((w) => w !== 1)) this.#others.require(highest);
    const odd = this.#exports.addMoments(
      count,
      columns.losses.byteOffset,
      columns.weights.byteOffset,
      columns.numbers.byteOffset,
      this.#ones.chunks,
      this.#others.chunks,
      columns.odd.byteOffset,
      columns.scratch,
      ...factors,
    );
    for (const i of columns.odd.subarray(0, odd)) {
      const group = groups[i]!;
      const own = this.#odd.get(group) ?? noMoments;
      this.#odd.set(group, addMoments(own, momentsOfRow(weights[i]!, losses[i]!)));
    }
  }

  #addClusters({ losses, weights, clusters }: Block, count: number, factors: Factors): void {
    const columns = this.#columns;
    const highest = this.#exports.highestGroup(count, columns.numbers.byteOffset);
    this.clusters = Math.max(this.clusters, highest + 1);
    this.#clusterRecords.require(highest);
    const odd = this.#exports.addClusters(
      count,
      columns.losses.byteOffset,
      columns.weights.byteOffset,
      columns.numbers.byteOffset,
      this.#clusterRecords.chunks,
      columns.odd.byteOffset,
      ...factors,
    );
    for (const i of columns.odd.subarray(0, odd)) {
      // A loss that is not finite leaves its group without an interval.
      if (!Number.isFinite(losses[i]!)) continue;
      this.#addOddCluster(clusters[i]!, {
        w: exact(weights[i]!),
        u: product(weights[i]!, losses[i]!),
      });
    }
  }

  #addOddCluster(cluster: number, sums: ClusterSums): void {
    const { w, u } = this.#oddClusters.get(cluster) ?? { w: zero, u: zero };
    this.#oddClusters.set(cluster, { w: add(w, sums.w), u: add(u, sums.u) });
  }

  /** Makes room for more rows: what the windows hold goes to the exact numbers here. */
  #carry(count: number): void {
    this.#rows = count;
    for (let group = 0; group < this.size; group++) {
      this.#odd.set(group, this.group(group));
      this.#ones.clear(group);
      this.#others.clear(group);
    }
    for (let cluster = 0; cluster < this.clusters; cluster++) {
      this.#oddClusters.set(cluster, this.cluster(cluster));
      this.#clusterRecords.clear(cluster);
    }
  }

  group(group: number): MomentSums {
    const ones = this.#ones.read(group, [0, 0, 0]);
    const others = this.#others.read(
      group,
      powers.map((power) => power * this.#frame),
    );
    let sums = this.#odd.get(group) ?? noMoments;
    if (ones !== null) {
      const [u, uu, uuu] = ones.sums as [Exact, Exact, Exact];
      sums = addMoments(momentsOfOnes(ones.n, u, uu, uuu), sums);
    }
    if (others === null) return sums;
    const named = Object.fromEntries(momentNames.map((name, i) => [name, others.sums[i]!]));
    const own = { n: others.n, isBeyond: false, sums: named as MomentSums["sums"] };
    return addMoments(own, sums);
  }

  cluster(cluster: number): ClusterSums {
    const odd = this.#oddClusters.get(cluster) ?? { w: zero, u: zero };
    const record = this.#clusterRecords.read(cluster, [this.#frame, this.#frame]);
    if (record === null) return odd;
    const [w, u] = record.sums as [Exact, Exact];
    return { w: add(w, odd.w), u: add(u, odd.u) };
  }

  /** Adds the moments of another process, whose groups and clusters have other numbers here. */
  merge(
    groups: readonly MomentSums[],
    groupOf: (group: number) => number,
    clusters: readonly ClusterSums[],
    clusterOf: (cluster: number) => number,
  ): void {
    for (const [index, sums] of groups.entries()) {
      const group = groupOf(index);
      this.size = Math.max(this.size, group + 1);
      this.#odd.set(group, addMoments(this.#odd.get(group) ?? noMoments, sums));
    }
    for (const [index, sums] of clusters.entries()) {
      const cluster = clusterOf(index);
      this.clusters = Math.max(this.clusters, cluster + 1);
      this.#addOddCluster(cluster, sums);
    }
  }

  parts(): MomentParts {
    return {
      memory: this.#room.memory,
      end: this.#room.end,
      frame: this.#frame,
      size: this.size,
      clusters: this.clusters,
      odd: this.#odd,
      oddClusters: this.#oddClusters,
    };
  }

  /** Continues the moments of another thread, in its memory. */
  static from({
    memory,
    end,
    frame,
    size,
    clusters,
    odd,
    oddClusters,
  }: MomentParts): MomentTallies {
    const own = new MomentTallies(memory);
    own.#room.end = end;
    own.#frame = frame;
    own.size = size;
    own.clusters = clusters;
    own.#odd = new Map(odd);
    own.#oddClusters = new Map(oddClusters);
    return own;
  }
}

type Factors = readonly [number, number];
