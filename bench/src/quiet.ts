// Whether the machine has nothing else to do. Thread pools that wait for one another by spinning,
// PyTorch's for one, become ten times slower when another program takes one of the cores now and
// then.

import { cpus } from "node:os";
import { setTimeout as pause } from "node:timers/promises";

export interface Patience {
  /** How long to look. */
  readonly lookMs: number;
  /** How long to wait for others to finish. */
  readonly mostMs: number;
}

export const fullPatience: Patience = { lookMs: 300, mostMs: 20_000 };
/** There are hundreds of roads, and their ratios bear a busy moment better than their times do. */
export const roadPatience: Patience = { lookMs: 100, mostMs: 1000 };
export const smokePatience: Patience = { lookMs: 20, mostMs: 0 };

/** Less than this is what an idle system does. */
export const quiet = 0.1;

export interface Times {
  readonly busy: number;
  readonly all: number;
}

/**
 * Waits for a quiet moment while there is patience, and gives the share of all cores that was in
 * use in the end.
 */
export async function waitForQuiet(
  { lookMs, mostMs }: Patience,
  read: () => Times = readTimes,
): Promise<number> {
  for (let waited = 0; ; waited += lookMs) {
    const before = read();
    await pause(lookMs);
    const after = read();
    const share =
      after.all > before.all ? (after.busy - before.busy) / (after.all - before.all) : 0;
    if (share < quiet || waited >= mostMs) return share;
  }
}

function readTimes(): Times {
  let [busy, all] = [0, 0];
  for (const { times } of cpus()) {
    const used = times.user + times.nice + times.sys + times.irq;
    busy += used;
    all += used + times.idle;
  }
  return { busy, all };
}
