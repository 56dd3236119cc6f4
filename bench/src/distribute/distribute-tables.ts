// The tables of packages/distribute/docs/distribute.md: the all-reduce beside the loop in C, the
// parts of a step, and what the model makes of them.

import type { Circumstances } from "../device.js";
import { digits, formatCount, formatSpread, formatTime } from "../format.js";
import { markdownTable } from "../tables/block.js";
import { type Transport, transports } from "./launch.js";
import type { AllReduceRow, Measurements, StepRow } from "./measure-distribute.js";
import { computingOf, efficiency, networkOf, rowsForHalf, scalingSizes } from "./model.js";

export interface DistributeResults extends Measurements {
  readonly made: Circumstances;
}

export const chartFile = "distribute-scaling.svg";
export const modelledRanks = [8, 64, 1024] as const;
/** A cluster's network is more like it than shared memory is. */
export const modelledTransport: Transport = "TCP";

const names = Object.keys(transports) as Transport[];

export function distributeBlock(results: DistributeResults): string {
  const { made, busy, steps } = results;
  const { alphaNs, betaNs } = networkOf(rowsOf(results.allReduce, modelledTransport));
  return [
    "### The all-reduce of two replicas",
    "",
    allReduceTable(results.allReduce),
    "",
    "Float32 numbers, summed in place: per call, and bytes of the array per second. `C` is `bench/c/allreduce.c`, a loop over " +
      "`MPI_Allreduce` in pieces of the same 4 MiB, and nothing else. A call of `MpiStrategy` first compares what the replicas call, which is a small all-reduce of " +
      "its own.",
    "",
    "### The parts of a training step",
    "",
    stepsTable(steps),
    "",
    `A logistic regression on typed arrays, ${steps[0]!.rows} rows per replica and step, two replicas. A step that computes for longer, with more rows or ` +
      "more layers, communicates for a smaller part of it.",
    "",
    "### More replicas, by the alpha-beta model",
    "",
    `![Which part of a step is computing, by model size, for 2 to 1,024 replicas](images/${chartFile})`,
    "",
    modelTable(results),
    "",
    `A message of m bytes takes α + m β; the all-reduce of p replicas takes the shorter of log2(p) (α + m β), recursive doubling, and ` +
      `2 (p − 1) α + 2 (p − 1) / p · m β, a ring. α = ${formatTime(alphaNs)} and 1/β = ${digits(1 / betaNs)} GB/s are those of the table above over TCP, and ` +
      "the time of computing is that of the steps above. It is a calculation, not a measurement: your network's α and β make it another. " +
      "Replicas stop scaling where less than half of a step is computing: then twice as many replicas, each with as many rows, train " +
      "less than twice as fast as half of them alone would.",
    "",
    `Medians with the 20th and 80th percentiles; two ranks of Open MPI on one machine, ${made.device}, ${made.cores} cores, of which other programs used ` +
      `${(100 * busy).toFixed(0)} % when it began; Node ${made.node}, ${made.date}. Made by \`npm run distribute -w bench\`.`,
  ].join("\n");
}

function rowsOf<Row extends { readonly transport: Transport }>(
  rows: readonly Row[],
  transport: Transport,
): Row[] {
  return rows.filter((row) => row.transport === transport);
}

function allReduceTable(rows: readonly AllReduceRow[]): string {
  const lines = names.flatMap((transport) =>
    rowsOf(rows, transport)
      .filter(({ contender }) => contender === "MpiStrategy")
      .map((row) => {
        const loop = rows.find(
          (each) =>
            each.contender === "C" && each.transport === transport && each.bytes === row.bytes,
        );
        const time = ({ median_ns, p20_ns, p80_ns }: AllReduceRow) =>
          formatSpread(median_ns, p20_ns, p80_ns);
        const rate = ({ bytes, median_ns }: AllReduceRow) =>
          `${(bytes / median_ns).toPrecision(3)} GB/s`;
        const beside = loop
          ? [time(loop), rate(loop), digits(row.median_ns / loop.median_ns)]
          : ["", "", ""];
        return [transport, formatBytes(row.bytes), time(row), rate(row), ...beside];
      }),
  );
  return markdownTable(
    ["joined by", "array", "MpiStrategy", "MpiStrategy", "C", "C", "× time of C"],
    lines,
    1,
  );
}

/** 40 MB, which are no power of two, as such. */
function formatBytes(bytes: number): string {
  if (bytes % 1e6 === 0) return `${bytes / 1e6} MB`;
  return `${formatCount(bytes)}B`.replace(/^(\d+)B$/, "$1 B");
}

function stepsTable(steps: readonly StepRow[]): string {
  const lines = steps.map(({ transport, parameters, computing_ns, communicating_ns }) => [
    transport,
    parameters.toLocaleString("en"),
    formatTime(computing_ns),
    formatTime(communicating_ns),
    `${((100 * communicating_ns) / (computing_ns + communicating_ns)).toFixed(1)} %`,
  ]);
  return markdownTable(
    ["joined by", "parameters", "computing", "communicating", "communication's share"],
    lines,
    1,
  );
}

function modelTable(results: DistributeResults): string {
  const network = networkOf(rowsOf(results.allReduce, modelledTransport));
  const steps = rowsOf(results.steps, modelledTransport);
  const computing = computingOf(steps);
  const sizes = [31, 100_000, 10_000_000];
  const lines = modelledRanks.map((ranks) => [
    ranks.toLocaleString("en"),
    scales(scalingSizes(network, computing, ranks)),
    ...sizes.map((size) => `${(100 * efficiency(network, computing, ranks, size)).toFixed(0)} %`),
    ...sizes.map((size) =>
      rowsForHalf(network, computing, steps[0]!.rows, ranks, size).toLocaleString("en"),
    ),
  ]);
  const named = sizes.map((size) => size.toLocaleString("en"));
  const headings = [
    "replicas",
    "scales with",
    ...named.map((size) => `computing, ${size}`),
    ...named.map((size) => `rows for half, ${size}`),
  ];
  return markdownTable(headings, lines, 1);
}

/** Sizes as the range that they make. */
function scales(sizes: readonly number[]): string {
  if (sizes.length === 0) return "no size";
  const [least, most] = [sizes[0]!, sizes.at(-1)!];
  const text = (size: number) => Number(size.toPrecision(2)).toLocaleString("en");
  const isEndless = most >= 1e9;
  if (isEndless) return least <= 10 ? "every size" : `${text(least)} parameters and more`;
  return least <= 10
    ? `up to ${text(most)} parameters`
    : `${text(least)} to ${text(most)} parameters`;
}
