// The thread that adds up, started by tally-thread.ts.

import { writeSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { TallyMemory } from "../../metrics/tally-memory.js";
import { BlockTallies } from "../block-tallies.js";
import { BlockQueue } from "./queue.js";
import type { Assignment, Outcome } from "./tally-thread.js";

const { options, mostWorst, moments, blockCount, memory, queue } = workerData as Assignment;
const blocks = new BlockQueue(blockCount, queue);
try {
  const found = new BlockTallies(
    options,
    new TallyMemory(options.fromLogits, blockCount, memory),
    mostWorst,
    moments,
  );
  for (const block of blocks.blocks()) {
    if (blocks.expectsMany) found.tallies.expectMany();
    found.add(block);
  }
  const outcome: Outcome = {
    tallies: found.tallies.parts(),
    moments: found.moments.parts(),
    worst: found.worst.rows(),
  };
  parentPort!.postMessage(outcome);
} catch (error) {
  // The other thread receives no messages while it reads.
  writeSync(2, `${error instanceof Error ? error.stack : error}\n`);
  blocks.fail();
  throw error;
}
