// The command line of the benchmark.

import { parseArgs } from "node:util";
import { BenchError, usageError } from "./errors.js";
import { fullLimits, type Limits, smokeLimits } from "./measure.js";
import { resultsFolder, scratchFolder, userPath } from "./paths.js";
import { defaultSizes, smokeSizes } from "./workloads.js";

export const help = `Usage: npm run bench -w bench -- [options]

Times this package against the loop that people write by hand.

  --sizes N,N,...  numbers of elements (default: ${defaultSizes.join(",")})
  --out DIR        where results.csv is written, over an older one (default: bench/results; with --smoke: bench/out)
  --smoke          a few seconds, to see that everything works; the numbers mean little
  --help           this text
`;

export interface Options {
  readonly help: boolean;
  readonly sizes: readonly number[];
  readonly out: string;
  readonly limits: Limits;
}

/** @throws BenchError with exit code 2 for an option that is unknown or has a wrong value. */
export function readOptions(args: string[]): Options {
  const { sizes, out, smoke, help } = parse(args);
  return {
    help,
    sizes: sizes === undefined ? (smoke ? smokeSizes : defaultSizes) : readSizes(sizes),
    out: out === undefined ? (smoke ? scratchFolder : resultsFolder) : userPath(out),
    limits: smoke ? smokeLimits : fullLimits,
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        sizes: { type: "string" },
        out: { type: "string" },
        smoke: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    throw usageError(error);
  }
}

// More would not fit into the memory of most machines, with the gradients in float64 to compare with.
const largest = 2 ** 28;

function readSizes(list: string): number[] {
  const sizes = list.split(",").map((item) => (/^\d+$/.test(item) ? Number(item) : NaN));
  if (!sizes.every((size) => size >= 1 && size <= largest)) {
    throw new BenchError(`--sizes must be integers from 1 to ${largest} with commas between them, got ${JSON.stringify(list)}.`, 2);
  }
  return [...new Set(sizes)];
}
