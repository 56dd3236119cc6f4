// How much memory a call takes beside what it is given and what it gives, in a process of its own.

import type { DataFiles } from "../data.js";
import { JavaScriptGroups } from "../hosts/javascript.js";
import { prepareMessage } from "../hosts/protocol.js";
import type { RoadWorkload } from "../workloads.js";
import type { Case } from "./cases.js";

export interface MemoryRow {
  readonly variant: string;
  readonly road: string;
  readonly n: number;
  readonly bytes: number;
}

/** Enough for all code to be loaded and compiled, on data of a twentieth of the length. */
const warmUpCalls = 60;
const smaller = 20;

/** Nothing where the system does not say what a process takes. */
export async function measureMemory(
  { variant, road }: Case,
  workload: RoadWorkload,
  files: DataFiles,
): Promise<MemoryRow[]> {
  const groups = new JavaScriptGroups({ contenders: [variant.contender], keep: false });
  const host = groups.hostsForNext()[0]!;
  const contender = variant.contender;
  const columns = workload.road?.columns ?? 1;
  const fewer = Math.max(columns, columns * Math.floor(workload.n / columns / smaller));
  try {
    await host.prepare(prepareMessage({ ...workload, n: fewer }, files, [contender]));
    await host.sample({ do: "sample", contender, calls: warmUpCalls });
    await host.prepare(prepareMessage(workload, files, [contender]));
    const { bytes } = await host.weigh({ do: "weigh", contender });
    if (bytes === null) return [];
    return [{ variant: variant.name, road: road.name, n: workload.n, bytes }];
  } finally {
    groups.close();
  }
}
