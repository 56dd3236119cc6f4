// Scores blocks and adds them up in a thread of its own, while this one reads. Losses do not depend
// on which of the two scores a block.

import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { LossOptions } from "../../loss-options.js";
import { type MomentParts, MomentTallies } from "../../metrics/moment-tallies.js";
import { Tallies, type TalliesParts } from "../../metrics/tallies.js";
import { TallyMemory } from "../../metrics/tally-memory.js";
import type { WorstRow } from "../../metrics/worst-rows.js";
import type { SharedMemory } from "../../wasm/module.js";
import type { MomentsOf } from "../block-tallies.js";
import type { BlockTaker } from "../scorer.js";
import { BlockQueue } from "./queue.js";

/** Number of bytes above which a second thread is worth its start. */
export const usuallyLarge = 8e6;

/** The input of the thread. */
export interface Assignment {
  readonly options: LossOptions;
  readonly mostWorst: number;
  readonly moments: MomentsOf;
  readonly blockCount: number;
  readonly memory: SharedMemory;
  readonly queue: SharedArrayBuffer;
}

/** Its answer at the end; sums and histograms are in the shared memory. */
export interface Outcome {
  readonly tallies: TalliesParts;
  readonly moments: MomentParts;
  readonly worst: readonly WorstRow[];
}

/** Enough blocks that neither thread waits while the other pauses for a moment. */
const blockCount = 16;

export function addInThread(
  options: LossOptions,
  mostWorst: number,
  momentsOf: MomentsOf,
): BlockTaker {
  const memory = new TallyMemory(options.fromLogits, blockCount);
  const queue = new BlockQueue(blockCount);
  const assignment: Assignment = {
    options,
    mostWorst,
    moments: momentsOf,
    blockCount,
    memory: memory.shared,
    queue: queue.buffer,
  };
  const worker = new Worker(new URL("./worker.js", import.meta.url), { workerData: assignment });
  // Listened for from the start, since earlier messages would be lost.
  const outcome = once(worker, "message") as Promise<[Outcome]>;
  outcome.catch(() => undefined);
  let failure: unknown;
  worker.once("error", (error) => {
    failure = error;
    queue.fail();
  });
  worker.unref();
  return {
    memory,
    get isBehind() {
      return queue.length > blockCount / 2;
    },
    expectMany: () => queue.expectMany(),
    take(block) {
      if (!queue.put(block)) throw failure ?? new Error("The thread that adds up does not go on.");
    },
    async finish() {
      queue.end();
      worker.ref();
      const [{ tallies: parts, moments, worst }] = await outcome;
      const tallies = new Tallies(memory);
      tallies.takeOver(parts);
      return { tallies, moments: MomentTallies.from(moments), worst };
    },
    close: () => void worker.terminate(),
  };
}
