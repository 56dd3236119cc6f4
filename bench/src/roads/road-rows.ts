// From samples to the rows of bench/results/roads.json.

import type { Circumstances } from "../device.js";
import { BenchError } from "../errors.js";
import { packageName } from "../names.js";
import type { Timing } from "../rows.js";
import { spreadOf } from "../statistics.js";
import type { MemoryRow } from "./measure-memory.js";
import type { Road } from "./road.js";
import type { Variant } from "./variants.js";

/** Times are per call. */
export interface RoadRow {
  readonly variant: string;
  readonly road: string;
  /** As asked for: a road with rows has as many fewer as fill no row. */
  readonly n: number;
  readonly contender: string;
  readonly version: string;
  /** Of this package: which build of its kernels ran. */
  readonly kernel: string;
  readonly threads: number;
  readonly samples: number;
  readonly median_ns: number;
  readonly p20_ns: number;
  readonly p80_ns: number;
  /** Its time over this package's, round by round: how many times as fast this package is. */
  readonly ratio: number;
  readonly ratio_p20: number;
  readonly ratio_p80: number;
  /** The share of all cores that other programs used just before. */
  readonly other_load: number;
}

export interface RoadResults {
  readonly made: Circumstances & { readonly command: string };
  readonly rows: readonly RoadRow[];
  readonly memory: readonly MemoryRow[];
}

export function roadRowsOf(
  { variant, road, n }: { readonly variant: Variant; readonly road: Road; readonly n: number },
  timings: readonly Timing[],
  otherLoad: number,
): RoadRow[] {
  const own = timings.find(({ name }) => name === packageName)?.samples ?? [];
  return timings.map(({ name, version, kernel = "", threads, samples }) => {
    const time = spreadOf(samples);
    // Round by round: what slows a whole round down leaves its ratio alone.
    const ratio = spreadOf(samples.slice(0, own.length).map((ns, round) => ns / own[round]!));
    return {
      variant: variant.name,
      road: road.name,
      n,
      contender: name,
      version,
      kernel,
      threads,
      samples: samples.length,
      median_ns: time.median,
      p20_ns: time.p20,
      p80_ns: time.p80,
      ratio: ratio.median,
      ratio_p20: ratio.p20,
      ratio_p80: ratio.p80,
      other_load: otherLoad,
    };
  });
}

/** A row for each line, with five digits, which are more than a timing has. */
export function formatRoads({ made, rows, memory }: RoadResults): string {
  const short = (_: string, value: unknown): unknown =>
    typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(5)) : value;
  const lines = (list: readonly object[]) =>
    list.map((each) => `    ${JSON.stringify(each, short)}`).join(",\n");
  return [
    "{",
    `  "made": ${JSON.stringify(made)},`,
    `  "rows": [\n${lines(rows)}\n  ],`,
    `  "memory": [\n${lines(memory)}\n  ]`,
    "}\n",
  ].join("\n");
}

/** @throws BenchError for what `formatRoads` has not written. */
export function parseRoads(text: string): RoadResults {
  try {
    const { made, rows, memory } = JSON.parse(text) as Partial<RoadResults>;
    if (made && Array.isArray(rows) && Array.isArray(memory) && rows.length > 0)
      return { made, rows, memory };
  } catch {
    // Said below.
  }
  throw new BenchError("the results of the roads must be what `npm run bench -- --roads` writes.");
}
