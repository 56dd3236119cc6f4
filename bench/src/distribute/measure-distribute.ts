// What is measured of strategies: the all-reduce beside the loop in C, and the parts of a training
// step.

import { fullPatience, smokePatience, waitForQuiet } from "../quiet.js";
import { spreadOf } from "../statistics.js";
import { compileLoop, launch, rankProgram, type Transport, transports } from "./launch.js";

/** Times are per call. */
export interface AllReduceRow {
  readonly transport: Transport;
  readonly contender: "MpiStrategy" | "C";
  readonly bytes: number;
  readonly samples: number;
  readonly median_ns: number;
  readonly p20_ns: number;
  readonly p80_ns: number;
}

/** Times are per step, medians. */
export interface StepRow {
  readonly transport: Transport;
  readonly parameters: number;
  /** Of each replica. */
  readonly rows: number;
  readonly samples: number;
  readonly computing_ns: number;
  readonly communicating_ns: number;
}

export interface Measurements {
  /** Which share of all cores other programs used before it began. */
  readonly busy: number;
  readonly allReduce: readonly AllReduceRow[];
  readonly steps: readonly StepRow[];
}

export interface Scale {
  /** Steps of each model. */
  readonly rounds: number;
  readonly largest: number;
  readonly parameters: readonly number[];
  readonly isShort: boolean;
}

export const fullScale: Scale = {
  rounds: 9,
  largest: 2 ** 26,
  parameters: [31, 100_000, 10_000_000],
  isShort: false,
};
export const smokeScale: Scale = {
  rounds: 3,
  largest: 2 ** 12,
  parameters: [31, 1000],
  isShort: true,
};

const rows = 16;
/** Bytes of ten million numbers. */
const tenMillion = 40_000_000;
/** So many calls of each size, or as many as are so many bytes together. */
const mostCalls = 1000;
const bytesPerSize = 2 ** 29;
const leastCalls = 15;

export async function measureDistribute({
  rounds,
  largest,
  parameters,
  isShort,
}: Scale): Promise<Measurements> {
  const busy = await waitForQuiet(isShort ? smokePatience : fullPatience);
  const powers = Array.from({ length: 13 }, (_, i) => 4 ** (i + 1));
  // The gradients of ten million parameters are what is asked for: between two powers of four.
  const sizes = [...powers, tenMillion].sort((a, b) => a - b).filter((bytes) => bytes <= largest);
  const callsOf = (bytes: number) =>
    Math.max(leastCalls, Math.ceil(Math.min(mostCalls, bytesPerSize / bytes) / (isShort ? 20 : 1)));
  const args = sizes.map((bytes) => `${bytes}:${callsOf(bytes)}`);
  const loop = compileLoop();
  const allReduce: AllReduceRow[] = [];
  const steps: StepRow[] = [];
  for (const transport of Object.keys(transports) as Transport[]) {
    const programs = {
      MpiStrategy: rankProgram("all-reduce", args),
      ...(loop && { C: [loop, ...args] }),
    };
    for (const [contender, program] of Object.entries(programs)) {
      const lines = launch(transport, program);
      for (const bytes of sizes)
        allReduce.push(
          allReduceRow(transport, contender as AllReduceRow["contender"], bytes, lines),
        );
    }
    const lines = launch(transport, rankProgram("steps", [rounds, rows, ...parameters]));
    for (const count of parameters) steps.push(stepRow(transport, count, lines));
  }
  return { busy, allReduce, steps };
}

function allReduceRow(
  transport: Transport,
  contender: AllReduceRow["contender"],
  bytes: number,
  lines: number[][],
): AllReduceRow {
  const samples = lines.filter(([size]) => size === bytes).map(([, ns]) => ns!);
  const { median, p20, p80 } = spreadOf(samples);
  return {
    transport,
    contender,
    bytes,
    samples: samples.length,
    median_ns: median,
    p20_ns: p20,
    p80_ns: p80,
  };
}

function stepRow(transport: Transport, parameters: number, lines: number[][]): StepRow {
  const own = lines.filter(([count]) => count === parameters);
  const medianOf = (column: number) => spreadOf(own.map((line) => line[column]!)).median;
  return {
    transport,
    parameters,
    rows,
    samples: own.length,
    computing_ns: medianOf(1),
    communicating_ns: medianOf(2),
  };
}
