// All roads, one after the other: this package on the road, what the road is held against, the loop
// written by hand and the frameworks, in turns.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createData, type Data, writeData } from "../data.js";
import type { Circumstances } from "../device.js";
import { JavaScriptGroups } from "../hosts/javascript.js";
import { PythonPeers } from "../hosts/peers.js";
import { type Host, sideBySide } from "../hosts/protocol.js";
import type { Limits } from "../measure.js";
import { baseName, handWrittenName, kernelMemoryName, packageName } from "../names.js";
import { roadPatience, smokePatience, waitForQuiet } from "../quiet.js";
import { type Formula, type Reference, referencesOf } from "../reference.js";
import { runCell, type Seat } from "../run-cell.js";
import type { Dtype, RoadWorkload } from "../workloads.js";
import { baseOf, type Case, titleOf, workloadOf } from "./cases.js";
import { type MemoryRow, measureMemory } from "./measure-memory.js";
import { reportRoad } from "./report-road.js";
import { type RoadRow, roadRowsOf } from "./road-rows.js";
import { isMain } from "./variants.js";

export interface RoadsOptions {
  readonly smoke: boolean;
  readonly cases: readonly Case[];
  /** The only contenders wanted beside this package; null for all. */
  readonly contenders: readonly string[] | null;
  readonly python: string;
  readonly limits: Limits;
}

export interface RoadsMeasured {
  readonly rows: readonly RoadRow[];
  readonly memory: readonly MemoryRow[];
}

/** `say` gets what is found, as it is found. */
export async function runRoads(
  options: RoadsOptions,
  made: Circumstances,
  say: (text: string) => void,
): Promise<RoadsMeasured> {
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const hosts = new RoadHosts(options, made.cores);
  const shared = new SharedData(folder);
  const rows: RoadRow[] = [];
  const memory: MemoryRow[] = [];
  try {
    for (const each of options.cases) {
      const { variant, road, sizes } = each;
      const perSeat = await hosts.next(each);
      if (rows.length === 0 && hosts.missing.length > 0)
        say(
          `not found: ${hosts.missing.join(", ")} (bench/setup-peers.sh makes an environment for them)`,
        );
      for (const n of sizes) {
        const otherLoad = await waitForQuiet(options.smoke ? smokePatience : roadPatience);
        const workload = workloadOf(variant, road, n);
        const seats = perSeat.flatMap(({ host, of, ...seat }): Seat[] => {
          const own = of === baseName ? baseOf(each, n, made.cores) : workload;
          return own ? [{ host, workload: own, ...shared.for(own, n), ...seat }] : [];
        });
        const { timings, failed } = await runCell({ seats, limits: options.limits, folder });
        const added = roadRowsOf({ variant, road, n }, timings, otherLoad);
        rows.push(...added);
        say(reportRoad(titleOf(variant, road, n), added));
        for (const [name, reason] of Object.entries(failed))
          say(`left out: ${name}, because ${reason}`);
        if (isMain(variant) && (!options.smoke || memory.length === 0))
          memory.push(...(await measureMemory(each, workload, shared.for(workload, n).files)));
      }
    }
  } finally {
    hosts.close();
  }
  return { rows, memory };
}

/** A host with what it is asked to run. */
interface HostSeat {
  readonly host: Host;
  readonly only: readonly string[] | null;
  readonly of: "road" | typeof baseName;
  readonly name?: string;
}

/** The processes of a road. Those in Python stay from road to road, for they start slowly. */
class RoadHosts {
  readonly #options: RoadsOptions;
  readonly #cores: number;
  readonly #own = new Map<string, JavaScriptGroups>();
  readonly #peers: PythonPeers;

  constructor(options: RoadsOptions, cores: number) {
    this.#options = options;
    this.#cores = cores;
    this.#peers = new PythonPeers(options);
  }

  get missing(): readonly string[] {
    return this.#peers.missing;
  }

  async next({ variant, road }: Case): Promise<HostSeat[]> {
    const { contenders } = this.#options;
    const { contender, against, peers } = variant;
    const seats: HostSeat[] = [
      { host: this.#hostOf(contender, "road"), only: [contender], of: "road", name: packageName },
    ];
    if (against === "processes") {
      const each = Array.from({ length: this.#cores }, (_, at) =>
        this.#hostOf(kernelMemoryName, `process ${at}`),
      );
      seats.push({
        host: sideBySide(each),
        only: [kernelMemoryName],
        of: baseName,
        name: baseName,
      });
    } else if (against !== undefined) {
      const host = this.#hostOf(contender, baseName);
      seats.push({ host, only: [contender], of: baseName, name: baseName });
    }
    if (peers === "none") return seats;
    if (contenders?.includes(handWrittenName) !== false)
      seats.push({
        host: this.#hostOf(handWrittenName, "loop"),
        only: [handWrittenName],
        of: "road",
      });
    if (!road.peers) return seats;
    const inPython = await this.#peers.hostsFor(peers === "one thread" ? 1 : this.#cores);
    return [...seats, ...inPython.map((host) => ({ host, only: contenders, of: "road" as const }))];
  }

  /** A process for the contender in this part, new for each road unless the run is in short. */
  #hostOf(contender: string, part: string): Host {
    const key = `${contender}, ${part}`;
    const group =
      this.#own.get(key) ??
      new JavaScriptGroups({ contenders: [contender], keep: this.#options.smoke });
    this.#own.set(key, group);
    return group.hostsForNext()[0]!;
  }

  close(): void {
    for (const group of this.#own.values()) group.close();
    this.#peers.close();
  }
}

/**
 * Data by dtype and N, made once, as the references of flat roads are: every road is held against
 * one of them. A road of a few elements fewer than N takes the first of them.
 */
class SharedData {
  readonly #folder: string;
  readonly #references = new Map<string, (formula: Formula) => Reference>();
  readonly #made = new Map<
    string,
    { readonly data: Data; readonly filesFor: ReturnType<typeof writeData> }
  >();

  constructor(folder: string) {
    this.#folder = folder;
  }

  for(workload: RoadWorkload, n: number): Pick<Seat, "reference" | "files"> {
    const { data, filesFor } = this.#of(workload.dtype, n);
    const files = filesFor(workload.input);
    if (workload.road) return { reference: referencesOf(workload, data), files };
    const key = JSON.stringify(workload);
    const reference = this.#references.get(key) ?? referencesOf(workload, data);
    this.#references.set(key, reference);
    return { reference, files };
  }

  #of(dtype: Dtype, n: number) {
    const key = `${dtype} ${n}`;
    const found = this.#made.get(key);
    if (found) return found;
    const data = createData(dtype, n);
    const made = { data, filesFor: writeData(this.#folder, data, key) };
    this.#made.set(key, made);
    return made;
  }
}
