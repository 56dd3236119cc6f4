// Runs one workload: every contender that any host has for it is checked, then all are timed
// against one another.

import { join } from "node:path";
import { check } from "./check.js";
import { type Data, type DataFiles, readArray } from "./data.js";
import { BenchError } from "./errors.js";
import { type Entrant, type Host, prepareMessage } from "./hosts/protocol.js";
import { type Limits, measure } from "./measure.js";
import { type Formula, type Reference, referenceOf } from "./reference.js";
import { entryOf, orderOf } from "./roster.js";
import type { Timing } from "./rows.js";
import type { Workload } from "./workloads.js";

export interface Cell {
  readonly workload: Workload;
  readonly data: Data;
  readonly files: DataFiles;
  readonly hosts: readonly Host[];
  /** The only contenders wanted; null for all. */
  readonly only: readonly string[] | null;
  readonly limits: Limits;
  /** For gradients on their way to the check. */
  readonly folder: string;
}

export interface CellResult {
  readonly timings: readonly Timing[];
  /** Contenders that could not be made ready, and why. */
  readonly failed: Readonly<Record<string, string>>;
}

interface Entered extends Entrant {
  readonly host: Host;
}

/** @throws BenchError where a contender gives a wrong result or its process ends. */
export async function runCell(cell: Cell): Promise<CellResult> {
  const prepared = await Promise.all(
    cell.hosts.map((host) => host.prepare(prepareMessage(cell.workload, cell.files, cell.only))),
  );
  const entered = prepared
    .flatMap(({ entrants }, index) =>
      entrants.map((entrant): Entered => ({ ...entrant, host: cell.hosts[index]! })),
    )
    .sort((a, b) => orderOf(a.name) - orderOf(b.name));
  if (entered.length === 0)
    throw new BenchError("none of the contenders that were asked for can be measured.");
  const checked = await checkAll(entered, cell);
  const measured = entered.map(({ host, name }, index) => ({
    sample: (calls: number) => host.sample({ do: "sample", contender: name, calls }),
    firstMs: checked[index]!.firstMs,
  }));
  const samples = await measure(measured, cell.limits);
  const timings = entered.map(({ host: _, ...entrant }, index) => ({
    ...entrant,
    meanError: checked[index]!.error,
    samples: samples[index]!,
  }));
  return { timings, failed: Object.assign({}, ...prepared.map(({ failed }) => failed)) };
}

interface CheckedEntrant {
  /** Relative, of the mean. */
  readonly error: number;
  readonly firstMs: number;
}

async function checkAll(
  entered: readonly Entered[],
  { workload, data, folder }: Cell,
): Promise<CheckedEntrant[]> {
  const references = new Map<Formula, Reference>();
  const checked: CheckedEntrant[] = [];
  // One after the other: all write to the same file, and the first calls of all at once would be
  // slow.
  for (const { host, name } of entered) {
    const { kind, formula, tolerance } = entryOf(name);
    const file =
      workload.quantity === "value" || kind === "bandwidth" ? null : join(folder, "gradient.bin");
    const { mean, ns } = await host.check({ do: "check", contender: name, gradient: file });
    if (!references.has(formula)) references.set(formula, referenceOf(workload, data, formula));
    const grad = file === null ? undefined : readArray(file, workload.dtype);
    // What is read has been compared where it was read.
    const error =
      kind === "bandwidth"
        ? NaN
        : check(name, { mean, grad }, references.get(formula)!, tolerance(workload));
    checked.push({ error, firstMs: ns / 1e6 });
  }
  return checked;
}
