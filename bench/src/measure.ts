// Times several contenders against one another. In each round every one is sampled once, in an
// order shuffled anew, so that whatever else the machine does meets them all alike; tinybench and
// mitata finish one function before they start the next, and then a slow second on the machine
// becomes a difference between them.

import { setTimeout as pause } from "node:timers/promises";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import type { Sampled } from "./hosts/protocol.js";

export interface Limits {
  /** How long each contender runs before it is timed, so that it is compiled by then. */
  readonly warmUpMs: number;
  /** A sample is as many calls as take at least this long: far above the clock's resolution. */
  readonly sampleMs: number;
  /** A contender leaves the rounds when it has used up its budget, but not before `minRounds`. */
  readonly budgetMs: number;
  readonly minRounds: number;
  readonly maxRounds: number;
  /**
   * Instead of minRounds, for a contender whose single call takes longer than slowMs; one where it
   * takes ten times that.
   */
  readonly slowRounds: number;
  readonly slowMs: number;
}

export const fullLimits: Limits = {
  warmUpMs: 100,
  sampleMs: 10,
  budgetMs: 200,
  minRounds: 5,
  maxRounds: 50,
  slowRounds: 3,
  slowMs: 500,
};
/** There are hundreds of roads. */
export const roadLimits: Limits = {
  ...fullLimits,
  warmUpMs: 50,
  sampleMs: 8,
  budgetMs: 70,
  slowMs: 60,
};
export const smokeLimits: Limits = {
  ...fullLimits,
  warmUpMs: 1,
  sampleMs: 0.5,
  budgetMs: 5,
  minRounds: 3,
  maxRounds: 5,
};

export interface Measured {
  /** Calls it so many times. */
  sample(calls: number): Promise<Sampled>;
  /** Of the one call that it has had already. */
  readonly firstMs: number;
}

/** A run that is measured in this process: its first call is made here. */
export function timed(run: () => number): Measured {
  let sink = 0;
  const time = (calls: number) => {
    const start = process.hrtime.bigint();
    for (let i = 0; i < calls; i++) sink += run();
    return Number(process.hrtime.bigint() - start);
  };
  return { firstMs: time(1) / 1e6, sample: async (calls) => ({ ns: time(calls), sink }) };
}

/**
 * Thread pools of the frameworks spin for a while after a call, and would take the next contender's
 * cores.
 */
const settleMs = 2;
/** Below this, what the others have left in the caches would show in a sample's first call. */
const refreshMs = 100;

/**
 * Nanoseconds per call: for each contender one number for each round that it took part in, which
 * are the first ones.
 */
export async function measure(
  contenders: readonly Measured[],
  limits: Limits,
): Promise<number[][]> {
  const entrants: Entrant[] = [];
  for (const contender of contenders)
    entrants.push({ ...contender, ...(await warmUp(contender, limits)), samples: [], spentMs: 0 });
  const random = xoroshiro128plus(1);
  for (let round = 0; round < limits.maxRounds; round++) {
    const taking = entrants.filter((entrant) => goesOn(entrant, limits));
    if (taking.length === 0) break;
    shuffle(taking, (bound) => uniformInt(random, 0, bound));
    for (const entrant of taking) await takeSample(entrant);
  }
  return entrants.map(({ samples }) => samples);
}

interface Entrant extends Measured {
  readonly calls: number;
  callMs: number;
  readonly samples: number[];
  spentMs: number;
}

async function takeSample(entrant: Entrant): Promise<void> {
  await pause(settleMs);
  if (entrant.callMs < refreshMs) await entrant.sample(1);
  const { ns } = await entrant.sample(entrant.calls);
  entrant.samples.push(ns / entrant.calls);
  entrant.callMs = ns / 1e6 / entrant.calls;
  entrant.spentMs += ns / 1e6;
}

function goesOn(
  { samples, spentMs, callMs }: Entrant,
  { budgetMs, minRounds, slowRounds, slowMs }: Limits,
): boolean {
  const least = callMs > 10 * slowMs ? 1 : callMs > slowMs ? slowRounds : minRounds;
  return spentMs < budgetMs || samples.length < least;
}

/**
 * In doubling batches; the last one, when everything is compiled, tells how many calls fill a
 * sample.
 */
async function warmUp(
  { sample, firstMs }: Measured,
  limits: Limits,
): Promise<Pick<Entrant, "calls" | "callMs">> {
  // So long that it was compiled on the way.
  if (firstMs > Math.max(limits.warmUpMs, limits.sampleMs)) return { calls: 1, callMs: firstMs };
  let calls = 1;
  let elapsed = (await sample(calls)).ns / 1e6;
  for (
    let spent = elapsed;
    spent < limits.warmUpMs || elapsed < limits.sampleMs;
    spent += elapsed
  ) {
    if (elapsed < limits.sampleMs) calls *= 2;
    elapsed = (await sample(calls)).ns / 1e6;
  }
  return {
    calls: Math.max(1, Math.ceil((calls * limits.sampleMs) / elapsed)),
    callMs: elapsed / calls,
  };
}

/** Fisher and Yates; `upTo` draws an integer from 0 to its argument, which it includes. */
function shuffle<T>(order: T[], upTo: (bound: number) => number): void {
  for (let i = order.length - 1; i > 0; i--) {
    const j = upTo(i);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
}
