// From samples to rows of the results: medians, spreads, ratios, bytes.

import type { Row } from "./csv.js";
import type { Circumstances } from "./device.js";
import type { Entrant } from "./hosts/protocol.js";
import { bandwidthName, bytesName, handWrittenName } from "./names.js";
import { entryOf } from "./roster.js";
import { spreadOf } from "./statistics.js";
import type { Workload } from "./workloads.js";

export interface Timing extends Entrant {
  /** Relative, of the mean that it gave when it was checked. */
  readonly meanError: number;
  /**
   * Nanoseconds per call, a number for each round that it took part in, which are the first ones.
   */
  readonly samples: readonly number[];
}

/** `otherLoad`: the share of all cores that other programs used just before. */
export function rowsOf(
  workload: Workload,
  timings: readonly Timing[],
  made: Circumstances,
  otherLoad: number,
): Row[] {
  const loop = timings.find(({ name }) => name === handWrittenName)?.samples ?? [];
  const reading = timings.find(({ name }) => name === bandwidthName);
  const bandwidth = reading === undefined ? NaN : throughput(reading, workload);
  return timings.map((timing) => {
    const { name, threads, version, kernel = "", samples, meanError } = timing;
    const time = spreadOf(samples);
    // Round by round: what slows a whole round down leaves its ratio alone.
    const ratio = spreadOf(
      samples.slice(0, loop.length).map((sample, round) => sample / loop[round]!),
    );
    const gigabytes = throughput(timing, workload);
    return {
      ...made,
      contender: name,
      kind: entryOf(name).kind,
      version,
      kernel,
      threads,
      ...workload,
      samples: samples.length,
      median_ns: time.median,
      p20_ns: time.p20,
      p80_ns: time.p80,
      elements_per_second: (workload.n / time.median) * 1e9,
      time_ratio: ratio.median,
      time_ratio_p20: ratio.p20,
      time_ratio_p80: ratio.p80,
      mean_error: meanError,
      bytes_per_element: bytesPerElement(workload, name),
      gb_per_second: gigabytes,
      bandwidth_share: gigabytes / bandwidth,
      other_load: otherLoad,
    };
  });
}

/** Bytes per nanosecond are gigabytes, of 10⁹ bytes, per second. */
function throughput({ name, samples }: Timing, workload: Workload): number {
  return (bytesPerElement(workload, name) * workload.n) / spreadOf(samples).median;
}

/**
 * What must be read and written at the least: labels, predictions, weights where there are some,
 * the gradient likewise.
 */
function bytesPerElement({ quantity, weights, dtype }: Workload, contender: string): number {
  const width = dtype === "float32" ? 4 : 8;
  if (contender === bandwidthName) return 2 * width;
  const labels = contender === bytesName ? 1 : width;
  return labels + width + (weights === "none" ? 0 : width) + (quantity === "value" ? 0 : width);
}
