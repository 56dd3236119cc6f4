// The command line of the benchmark.

import { flag, parseOptions, text } from "./command.js";
import { BenchError } from "./errors.js";
import { fullLimits, type Limits, roadLimits, smokeLimits } from "./measure.js";
import { handWrittenName } from "./names.js";
import { peersPython, resultsFolder, scratchFolder, userPath } from "./paths.js";
import { titleOf } from "./report.js";
import {
  type Case,
  casesOf,
  pickCases,
  roadSizes,
  smokeCases,
  smokeRoadSizes,
} from "./roads/cases.js";
import { roster } from "./roster.js";
import {
  defaultSizes,
  smokeSizes,
  smokeWorkloads,
  type Workload,
  workloadsOf,
} from "./workloads.js";

export const help = `Usage: npm run bench -- [options]

Times this package against the loop that people write by hand and against TensorFlow.js, jax-js, NumPy, TensorFlow, PyTorch
and JAX, whichever are there. Those in Python are there once bench/setup-peers.sh has made an environment for them.

  --sizes N,N,...     numbers of elements (default: ${defaultSizes.join(",")})
  --workloads TEXT    only workloads with all these words in their title, as "logits float32"
  --contenders A,B    only contenders with one of these in their name, as "memory,PyTorch", and the hand-written loop
  --python FILE       the interpreter of the frameworks in Python (default: bench/.peers/bin/python)
  --out DIR           where the results are written, over older ones (default: bench/results; with --smoke: bench/out)
  --roads             every road by which the loss is called, in place of the workloads: masks, weights, lists and so on,
                      beside the loop and the frameworks, into roads.json
  --only PATTERN      only roads with this regular expression in their title, as "logits, value: mask"
  --smoke             in short, to see that everything works; the numbers mean little
  --help              this text
`;

export interface Options {
  readonly help: boolean;
  readonly smoke: boolean;
  /** Roads are measured in place of workloads. */
  readonly roads: boolean;
  readonly workloads: readonly Workload[];
  readonly cases: readonly Case[];
  /** The only contenders wanted; null for all. */
  readonly contenders: readonly string[] | null;
  readonly python: string;
  readonly out: string;
  readonly limits: Limits;
}

/** @throws BenchError with exit code 2 for an option that is unknown or has a wrong value. */
export function readOptions(args: string[]): Options {
  const known = {
    sizes: text,
    workloads: text,
    roads: flag,
    only: text,
    contenders: text,
    python: text,
    out: text,
    smoke: flag,
    help: flag,
  };
  const { sizes, workloads, roads, only, contenders, python, out, smoke, help } = parseOptions(
    known,
    args,
  );
  if (only !== undefined && !roads) throw new BenchError("--only is for --roads. See --help.", 2);
  const given = sizes === undefined ? undefined : readSizes(sizes);
  const wanted = given ?? (smoke ? smokeSizes : defaultSizes);
  const wantedOfRoads = given ?? (smoke ? smokeRoadSizes : roadSizes);
  // Who asks for some roads asks for all sizes of them, in short too.
  const cases = smoke && only === undefined ? smokeCases(wantedOfRoads) : casesOf(wantedOfRoads);
  return {
    help,
    smoke,
    roads,
    cases: only === undefined ? cases : pickCases(cases, only),
    workloads: pickWorkloads(smoke ? smokeWorkloads(wanted) : workloadsOf(wanted), workloads),
    contenders: contenders === undefined ? null : pickContenders(contenders),
    python: python === undefined ? peersPython : userPath(python),
    out: out === undefined ? (smoke ? scratchFolder : resultsFolder) : userPath(out),
    limits: smoke ? smokeLimits : roads ? roadLimits : fullLimits,
  };
}

// More would not fit into the memory of most machines, with the gradients in float64 to compare
// with.
const largest = 2 ** 28;

function readSizes(list: string): number[] {
  const sizes = list.split(",").map((item) => (/^\d+$/.test(item) ? Number(item) : NaN));
  if (!sizes.every((size) => size >= 1 && size <= largest)) {
    throw new BenchError(
      `--sizes must be integers from 1 to ${largest} with commas between them, got ${JSON.stringify(list)}.`,
      2,
    );
  }
  return [...new Set(sizes)];
}

function pickWorkloads(all: readonly Workload[], text = ""): Workload[] {
  const wordsOf = (from: string): string[] => from.split(/[\s,]+/).filter((word) => word !== "");
  const picked = all.filter((workload) =>
    wordsOf(text).every((word) => wordsOf(titleOf(workload)).includes(word)),
  );
  if (picked.length > 0) return picked;
  throw new BenchError(
    `--workloads must be words from a title such as "${titleOf(all[0]!)}", got ${JSON.stringify(text)}.`,
    2,
  );
}

function pickContenders(list: string): string[] {
  const parts = list.split(",").map((part) => part.trim().toLowerCase());
  const names = roster.map(({ name }) => name);
  const unknown = parts.find(
    (part) => part === "" || !names.some((name) => name.toLowerCase().includes(part)),
  );
  const isWanted = (name: string) =>
    name === handWrittenName || parts.some((part) => name.toLowerCase().includes(part));
  if (unknown === undefined) return names.filter(isWanted);
  throw new BenchError(
    `--contenders must be names or parts of them, ${names.join(", ")}; got ${JSON.stringify(unknown)}.`,
    2,
  );
}
