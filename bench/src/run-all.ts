// All workloads, one after the other, with the processes that each of them needs.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Row } from "./csv.js";
import { createData, writeData } from "./data.js";
import type { Circumstances } from "./device.js";
import { JavaScriptGroups } from "./hosts/javascript.js";
import { PythonPeers } from "./hosts/peers.js";
import type { Options } from "./options.js";
import { fullPatience, quiet, smokePatience, waitForQuiet } from "./quiet.js";
import { referencesOf } from "./reference.js";
import { report } from "./report.js";
import { rowsOf } from "./rows.js";
import { runCell } from "./run-cell.js";
import type { Workload } from "./workloads.js";

/** `say` gets what is found, as it is found. */
export async function runAll(
  options: Options,
  made: Circumstances,
  say: (text: string) => void,
): Promise<Row[]> {
  const { workloads, contenders, limits, smoke, python } = options;
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  // Also where the run is interrupted: there may be hundreds of megabytes in it.
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const inPython = new PythonPeers({ python, contenders });
  const inJavaScript = new JavaScriptGroups({ contenders, keep: smoke });
  const rows: Row[] = [];
  try {
    for (const group of groupBy(workloads, ({ dtype, n }) => `${dtype} ${n}`)) {
      const { dtype, n } = group[0]!;
      const data = createData(dtype, n);
      const filesFor = writeData(folder, data);
      for (const workload of group) {
        const otherLoad = await waitForQuiet(smoke ? smokePatience : fullPatience);
        const hosts = [
          ...inJavaScript.hostsForNext(),
          ...(await inPython.hostsFor(threadsFor(workload, made))),
        ];
        if (rows.length === 0 && inPython.missing.length > 0) {
          say(
            `not found: ${inPython.missing.join(", ")} (bench/setup-peers.sh makes an environment for them)`,
          );
        }
        const files = filesFor(workload.input);
        const reference = referencesOf(workload, data);
        const seats = hosts.map((host) => ({ host, workload, reference, files, only: contenders }));
        const { timings, failed } = await runCell({ seats, limits, folder });
        const added = rowsOf(workload, timings, made, otherLoad);
        rows.push(...added);
        say(report(workload, added));
        if (!smoke && otherLoad >= quiet)
          say(
            `Other programs used ${(100 * otherLoad).toFixed(0)} % of the processor just before.`,
          );
        for (const [name, reason] of Object.entries(failed))
          say(`left out: ${name}, because ${reason}`);
      }
    }
  } finally {
    inJavaScript.close();
    inPython.close();
  }
  return rows;
}

/** All cores in float32; one in float64, to compare one thread with one. */
function threadsFor({ dtype }: Workload, { cores }: Circumstances): number {
  return dtype === "float64" ? 1 : cores;
}

/** Runs of workloads that follow one another and have the same key. */
function groupBy(
  workloads: readonly Workload[],
  keyOf: (workload: Workload) => string,
): Workload[][] {
  const groups: Workload[][] = [];
  for (const workload of workloads) {
    const last = groups.at(-1);
    if (last && keyOf(last[0]!) === keyOf(workload)) last.push(workload);
    else groups.push([workload]);
  }
  return groups;
}
