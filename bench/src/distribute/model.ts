// The alpha-beta model: a message of m bytes takes α + m β, and an all-reduce is so many messages.
// What two ranks were measured at says what more would take, if their network were like that
// between those two.
//
// α latency of a message, β time of a byte with its addition, p ranks, m bytes of all parameters:
// recursive doubling, where every rank exchanges all of it log2 p times: log2(p) (α + m β) ring,
// where p − 1 parts are added up on their way round and then sent round: 2 (p − 1) α + 2 (p − 1) /
// p · m β

import type { AllReduceRow, Measurements } from "./measure-distribute.js";

export interface Network {
  readonly alphaNs: number;
  readonly betaNs: number;
}

export interface Computing {
  /** Of a step, whatever its size. */
  readonly fixedNs: number;
  readonly perParameterNs: number;
}

/**
 * From the smallest message α, and from the two largest β: at two ranks either way is one exchange.
 */
export function networkOf(rows: readonly AllReduceRow[]): Network {
  const own = rows
    .filter(({ contender }) => contender === "MpiStrategy")
    .sort((a, b) => a.bytes - b.bytes);
  const [before, largest] = own.slice(-2) as [AllReduceRow, AllReduceRow];
  return {
    alphaNs: own[0]!.median_ns,
    betaNs: (largest.median_ns - before.median_ns) / (largest.bytes - before.bytes),
  };
}

/** From the smallest model what every step takes, and from the largest what a parameter takes. */
export function computingOf(steps: Measurements["steps"]): Computing {
  const sorted = [...steps].sort((a, b) => a.parameters - b.parameters);
  const [smallest, largest] = [sorted[0]!, sorted.at(-1)!];
  return {
    fixedNs: smallest.computing_ns,
    perParameterNs:
      (largest.computing_ns - smallest.computing_ns) / (largest.parameters - smallest.parameters),
  };
}

const bytesPerParameter = 4;

/** What the all-reduce of so many parameters takes, by the faster of the two ways. */
export function allReduceNs(
  { alphaNs, betaNs }: Network,
  ranks: number,
  parameters: number,
): number {
  const bytes = bytesPerParameter * parameters;
  const doubling = Math.log2(ranks) * (alphaNs + bytes * betaNs);
  const ring = 2 * (ranks - 1) * alphaNs + ((2 * (ranks - 1)) / ranks) * bytes * betaNs;
  return Math.min(doubling, ring);
}

export function computingNs({ fixedNs, perParameterNs }: Computing, parameters: number): number {
  return fixedNs + perParameterNs * parameters;
}

/**
 * Which part of a step is computing: as many times as fast as one rank are p ranks p times this.
 */
export function efficiency(
  network: Network,
  computing: Computing,
  ranks: number,
  parameters: number,
): number {
  const alone = computingNs(computing, parameters);
  return alone / (alone + allReduceNs(network, ranks, parameters));
}

/** Model sizes that the model is asked about: four in each factor of ten. */
export const modelSizes: readonly number[] = Array.from({ length: 33 }, (_, i) =>
  Math.round(10 ** (1 + i / 4)),
);

/**
 * How many rows a replica must have in a step for it to compute half of the time; a row costs the
 * same whatever their number.
 */
export function rowsForHalf(
  network: Network,
  { fixedNs, perParameterNs }: Computing,
  measuredRows: number,
  ranks: number,
  parameters: number,
): number {
  const communicating = allReduceNs(network, ranks, parameters);
  return Math.max(
    1,
    Math.ceil(((communicating - fixedNs) / (perParameterNs * parameters)) * measuredRows),
  );
}

/** The sizes of models between which a step computes at least half of the time. */
export function scalingSizes(
  network: Network,
  computing: Computing,
  ranks: number,
): readonly number[] {
  return modelSizes.filter(
    (parameters) => efficiency(network, computing, ranks, parameters) >= 0.5,
  );
}
