// Times several functions against one another. In each round every one is sampled once, in an order shuffled anew, so
// that whatever else the machine does meets them all alike; tinybench and mitata finish one function before they start
// the next, and then a slow second on the machine becomes a difference between them.

import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

export interface Limits {
  /** How long each function runs before it is timed, so that it is compiled by then. */
  readonly warmUpMs: number;
  /** A sample is as many calls as take at least this long: far above the clock's resolution. */
  readonly sampleMs: number;
  /** Rounds end when the budget is spent, but not before minRounds, and at maxRounds at the latest. */
  readonly budgetMs: number;
  readonly minRounds: number;
  readonly maxRounds: number;
}

export const fullLimits: Limits = { warmUpMs: 250, sampleMs: 2, budgetMs: 4000, minRounds: 7, maxRounds: 200 };
export const smokeLimits: Limits = { warmUpMs: 5, sampleMs: 1, budgetMs: 50, minRounds: 3, maxRounds: 5 };

export interface Measurement {
  /** Nanoseconds per call, for each function one number per round. */
  readonly samples: number[][];
  /** The sum of all that the functions returned: consumed, so that no call can be optimised away. */
  readonly sink: number;
}

export function measure(runs: readonly (() => number)[], limits: Limits): Measurement {
  let sink = 0;
  const time = (run: () => number, calls: number): number => {
    const start = performance.now();
    for (let call = 0; call < calls; call++) sink += run();
    return performance.now() - start;
  };
  const calls = runs.map((run) => callsPerSample(run, time, limits));
  const samples = runs.map((): number[] => []);
  const order = runs.map((_, index) => index);
  const random = xoroshiro128plus(1);
  const end = performance.now() + limits.budgetMs;
  for (let round = 0; round < limits.maxRounds; round++) {
    if (round >= limits.minRounds && performance.now() >= end) break;
    shuffle(order, (bound) => uniformInt(random, 0, bound));
    for (const index of order) samples[index]!.push((time(runs[index]!, calls[index]!) * 1e6) / calls[index]!);
  }
  return { samples, sink };
}

/** Warms up in doubling batches; the last one, when everything is compiled, tells how many calls fill a sample. */
function callsPerSample(run: () => number, time: (run: () => number, calls: number) => number, limits: Limits): number {
  let calls = 1;
  let elapsed = time(run, calls);
  for (let spent = elapsed; spent < limits.warmUpMs || elapsed < limits.sampleMs; spent += elapsed) {
    if (elapsed < limits.sampleMs) calls *= 2;
    elapsed = time(run, calls);
  }
  return Math.max(1, Math.ceil((calls * limits.sampleMs) / elapsed));
}

/** Fisher and Yates; `upTo` draws an integer from 0 to its argument, which it includes. */
function shuffle(order: number[], upTo: (bound: number) => number): void {
  for (let i = order.length - 1; i > 0; i--) {
    const j = upTo(i);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
}
