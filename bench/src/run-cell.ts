// Runs what is compared: every contender that any host has for its workload is checked, then all are
// timed against one another.

import { join } from "node:path";
import { check } from "./check.js";
import { type DataFiles, readArray } from "./data.js";
import { BenchError } from "./errors.js";
import { type Entrant, type Host, prepareMessage } from "./hosts/protocol.js";
import { type Limits, measure } from "./measure.js";
import type { Formula, Reference } from "./reference.js";
import { computes, entryOf, formulaOf, orderOf } from "./roster.js";
import type { Timing } from "./rows.js";
import { leavesArray, type RoadWorkload } from "./workloads.js";

/** A host, and the workload that its contenders take part with. */
export interface Seat {
  readonly host: Host;
  readonly workload: RoadWorkload;
  /** What its contenders must give. */
  readonly reference: (formula: Formula) => Reference;
  readonly files: DataFiles;
  /** The only contenders wanted; null for all. */
  readonly only: readonly string[] | null;
  /** What the results call its contender, where one contender has two seats. */
  readonly name?: string;
}

export interface Cell {
  readonly seats: readonly Seat[];
  readonly limits: Limits;
  /** For gradients on their way to the check. */
  readonly folder: string;
}

export interface CellResult {
  readonly timings: readonly Timing[];
  /** Contenders that could not be made ready, and why. */
  readonly failed: Readonly<Record<string, string>>;
}

interface Entered {
  readonly entrant: Entrant;
  readonly seat: Seat;
}

/** @throws BenchError where a contender gives a wrong result or its process ends. */
export async function runCell(cell: Cell): Promise<CellResult> {
  const prepared = await Promise.all(
    cell.seats.map(({ host, workload, files, only }) =>
      host.prepare(prepareMessage(workload, files, only)),
    ),
  );
  const entered = prepared
    .flatMap(({ entrants }, index) =>
      entrants.map((entrant): Entered => ({ entrant, seat: cell.seats[index]! })),
    )
    .sort((a, b) => orderOf(a.entrant.name) - orderOf(b.entrant.name));
  if (entered.length === 0)
    throw new BenchError("none of the contenders that were asked for can be measured.");
  const checked = await checkAll(entered, cell.folder);
  const measured = entered.map(({ seat, entrant: { name } }, index) => ({
    sample: (calls: number) => seat.host.sample({ do: "sample", contender: name, calls }),
    firstMs: checked[index]!.firstMs,
  }));
  const samples = await measure(measured, cell.limits);
  const timings = entered.map(({ seat, entrant }, index) => ({
    ...entrant,
    name: seat.name ?? entrant.name,
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

async function checkAll(entered: readonly Entered[], folder: string): Promise<CheckedEntrant[]> {
  const checked: CheckedEntrant[] = [];
  // One after the other: all write to the same file, and the first calls of all at once would be
  // slow.
  for (const { seat, entrant } of entered) {
    const { host, workload, reference } = seat;
    const entry = entryOf(entrant.name);
    const compared = computes(entry);
    const file = compared && leavesArray(workload) ? join(folder, "gradient.bin") : null;
    const { mean, ns } = await host.check({
      do: "check",
      contender: entrant.name,
      gradient: file,
    });
    const grad = file === null ? undefined : readArray(file, workload.dtype);
    // What is read or converted has been compared where that was done, if at all.
    const error = compared
      ? check(
          seat.name ?? entrant.name,
          { mean, grad },
          reference(formulaOf(entry, workload)),
          entry.tolerance(workload),
        )
      : NaN;
    checked.push({ error, firstMs: ns / 1e6 });
  }
  return checked;
}
