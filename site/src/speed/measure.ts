// How long a call takes: the median of what fits into a second.

import { dataOf, worstError } from "./data.js";
import type { ContenderName } from "./names.js";
import { prepare } from "./prepare.js";

export interface Measured {
  readonly milliseconds: number;
  readonly rounds: number;
  readonly kernel: string;
  /** Of the gradient's worst element, in units in the last place of float32. */
  readonly error: number;
}

/** How long a contender warms up, and how long it is measured, in milliseconds. */
const [warmUp, budget] = [300, 1_000];

export async function measure(name: ContenderName, count: number): Promise<Measured> {
  const data = dataOf(count);
  const { run, gradient, kernel } = await prepare(name, data);
  const begin = performance.now();
  do await run();
  while (performance.now() - begin < warmUp);
  const times: number[] = [];
  const start = performance.now();
  while (times.length < 3 || performance.now() - start < budget) {
    const before = performance.now();
    await run();
    times.push(performance.now() - before);
  }
  times.sort((a, b) => a - b);
  const milliseconds = times[times.length >> 1]!;
  return { milliseconds, rounds: times.length, kernel, error: worstError(data, await gradient()) };
}
