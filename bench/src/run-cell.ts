// Runs a workload in a process of its own and turns its timings into rows.

import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Job, Outcome, Timing } from "./cell.js";
import type { Row } from "./csv.js";
import type { Circumstances } from "./device.js";
import { BenchError } from "./errors.js";
import type { Limits } from "./measure.js";
import { handWrittenName } from "./names.js";
import { referenceOf } from "./reference.js";
import { spreadOf } from "./statistics.js";
import { createData, type Workload } from "./workloads.js";

export async function runCell(workload: Workload, limits: Limits, made: Circumstances): Promise<Row[]> {
  const reference = referenceOf(workload, createData(workload));
  const outcome = await runInChild({ workload, reference, limits });
  if ("error" in outcome) throw new BenchError(outcome.error);
  return rowsOf(workload, outcome.timings, made);
}

async function runInChild(job: Job): Promise<Outcome> {
  const child = fork(fileURLToPath(new URL("./cell.ts", import.meta.url)), { serialization: "advanced" });
  const exit = once(child, "exit");
  const message = once(child, "message");
  child.send(job);
  // The code is null where a signal ended the process, as where memory ran out.
  const failed = exit.then(([code, signal]) => {
    throw new BenchError(`the process that measures ended with ${code ?? signal}.`);
  });
  const [outcome] = (await Promise.race([message, failed])) as [Outcome];
  child.disconnect();
  await exit;
  return outcome;
}

export function rowsOf(workload: Workload, timings: readonly Timing[], made: Circumstances): Row[] {
  const base = timings.find(({ contender }) => contender === handWrittenName)!;
  return timings.map(({ contender, samples }) => {
    const time = spreadOf(samples);
    // Round by round: what slows a whole round down leaves its ratio alone.
    const ratio = spreadOf(samples.map((sample, round) => sample / base.samples[round]!));
    return {
      ...made,
      contender,
      ...workload,
      samples: samples.length,
      median_ns: time.median,
      p20_ns: time.p20,
      p80_ns: time.p80,
      elements_per_second: (workload.n / time.median) * 1e9,
      time_ratio: ratio.median,
      time_ratio_p20: ratio.p20,
      time_ratio_p80: ratio.p80,
    };
  });
}
