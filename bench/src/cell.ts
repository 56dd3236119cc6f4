// One workload, in a process of its own: what else has run would otherwise decide how well a contender is compiled.
// The parent sends a Job and gets an Outcome.

import { check } from "./check.js";
import type { Prepared } from "./contenders/contender.js";
import { contenders } from "./contenders/index.js";
import { BenchError } from "./errors.js";
import { type Limits, measure } from "./measure.js";
import type { Reference } from "./reference.js";
import { createData, type Workload } from "./workloads.js";

export interface Job {
  readonly workload: Workload;
  readonly reference: Reference;
  readonly limits: Limits;
}

/** Nanoseconds per call, a number for each round. */
export interface Timing {
  readonly contender: string;
  readonly samples: readonly number[];
}

export type Outcome = { readonly timings: readonly Timing[]; readonly sink: number } | { readonly error: string };

async function runJob({ workload, reference, limits }: Job): Promise<Outcome> {
  const data = createData(workload);
  const entrants: { name: string; prepared: Prepared }[] = [];
  for (const { name, prepare } of contenders) {
    const prepared = await prepare(workload, data);
    if (prepared) entrants.push({ name, prepared });
  }
  for (const { name, prepared } of entrants) check(name, prepared, reference);
  const runs = entrants.map(({ prepared }) => prepared.run);
  const { samples, sink } = measure(runs, limits);
  return { timings: entrants.map(({ name }, index) => ({ contender: name, samples: samples[index]! })), sink };
}

// The parent disconnects once it has read the outcome, and that ends this process: its listener keeps it alive till then.
process.on("message", async (job: Job) => {
  const outcome = await runJob(job).catch((error: unknown): Outcome => {
    if (error instanceof BenchError) return { error: error.message };
    throw error;
  });
  process.send!(outcome);
});
